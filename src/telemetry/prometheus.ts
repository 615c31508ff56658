import { durationBucketsSec, type RequestStat } from './request-stats.ts'

export type MetricType = 'gauge' | 'counter' | 'histogram'
export type Labels = Readonly<Record<string, string | number>>

/** Collects metric families and prints them in the text exposition format of Prometheus. */
export class MetricsPage {
  readonly #prefix: string
  readonly #families = new Map<string, string[]>()

  /** `prefix` goes before every name: letters, digits and `_`. */
  constructor(prefix: string) {
    this.#prefix = prefix
  }

  /** Adds one series of a family. */
  add(name: string, type: MetricType, help: string, value: number, labels: Labels = {}): void {
    this.#family(name, type, help).push(`${this.#prefix}${name}${labelText(labels)} ${value}`)
  }

  gauge(name: string, help: string, value: number, labels: Labels = {}): void {
    this.add(name, 'gauge', help, value, labels)
  }

  counter(name: string, help: string, value: number, labels: Labels = {}): void {
    this.add(name, 'counter', help, value, labels)
  }

  /** Adds the series of one duration histogram. */
  durations(name: string, help: string, stat: RequestStat, labels: Labels): void {
    const lines = this.#family(name, 'histogram', help)
    let cumulative = 0
    stat.buckets.forEach((count, bucket) => {
      cumulative += count
      const le = durationBucketsSec[bucket] ?? '+Inf'
      lines.push(`${this.#prefix}${name}_bucket${labelText({ ...labels, le })} ${cumulative}`)
    })
    lines.push(`${this.#prefix}${name}_sum${labelText(labels)} ${stat.totalSec}`)
    lines.push(`${this.#prefix}${name}_count${labelText(labels)} ${stat.count}`)
  }

  toString(): string {
    return [...this.#families.values()].map((lines) => `${lines.join('\n')}\n`).join('')
  }

  #family(name: string, type: MetricType, help: string): string[] {
    let lines = this.#families.get(name)
    if (!lines) {
      const full = `${this.#prefix}${name}`
      lines = [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`]
      this.#families.set(name, lines)
    }
    return lines
  }
}

/** Adds the families of request statistics, one series a kind of request and status. */
export function addRequestMetrics(page: MetricsPage, stats: readonly RequestStat[]): void {
  for (const stat of stats) {
    const { protocol } = stat
    const labels: Labels = {
      ...(protocol === 'rest' ? { method: stat.method } : {}),
      endpoint: stat.endpoint,
      status: stat.status,
    }
    page.counter(`${protocol}_responses_total`, 'total number of responses', stat.count, labels)
    // Durations of REST requests are shown for successes only, those of gRPC for every status.
    if (protocol === 'rest' && stat.status !== 200) continue
    const average = stat.totalSec / stat.count
    page.gauge(`${protocol}_responses_avg_duration_seconds`, 'average response duration', average, labels)
    page.gauge(`${protocol}_responses_min_duration_seconds`, 'minimum response duration', stat.minSec, labels)
    page.gauge(`${protocol}_responses_max_duration_seconds`, 'maximum response duration', stat.maxSec, labels)
    page.durations(`${protocol}_responses_duration_seconds`, 'response duration histogram', stat, labels)
  }
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(String(value))}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
