import {
  type Attributes,
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import { ExportResultCode, setGlobalErrorHandler } from '@opentelemetry/core'
import { OTLPExporterBase, type OTLPExporterNodeConfigBase } from '@opentelemetry/otlp-exporter-base'
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from '@opentelemetry/otlp-exporter-base/node-http'
import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  MetricsExporterMetricsHelper,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer'
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Logger } from './logger.ts'
import { otlpMetrics } from './otlp-metrics.ts'
import type { OtlpSettings } from './otlp-settings.ts'
import type { MetricFamily } from './prometheus.ts'
import type { SpanRecord } from './request-spans.ts'

export interface OtlpExporterOptions {
  readonly settings: OtlpSettings
  readonly logger: Logger
  /** All metrics as they are now. */
  readonly metrics: () => Promise<readonly MetricFamily[]>
  /** When what they count began, milliseconds since the epoch. */
  readonly startedMs: number
  readonly version: string
  readonly instanceId: string
}

/** Sends traces and metrics to a collector, by OTLP over HTTP. Nobody waits for it, and its queues are bounded. */
export interface OtlpExporter {
  take(records: readonly SpanRecord[]): void
  /** Sends what is left. Resolves also when that fails. */
  shutdown(): Promise<void>
}

/** What it is that tells; also the name of the spans' and metrics' scope. */
const scope = 'quiver'

export function createOtlpExporter(options: OtlpExporterOptions): OtlpExporter {
  // What fails is told by `watched`, once.
  setGlobalErrorHandler(() => {})
  const resource = resourceOf(options)
  const tracing = openTracing(options, resource)
  const metering = openMetering(options, resource)
  const tracer = tracing?.getTracer(scope, options.version)
  return {
    take(records) {
      if (tracer === undefined) return
      for (const record of records) {
        const { startMs, endMs } = record
        const attributes = attributesOf(record)
        const span = tracer.startSpan(
          spanName(record),
          { kind: SpanKind.SERVER, startTime: startMs, attributes },
          parentContext(record),
        )
        if (isFailure(record)) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end(endMs)
      }
    },
    async shutdown() {
      await Promise.allSettled([tracing?.shutdown(), metering?.shutdown()])
    },
  }
}

function resourceOf({ settings, version, instanceId }: OtlpExporterOptions): Resource {
  return resourceFromAttributes({
    'service.version': version,
    'service.instance.id': instanceId,
    'process.pid': process.pid,
    ...settings.resourceAttributes,
    'service.name': settings.serviceName,
  })
}

function openTracing(
  { settings, logger }: OtlpExporterOptions,
  resource: Resource,
): TracerProvider | undefined {
  const { traces, queueSize, delayMs } = settings
  if (traces === undefined) return undefined
  const exporter = new OTLPExporterBase<ReadableSpan[]>(
    createOtlpHttpExportDelegate(
      convertLegacyHttpOptions(
        httpOptions(settings, traces.url),
        'TRACES',
        'v1/traces',
        contentType(settings),
      ),
      settings.protocol === 'http/json' ? JsonTraceSerializer : ProtobufTraceSerializer,
      'otlp_http_span_exporter',
      TraceExporterMetricsHelper,
      undefined,
    ),
  )
  return new TracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: watched(exporter, { logger, what: 'traces', url: traces.url }),
        maxQueueSize: queueSize,
        scheduledDelayMillis: delayMs,
      }),
    ],
  })
}

function openMetering(options: OtlpExporterOptions, resource: Resource): MeterProvider | undefined {
  const { settings, logger, startedMs, version } = options
  const { metrics } = settings
  if (metrics === undefined) return undefined
  const base = new OTLPExporterBase<ResourceMetrics>(
    createOtlpHttpExportDelegate(
      convertLegacyHttpOptions(
        httpOptions(settings, metrics.url),
        'METRICS',
        'v1/metrics',
        contentType(settings),
      ),
      settings.protocol === 'http/json' ? JsonMetricsSerializer : ProtobufMetricsSerializer,
      'otlp_http_metric_exporter',
      MetricsExporterMetricsHelper,
      undefined,
    ),
  )
  const exporter: PushMetricExporter = Object.assign(
    watched(base, { logger, what: 'metrics', url: metrics.url }),
    { selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE },
  )
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: metrics.intervalMs,
    exportTimeoutMillis: Math.min(metrics.intervalMs, 30_000),
    metricProducers: [
      {
        collect: async () => ({
          errors: [],
          resourceMetrics: {
            resource,
            scopeMetrics: [
              {
                scope: { name: scope, version },
                metrics: otlpMetrics(await options.metrics(), startedMs, Date.now()),
              },
            ],
          },
        }),
      },
    ],
  })
  return new MeterProvider({ resource, readers: [reader] })
}

function httpOptions({ headers, timeoutMs }: OtlpSettings, url: string): OTLPExporterNodeConfigBase {
  return { url, timeoutMillis: timeoutMs, ...(headers === undefined ? {} : { headers: { ...headers } }) }
}

function contentType({ protocol }: OtlpSettings): Record<string, string> {
  return { 'Content-Type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf' }
}

interface Exporter<Items> {
  export(items: Items, done: (result: { code: ExportResultCode; error?: Error }) => void): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** The same exporter; says once that it fails, and once that it works again. */
function watched<Items>(
  exporter: OTLPExporterBase<Items>,
  { logger, what, url }: { readonly logger: Logger; readonly what: string; readonly url: string },
): Exporter<Items> {
  let failing = false
  return {
    export(items, done) {
      exporter.export(items, (result) => {
        const fails = result.code !== ExportResultCode.SUCCESS
        if (fails && !failing) {
          const reason = result.error?.message ?? 'unknown'
          logger.warn(`${what} cannot be sent to the collector and are dropped`, { url, reason })
        } else if (failing && !fails) logger.info(`${what} reach the collector again`, { url })
        failing = fails
        done(result)
      })
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  }
}

function parentContext({ parent }: SpanRecord): Context {
  if (parent === undefined) return ROOT_CONTEXT
  const { traceId, spanId, state } = parent
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    // Those that are not to be traced do not come here.
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
    ...(state === undefined ? {} : { traceState: createTraceState(state) }),
  })
}

function spanName({ protocol, method, endpoint }: SpanRecord): string {
  return protocol === 'rest' ? `${method} ${endpoint}` : endpoint.slice(1)
}

/** By the semantic conventions of OpenTelemetry for HTTP and RPC servers. */
function attributesOf({ protocol, method, endpoint, status, collection }: SpanRecord): Attributes {
  const named: Attributes = collection === undefined ? {} : { 'db.collection.name': collection }
  if (protocol === 'rest') {
    return {
      'http.request.method': method,
      'http.route': endpoint,
      'http.response.status_code': status,
      ...named,
    }
  }
  const slash = endpoint.lastIndexOf('/')
  return {
    'rpc.system': 'grpc',
    'rpc.service': endpoint.slice(1, Math.max(slash, 1)),
    'rpc.method': endpoint.slice(slash + 1),
    'rpc.grpc.status_code': status,
    ...named,
  }
}

/** Statuses of gRPC for which a server answers: unknown, deadline, unimplemented, internal, unavailable, data loss. */
const grpcFailures: ReadonlySet<number> = new Set([2, 4, 12, 13, 14, 15])

function isFailure({ protocol, status }: SpanRecord): boolean {
  return protocol === 'rest' ? status >= 500 : grpcFailures.has(status)
}
