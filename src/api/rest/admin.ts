import { Hono } from 'hono'
import { apiVersion, version } from '#base/version.ts'
import { checkGlobal, type Needs } from '#security/access.ts'
import type { Admission } from '#security/admit.ts'
import { checkCall } from '#service/check-call.ts'
import type { SlowRequest } from '#telemetry/slow-requests.ts'
import { reportParams, slowRequestsParams } from '#wire/report-params.ts'
import { logPatchBody, logSettingsJson } from '#wire/rest-logger.ts'
import type { HttpContext } from './http-app.ts'
import { readBody } from './request-body.ts'
import { decodeBody } from './rest-binding.ts'

/** What is known of a request beside itself. */
export interface AdminEnv {
  readonly Bindings: Admission
}

/** The service endpoints: identity, probes, metrics and telemetry. */
export function adminRoutes(context: HttpContext): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>({ strict: false })
  const { audit } = context.service
  /** Throws when the caller may not. Undefined: everybody may. */
  const check = ({ access, caller }: Admission, method: string, needs: Needs | undefined): void =>
    checkCall({ audit, caller }, { method, collection: undefined }, () => {
      if (needs) checkGlobal(access, needs)
    })
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
    check(c.env, 'node.GetMetrics', {})
    return metricsResponse(await context.metrics(reportParams(searchOf(c.req.url))))
  })
  app.get('/telemetry', async (c) => {
    const started = performance.now()
    check(c.env, 'node.GetTelemetry', undefined)
    const result = await context.telemetry(reportParams(searchOf(c.req.url)), c.env.access)
    return c.json(envelope(result, started))
  })
  app.get('/profiler/slow_requests', async (c) => {
    const started = performance.now()
    check(c.env, 'node.GetSlowRequests', { manage: true })
    const { limit, request } = slowRequestsParams(searchOf(c.req.url))
    const slow = (await context.slowRequests()).filter(({ name }) => name.includes(request))
    return c.json(envelope({ requests: slow.slice(0, limit).map(slowRequestJson) }, started))
  })
  app.get('/logger', async (c) => {
    const started = performance.now()
    check(c.env, 'node.GetLogger', {})
    return c.json(envelope(logSettingsJson(await context.logSettings()), started))
  })
  app.post('/logger', async (c) => {
    const started = performance.now()
    check(c.env, 'node.SetLogger', { manage: true })
    const body = await readBody(c.req.raw, context.requestBytesMax)
    await context.changeLog(decodeBody(body, logPatchBody))
    return c.json(envelope(true, started))
  })
  return app
}

/** A page in Prometheus' text format. */
export function metricsResponse(page: string): Response {
  return new Response(page, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
}

/** The query string of a URL, without the mark before it. */
export function searchOf(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}

function slowRequestJson(slow: SlowRequest): object {
  return {
    collection_name: slow.collection,
    duration: slow.durationSec,
    datetime: new Date(slow.timeMs).toISOString(),
    request_name: slow.name,
    approx_count: slow.count,
    request_body: JSON.parse(slow.body) as unknown,
  }
}

/** The answer of every REST call that succeeds. `startedMs` as `performance.now()` gives it. */
export function envelope<T>(result: T, startedMs: number): { result: T; status: 'ok'; time: number } {
  return { result, status: 'ok', time: (performance.now() - startedMs) / 1000 }
}
