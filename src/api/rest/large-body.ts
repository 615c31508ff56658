import { JsonError } from '#wire/json-error.ts'
import type { JsonNode } from '#wire/json-node.ts'
import { readJsonInTurns } from '#wire/json-reader.ts'

/** Bodies from this size on are read in turns with other work. */
const largeBytes = 256 * 1024
/** So long it goes on before others have a turn. */
const turnMs = 2

/** Whether it takes so long to read a body that others should have a turn meanwhile. */
export function isLargeBody(bytes: Uint8Array): boolean {
  return bytes.length >= largeBytes
}

/**
 * Gives the memory of a large body back at once, where nobody reads it any more. The collector knows little of
 * memory outside of its heap: it would let many bodies gather, and then take long.
 */
export function letGoOf(bytes: Uint8Array): void {
  const { buffer } = bytes
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0)
}

/** Undefined: it is not time for a pause. */
export type Pause = () => Promise<void> | undefined

/**
 * The turns that large bodies have on a thread: one at a time, and between two of them everything else that has
 * come meanwhile. So a search waits for one turn, however many bodies are read.
 */
export class BodyTurns {
  readonly #waiting: (() => void)[] = []
  #isScheduled = false

  /** Resolves when it is the turn of a body, to what lets others have theirs when this one is over. */
  async begin(): Promise<Pause> {
    await this.#next()
    let startedMs = performance.now()
    return () => {
      if (performance.now() - startedMs < turnMs) return undefined
      return this.#next().then(() => {
        startedMs = performance.now()
      })
    }
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return
    this.#isScheduled = true
    setImmediate(this.#wake)
  }

  readonly #wake = (): void => {
    this.#isScheduled = false
    this.#waiting.shift()?.()
    this.#schedule()
  }
}

/**
 * Reads a large body piece by piece, so that the searches of others do not wait for all of it. Undefined: there
 * is a fault in it; whoever reads it at once finds that again.
 */
export async function readLargeBody(bytes: Uint8Array, pause: Pause): Promise<JsonNode | undefined> {
  try {
    return await readJsonInTurns(bytes, pause)
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}
