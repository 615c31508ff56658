import { Hono } from 'hono'
import { routePath } from 'hono/route'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { errorStatus } from '#api/error-status.ts'
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
    const route = routePath(c, -1)
    const endpoint = route === '/*' ? '*' : route.replaceAll(/:(\w+)/g, '{$1}')
    context.stats.observe('rest', c.req.method, endpoint, c.res.status, durationSec)
    const { pathname } = new URL(c.req.url)
    context.logger.info(`${c.req.method} ${pathname}`, { status: c.res.status, ms: durationSec * 1000 })
  })
  app.route('/', adminRoutes(context))
  app.notFound((c) => c.body(null, 404))
  app.onError((error, c) => {
    const status = errorStatus(error)
    if (!status.expected) context.logger.error('a REST call failed unexpectedly', { error })
    if (status.retryAfterSec !== undefined) c.header('retry-after', String(Math.ceil(status.retryAfterSec)))
    return c.json({ status: { error: status.message }, time: 0 }, status.http as ContentfulStatusCode)
  })
  return app
}
