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
 * Reads a large body piece by piece, so that the searches of others do not wait for all of it. Undefined: there
 * is a fault in it; whoever reads it at once finds that again.
 */
export async function readLargeBody(bytes: Uint8Array): Promise<JsonNode | undefined> {
  let startedMs = performance.now()
  const pause = (): Promise<void> | undefined => {
    if (performance.now() - startedMs < turnMs) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        startedMs = performance.now()
        resolve()
      })
    })
  }
  try {
    return await readJsonInTurns(bytes, pause)
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}
