import { ConnectionError, errorCode } from './error-codes.ts'
import type { Http2Limits } from './limits.ts'
import { RateLimit } from './rate-limit.ts'

/** Ends a connection whose client does over and over what costs us more than it. Each throws ConnectionError then. */
export class PeerRates {
  readonly #nowMs: () => number
  readonly #resets: RateLimit
  readonly #settings: RateLimit
  readonly #emptyData: RateLimit
  readonly #chatter: RateLimit

  constructor(
    {
      resets,
      settings,
      emptyData,
      chatter,
    }: Pick<Http2Limits, 'resets' | 'settings' | 'emptyData' | 'chatter'>,
    nowMs: () => number,
  ) {
    const now = nowMs()
    this.#nowMs = nowMs
    this.#resets = new RateLimit(resets, now)
    this.#settings = new RateLimit(settings, now)
    this.#emptyData = new RateLimit(emptyData, now)
    this.#chatter = new RateLimit(chatter, now)
  }

  reset(): void {
    this.#count(this.#resets, 'it gives up too many streams')
  }

  settings(): void {
    this.#count(this.#settings, 'it changes its settings too often')
  }

  emptyData(): void {
    this.#count(this.#emptyData, 'it sends too many empty frames')
  }

  chatter(): void {
    this.#count(this.#chatter, 'it sends too many frames that say nothing')
  }

  #count(limit: RateLimit, text: string): void {
    if (limit.exceeds(this.#nowMs)) throw new ConnectionError(errorCode.enhanceYourCalm, text)
  }
}
