import type { OtlpSettings } from '#telemetry/otlp-settings.ts'
import type { Sampling } from '#telemetry/request-spans.ts'
import type { ConfigValues } from './config-keys.ts'

/** What is sent to a collector; undefined: nothing, as long as nobody names one. */
export function openTelemetryOf(values: ConfigValues): OtlpSettings | undefined {
  const traces = values['opentelemetry.traces'] ? urlOf(values, 'traces') : undefined
  const metrics = values['opentelemetry.metrics'] ? urlOf(values, 'metrics') : undefined
  const sampling = samplingOf(values)
  const traced = traces !== undefined && (sampling.ratio > 0 || sampling.followsParent)
  if (values['opentelemetry.disabled'] || (!traced && metrics === undefined)) return undefined
  const headers = values['opentelemetry.headers']
  return {
    traces: traced ? { url: traces, sampling } : undefined,
    metrics:
      metrics === undefined
        ? undefined
        : { url: metrics, intervalMs: values['opentelemetry.metrics_interval_ms'] },
    protocol: values['opentelemetry.protocol'],
    headers: headers === null ? undefined : parsePairs(headers),
    timeoutMs: values['opentelemetry.timeout_ms'],
    serviceName: values['opentelemetry.service_name'],
    resourceAttributes: parsePairs(values['opentelemetry.resource_attributes'] ?? ''),
    queueSize: values['opentelemetry.queue_size'],
    delayMs: values['opentelemetry.delay_ms'],
  }
}

function urlOf(values: ConfigValues, signal: 'traces' | 'metrics'): string | undefined {
  const own = values[`opentelemetry.${signal}_endpoint`]
  if (own !== null) return own
  const base = values['opentelemetry.endpoint']
  return base === null ? undefined : `${base.replace(/\/+$/, '')}/v1/${signal}`
}

function samplingOf(values: ConfigValues): Sampling {
  const sampler = values['opentelemetry.sampler']
  const followsParent = sampler.startsWith('parentbased_')
  if (sampler.endsWith('always_on')) return { followsParent, ratio: 1 }
  if (sampler.endsWith('always_off')) return { followsParent, ratio: 0 }
  return { followsParent, ratio: values['opentelemetry.sampling_ratio'] }
}

/** `name=value,name=value`, each percent-encoded. */
function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=')
    if (equals > 0) pairs[decode(pair.slice(0, equals))] = decode(pair.slice(equals + 1))
  }
  return pairs
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.trim())
  } catch {
    return text.trim()
  }
}
