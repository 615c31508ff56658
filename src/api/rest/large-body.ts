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

/** Lets others have their turn now and then. */
export function createPause(): Pause {
  let startedMs = performance.now()
  return () => {
    if (performance.now() - startedMs < turnMs) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        startedMs = performance.now()
        resolve()
      })
    })
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
