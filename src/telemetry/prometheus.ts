import { durationBucketsSec, type DurationStat } from './durations.ts'

export type MetricType = 'gauge' | 'counter' | 'histogram'
export type Labels = Readonly<Record<string, string | number>>

/** Metrics of one name. Plain data. */
export type MetricFamily = {
  readonly name: string
  readonly help: string
} & (
  | { readonly type: 'gauge' | 'counter'; readonly series: Series<number>[] }
  | { readonly type: 'histogram'; readonly series: Series<Histogram>[] }
)

interface Series<Value> {
  readonly labels: Labels
  readonly value: Value
}

/** Bounds of the buckets: `durationBucketsSec`. */
export type Histogram = Pick<DurationStat, 'count' | 'totalSec' | 'buckets'>

/** Collects metric families and prints them in the text exposition format of Prometheus. */
export class MetricsPage {
  readonly #prefix: string
  readonly #families = new Map<string, MetricFamily>()

  /** `prefix` goes before every name: letters, digits and `_`. */
  constructor(prefix: string) {
    this.#prefix = prefix
  }

  /** Adds one series of a family. */
  add(name: string, type: 'gauge' | 'counter', help: string, value: number, labels: Labels = {}): void {
    const family = this.#family(name, type, help)
    if (family.type !== 'histogram') family.series.push({ labels, value })
  }

  gauge(name: string, help: string, value: number, labels: Labels = {}): void {
    this.add(name, 'gauge', help, value, labels)
  }

  counter(name: string, help: string, value: number, labels: Labels = {}): void {
    this.add(name, 'counter', help, value, labels)
  }

  /** Adds the series of one duration histogram. */
  durations(name: string, help: string, stat: Histogram, labels: Labels = {}): void {
    const family = this.#family(name, 'histogram', help)
    if (family.type === 'histogram') family.series.push({ labels, value: stat })
  }

  /** In the order in which they were begun. */
  families(): readonly MetricFamily[] {
    return [...this.#families.values()]
  }

  toString(): string {
    const lines: string[] = []
    for (const family of this.#families.values()) printFamily(family, lines)
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`
  }

  #family(name: string, type: MetricType, help: string): MetricFamily {
    const known = this.#families.get(name)
    if (known) return known
    const titled = { name: this.#prefix + name, help }
    const family: MetricFamily =
      type === 'histogram' ? { ...titled, type, series: [] } : { ...titled, type, series: [] }
    this.#families.set(name, family)
    return family
  }
}

function printFamily(family: MetricFamily, lines: string[]): void {
  const { name, type, help } = family
  lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
  if (family.type === 'histogram') {
    for (const { labels, value } of family.series) printHistogram(name, labels, value, lines)
    return
  }
  for (const { labels, value } of family.series) lines.push(`${name}${labelText(labels)} ${value}`)
}

function printHistogram(name: string, labels: Labels, stat: Histogram, lines: string[]): void {
  let cumulative = 0
  stat.buckets.forEach((count, bucket) => {
    cumulative += count
    const le = durationBucketsSec[bucket] ?? '+Inf'
    lines.push(`${name}_bucket${labelText({ ...labels, le })} ${cumulative}`)
  })
  lines.push(`${name}_sum${labelText(labels)} ${stat.totalSec}`)
  lines.push(`${name}_count${labelText(labels)} ${stat.count}`)
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(String(value))}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
