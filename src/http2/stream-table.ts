import { StreamMap } from './stream-map.ts'

/** How many of the streams that we have given up are remembered. */
const resetsKept = 4096

/** The streams of a connection: the open ones, and what must be known of the others. */
export class StreamTable<Request> {
  readonly open = new StreamMap<Request>()
  /** Streams up to it have been open; 0: none has. */
  lastId = 0
  readonly #reset = new Set<number>()

  /** We have given the stream up: for a while the client may not know. */
  noteReset(streamId: number): void {
    this.#reset.add(streamId)
    if (this.#reset.size <= resetsKept) return
    for (const oldest of this.#reset) {
      this.#reset.delete(oldest)
      break
    }
  }

  wasReset(streamId: number): boolean {
    return this.#reset.has(streamId)
  }

  /** Nobody has opened it yet. */
  isIdle(streamId: number): boolean {
    return streamId > this.lastId || streamId % 2 === 0
  }
}
