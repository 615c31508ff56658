import { idleMsMin } from './optimizer-policy.ts'

/** Fewer rows than this in a window are a trickle, beside which the optimizer works as if nobody wrote. */
const trickleRowsMax = 256
const windowMs = 2000

/** Tells from the counters of a shard whether somebody is loading it. */
export class WritePace {
  /** Counters of the last window, oldest first. */
  readonly #samples: { readonly ms: number; readonly rows: number }[] = []

  /**
   * Milliseconds that count as idle: those since the last write, or, when writes only trickle, as long as a
   * pause has to be.
   *
   * @param rows rows written in the life of the shard
   * @param lastWriteMs 0: none in this process
   */
  idleMs(nowMs: number, rows: number, lastWriteMs: number): number {
    const sinceWriteMs = nowMs - lastWriteMs
    while (this.#samples.length > 1 && nowMs - (this.#samples[1]?.ms ?? nowMs) >= windowMs)
      this.#samples.shift()
    this.#samples.push({ ms: nowMs, rows })
    const first = this.#samples[0]
    const isWholeWindow = first !== undefined && nowMs - first.ms >= windowMs
    if (isWholeWindow && rows - first.rows <= trickleRowsMax) return Math.max(sinceWriteMs, idleMsMin)
    return sinceWriteMs
  }
}
