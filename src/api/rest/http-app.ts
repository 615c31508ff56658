import { Hono } from 'hono'
import { routePath } from 'hono/route'
import type { ServiceContext } from '#service/ports.ts'
import type { Logger } from '#telemetry/logger.ts'
import type { RequestStats } from '#telemetry/request-stats.ts'
import { adminRoutes } from './admin.ts'

/** What the REST listener of one thread works on. */
export interface HttpContext {
  readonly service: ServiceContext
  readonly logger: Logger
  readonly stats: RequestStats
  /** Why the node should get no traffic now; empty: it is ready. */
  readonly readiness: () => readonly string[]
  /** The page in Prometheus' text format. */
  readonly metrics: () => Promise<string>
  /** The telemetry object with details of the level 0..4. */
  readonly telemetry: (level: number) => Promise<unknown>
}

/** The whole HTTP side: every room of routes is mounted here. */
export function createHttpApp(context: HttpContext): Hono {
  const app = new Hono({ strict: false })
  app.use(async (c, next) => {
    const started = performance.now()
    await next()
    const durationSec = (performance.now() - started) / 1000
    // Unknown paths count as one, whatever clients make up.
    const endpoint = c.res.status === 404 && routePath(c, -1) === '/*' ? '*' : routePath(c, -1)
    context.stats.observe('rest', c.req.method, endpoint, c.res.status, durationSec)
    const { pathname } = new URL(c.req.url)
    context.logger.info(`${c.req.method} ${pathname}`, { status: c.res.status, ms: durationSec * 1000 })
  })
  app.route('/', adminRoutes(context))
  app.notFound((c) => c.body(null, 404))
  app.onError((error, c) => {
    context.logger.error('a REST call failed unexpectedly', { error })
    return c.json({ status: { error: 'Service internal error: an unexpected error' }, time: 0 }, 500)
  })
  return app
}
