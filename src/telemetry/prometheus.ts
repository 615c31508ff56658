import { durationBucketsSec, type DurationStat } from './durations.ts'

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
  durations(name: string, help: string, stat: DurationStat, labels: Labels = {}): void {
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

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(String(value))}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
