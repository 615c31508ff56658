import { errorStatus } from '#api/error-status.ts'
import { type Access, noAccess } from '#security/access.ts'
import { type Admission, admit } from '#security/admit.ts'
import type { Gate } from '#security/gate.ts'
import type { ServiceContext } from '#service/ports.ts'
import { countForCollection } from '#service/request-counts.ts'
import type { LogSettings, LogSettingsPatch } from '#telemetry/log-control.ts'
import type { Logger } from '#telemetry/logger.ts'
import type { RequestSpans } from '#telemetry/request-spans.ts'
import type { RequestStats } from '#telemetry/request-stats.ts'
import type { SlowRequest } from '#telemetry/slow-requests.ts'
import type { ReportParams } from '#wire/report-params.ts'
import { adminRoutes } from './admin.ts'
import { collectionBindings } from './collection-bindings.ts'
import { addCorsHeaders, preflightResponse } from './cors.ts'
import { docsPage } from './docs-page.ts'
import { nodeBindings } from './node-bindings.ts'
import { documentedEndpoints, openApiDocument } from './openapi.ts'
import { pointBindings } from './point-bindings.ts'
import type { RestBinding } from './rest-binding.ts'
import { createRestHandler, errorResponse } from './rest-handler.ts'
import { createRouter } from './router.ts'
import { shardBindings } from './shard-bindings.ts'
import type { WebUi } from './web-ui.ts'
import { snapshotBindings } from './snapshot-bindings.ts'

/** What the REST listener of one thread works on. */
export interface HttpContext {
  readonly service: ServiceContext
  /** Says what a caller may do, before anything else is done for it. */
  readonly gate: Gate
  readonly logger: Logger
  readonly stats: RequestStats
  /** Undefined: nothing is traced. */
  readonly spans?: RequestSpans | undefined
  /** Bodies may have so many bytes. */
  readonly requestBytesMax: number
  /** Undefined: there is no web interface. */
  readonly webUi?: WebUi | undefined
  /** Browsers let pages of other origins call (CORS). */
  readonly allowsOtherOrigins: boolean
  /** Why the node should get no traffic now; empty: it is ready. */
  readonly readiness: () => readonly string[]
  /** The page in Prometheus' text format. */
  readonly metrics: (params: ReportParams) => Promise<string>
  /** The telemetry object, as far as the caller may know it. */
  readonly telemetry: (params: ReportParams, access: Access) => Promise<unknown>
  /** How the process logs, and how to change that. */
  readonly logSettings: () => Promise<LogSettings>
  readonly changeLog: (patch: LogSettingsPatch) => Promise<void>
  /** Requests that took long, the slowest first. */
  readonly slowRequests: () => Promise<readonly SlowRequest[]>
}

export interface HttpApp {
  /** `remote`: IP address of the caller, where it is known. */
  fetch(request: Request, remote?: string): Promise<Response>
}

/** Every route of the API. */
export const restBindings: readonly RestBinding[] = [
  ...pointBindings,
  ...collectionBindings,
  ...shardBindings,
  ...snapshotBindings,
  ...nodeBindings,
]

/** An answer and the route that counts it; unknown paths count as one, whatever clients make up. */
interface Answered {
  readonly response: Response
  readonly endpoint: string
  /** The collection that the path names. */
  readonly collection?: string | undefined
}

/** The whole HTTP side: the operations first, then the endpoints of the node. */
export function createHttpApp(context: HttpContext): HttpApp {
  const { logger, stats, spans, service, allowsOtherOrigins } = context
  const route = createRouter(restBindings)
  const onBug = (error: unknown): void => logger.error('a REST call failed unexpectedly', { error })
  const handle = createRestHandler({ ...context, onBug })
  const admin = adminRoutes(context)
  admin.get('/openapi.json', (c) => c.json(openApiDocument(restBindings)))
  admin.get('/docs', (c) => c.html(docsPage(documentedEndpoints(restBindings))))
  const adminPaths = new Set(admin.routes.map(({ path }) => path))
  admin.notFound((c) => c.body(null, 404))
  admin.onError((error) => {
    const status = errorStatus(error)
    if (!status.expected) onBug(error)
    return errorResponse(status, undefined, false)
  })

  const door = { gate: context.gate, audit: service.audit }
  function keepOut(error: unknown): Response {
    const status = errorStatus(error)
    if (!status.expected) onBug(error)
    // Those who may not come in are told so in plain words, without an envelope.
    return new Response(status.message, { status: status.http })
  }
  function letIn(
    { headers }: Request,
    api: string,
    remote?: string,
  ): Admission | Response | Promise<Admission | Response> {
    try {
      const admission = admit(door, { header: (name) => headers.get(name) ?? undefined, remote, api })
      return admission instanceof Promise ? admission.catch(keepOut) : admission
    } catch (error) {
      return keepOut(error)
    }
  }

  async function answer(request: Request, remote?: string): Promise<Answered> {
    const { pathname, search } = partsOf(request.url)
    const match = route(request.method, pathname)
    const endpoint = match?.binding.route.path ?? (adminPaths.has(pathname) ? pathname : '*')
    const page = context.webUi?.(request, pathname)
    if (page !== undefined) return { response: await page, endpoint }
    const preflight = allowsOtherOrigins ? preflightResponse(request) : undefined
    if (preflight !== undefined) return { response: preflight, endpoint }
    const asked = openPaths.has(pathname) ? nobody : letIn(request, pathname, remote)
    const admission = asked instanceof Promise ? await asked : asked
    if (admission instanceof Response) return { response: admission, endpoint }
    if (match !== undefined) {
      const collection = match.names['collection_name']
      return { response: await handle({ request, admission, match, search }), endpoint, collection }
    }
    return { response: await admin.fetch(request, admission), endpoint }
  }

  return {
    async fetch(request, remote) {
      const startedMs = performance.now()
      const span = spans?.begin((name) => request.headers.get(name) ?? undefined)
      const { response, endpoint, collection } = await answer(request, remote)
      if (allowsOtherOrigins) addCorsHeaders(request, response)
      const durationSec = (performance.now() - startedMs) / 1000
      const { status } = response
      const { method } = request
      stats.observe('rest', method, endpoint, status, durationSec)
      if (span) spans?.end(span, { protocol: 'rest', method, endpoint, status, collection })
      if (collection !== undefined) {
        const counted = { protocol: 'rest', method, endpoint, status, durationSec } as const
        countForCollection(service.collections, collection, counted)
      }
      const level = status < 400 ? 'debug' : 'info'
      if (logger.enabled(level)) {
        const { pathname } = partsOf(request.url)
        logger[level](`${request.method} ${pathname}`, { status, ms: durationSec * 1000 })
      }
      return response
    },
  }
}

const nobody: Admission = { access: noAccess }

/** Probes and the identity of the node are for everybody. */
const openPaths: ReadonlySet<string> = new Set(['/', '/healthz', '/livez', '/readyz'])

/** Path and query string of an absolute URL; slashes at the end of the path do not count. */
function partsOf(url: string): { readonly pathname: string; readonly search: string } {
  const from = url.indexOf('/', url.indexOf('://') + 3)
  const mark = url.indexOf('?', from)
  const path = url.slice(from, mark < 0 ? undefined : mark)
  const pathname = path.length > 1 && path.endsWith('/') ? path.replace(/\/+$/, '') || '/' : path
  return { pathname, search: mark < 0 ? '' : url.slice(mark + 1) }
}
