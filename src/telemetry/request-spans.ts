import type { Protocol } from './request-stats.ts'
import { parseTraceParent, type TraceParent } from './trace-context.ts'

/** A request that is being traced, from its first byte to its answer. Plain data: it goes to another thread. */
export interface SpanRecord {
  readonly protocol: Protocol
  /** The HTTP method; empty for gRPC. */
  readonly method: string
  /** `/qdrant.Points/Search`, or a route pattern such as `/collections/{name}/points`. */
  readonly endpoint: string
  /** Numeric gRPC status or HTTP code. */
  readonly status: number
  /** By the name that the caller has for it; undefined: the request names none. */
  readonly collection: string | undefined
  /** Milliseconds since the epoch, with a fraction. */
  readonly startMs: number
  readonly endMs: number
  /** Undefined: the trace begins here. */
  readonly parent: TraceParent | undefined
}

export interface OpenSpan {
  readonly parent: TraceParent | undefined
  readonly startMs: number
}

/** Which requests are traced. */
export interface Sampling {
  /** The caller decides, where it says anything. */
  readonly followsParent: boolean
  /** Share of the others, 0..1. */
  readonly ratio: number
}

export interface RequestSpansOptions {
  readonly sampling: Sampling
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Hands records on; resolves when they have been taken. */
  readonly send: (records: readonly SpanRecord[]) => Promise<void>
}

/** Records gather for so long, so that they travel together. */
const gatherMs = 250
/** Further ones are dropped until those before have been taken. */
const waitingMax = 2048

/** Records the requests of one thread that are to be traced. Never waited for by a request. */
export class RequestSpans {
  readonly #options: RequestSpansOptions
  #waiting: SpanRecord[] = []
  #sending: Promise<void> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Records that found no room. */
  dropped = 0

  constructor(options: RequestSpansOptions) {
    this.#options = options
  }

  /** Undefined: the request is not traced. `header` gives the header of a request by its name. */
  begin(header: (name: string) => string | undefined): OpenSpan | undefined {
    const parent = parseTraceParent(header('traceparent'), header('tracestate'))
    if (!isSampled(this.#options.sampling, parent, this.#options.random)) return undefined
    return { parent, startMs: performance.timeOrigin + performance.now() }
  }

  end(span: OpenSpan, facts: Omit<SpanRecord, 'parent' | 'startMs' | 'endMs'>): void {
    if (this.#waiting.length >= waitingMax) {
      this.dropped++
      return
    }
    this.#waiting.push({ ...facts, ...span, endMs: performance.timeOrigin + performance.now() })
    if (this.#sending === undefined) this.#timer ??= setTimeout(() => void this.flush(), gatherMs)
  }

  /** Resolves when all that was recorded has been handed on, or could not be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#sending !== undefined || this.#waiting.length > 0) {
      this.#sending ??= this.#send()
      await this.#sending
    }
  }

  async #send(): Promise<void> {
    const records = this.#waiting
    this.#waiting = []
    try {
      await this.#options.send(records)
    } catch {
      // The thread that takes them has ended, and so does the process.
      this.dropped += records.length
    } finally {
      this.#sending = undefined
    }
  }
}

/** Consistent for a trace: where its identity is known, its random part decides, on every node alike. */
export function isSampled(
  { followsParent, ratio }: Sampling,
  parent: TraceParent | undefined,
  random: () => number,
): boolean {
  if (parent === undefined) return random() < ratio
  if (followsParent) return parent.sampled
  // The last 56 bits are random; a number holds the first 52 of them exactly.
  return Number.parseInt(parent.traceId.slice(-14, -1), 16) >= (1 - ratio) * 2 ** 52
}
