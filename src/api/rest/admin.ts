import { Hono } from 'hono'
import { apiVersion, version } from '#base/version.ts'
import { type Access, checkGlobal } from '#security/access.ts'
import type { HttpContext } from './http-app.ts'

/** What is known of a request beside itself. */
export interface AdminEnv {
  readonly Bindings: {
    /** What the caller may do. */
    readonly access: Access
  }
}

/** The service endpoints: identity, probes, metrics and telemetry. */
export function adminRoutes(context: HttpContext): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>({ strict: false })
  app.get('/', (c) =>
    c.json({ title: 'qdrant - vector search engine', version: apiVersion, commit: version }),
  )
  app.get('/healthz', (c) => c.text('healthz check passed'))
  app.get('/livez', (c) => c.text('healthz check passed'))
  app.get('/readyz', (c) => {
    const problems = context.readiness()
    if (c.req.query('verbose') !== undefined) {
      return c.json({ ready: problems.length === 0, problems }, problems.length === 0 ? 200 : 503)
    }
    return problems.length === 0 ? c.text('all shards are ready') : c.text('some shards are not ready', 503)
  })
  app.get('/metrics', async (c) => {
    checkGlobal(c.env.access, {})
    const page = await context.metrics()
    return c.text(page, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  })
  app.get('/telemetry', async (c) => {
    const level = Number(c.req.query('details_level') ?? 0)
    const started = performance.now()
    const result = await context.telemetry(Number.isFinite(level) ? level : 0, c.env.access)
    return c.json(envelope(result, started))
  })
  return app
}

/** The answer of every REST call that succeeds. `startedMs` as `performance.now()` gives it. */
export function envelope<T>(result: T, startedMs: number): { result: T; status: 'ok'; time: number } {
  return { result, status: 'ok', time: (performance.now() - startedMs) / 1000 }
}
