/** A request that took long. */
export interface SlowRequest {
  readonly collection: string
  /** Name of the operation. */
  readonly name: string
  readonly durationSec: number
  /** When it began, milliseconds since the epoch. */
  readonly timeMs: number
  /** The request as JSON, long lists and texts cut short. */
  readonly body: string
  /** How many equal ones were slow. */
  readonly count: number
}

/** The slowest so many are kept. */
const keptMax = 32

/** The slowest requests of one thread, or of several; equal ones count as one, the slowest. */
export class SlowRequests {
  readonly thresholdMs: number
  readonly #onSlow: (request: SlowRequest) => void
  /** Slowest first. */
  #kept: SlowRequest[] = []

  /** `onSlow` is told of every request that took as long as the threshold, or longer. */
  constructor(thresholdMs: number, onSlow: (request: SlowRequest) => void = () => {}) {
    this.thresholdMs = thresholdMs
    this.#onSlow = onSlow
  }

  note(collection: string, name: string, durationMs: number, request: unknown): void {
    const body = describeRequest(request)
    const timeMs = Date.now() - durationMs
    const slow = { collection, name, durationSec: durationMs / 1000, timeMs, body, count: 1 }
    this.add(slow)
    this.#onSlow(slow)
  }

  /** Takes in what is known already. */
  add(slow: SlowRequest): void {
    const isSame = (other: SlowRequest): boolean =>
      other.collection === slow.collection && other.name === slow.name && other.body === slow.body
    const known = this.#kept.find(isSame)
    const next =
      known === undefined
        ? slow
        : { ...(known.durationSec > slow.durationSec ? known : slow), count: known.count + slow.count }
    this.#kept = [...this.#kept.filter((other) => other !== known), next]
      .toSorted((a, b) => b.durationSec - a.durationSec)
      .slice(0, keptMax)
  }

  /** Slowest first. */
  snapshot(): readonly SlowRequest[] {
    return this.#kept
  }
}

/** Items of a list and characters of a text that are shown; what was left out is told. */
const itemsMax = 16
const textMax = 256

/** A request of the model as JSON, of bounded size whatever it holds. */
export function describeRequest(request: unknown): string {
  return JSON.stringify(describe(request, 0) ?? null)
}

const depthMax = 12

function describe(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return cutText(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (depth === depthMax) return '…'
  if (Array.isArray(value) || value instanceof Set) return describeList([...value], depth)
  if (ArrayBuffer.isView(value)) return describeList(Array.from(value as Float32Array), depth)
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  const shown = entries.slice(0, itemsMax).map(([name, item]) => [String(name), describe(item, depth + 1)])
  return Object.fromEntries(
    entries.length > itemsMax ? [...shown, ['…', more(entries.length)]] : shown,
  ) as unknown
}

function describeList(items: readonly unknown[], depth: number): unknown[] {
  const shown = items.slice(0, itemsMax).map((item) => describe(item, depth + 1))
  return items.length > itemsMax ? [...shown, more(items.length)] : shown
}

function more(count: number): string {
  return `… ${count - itemsMax} more`
}

function cutText(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)}… ${text.length - textMax} more` : text
}
