import { malformed, type RequestError } from '#model/errors.ts'

/**
 * Why a JSON body cannot be taken. `offset` counts the bytes that were read when the fault showed; it is
 * undefined while the fault lies in something that was read as a whole first, and whoever reads what is
 * around that knows the place.
 */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  offset: number | undefined

  constructor(message: string, offset?: number) {
    super(message)
    this.offset = offset
  }
}

export const invalidType = (found: string, expected: string, offset?: number): JsonError =>
  new JsonError(`invalid type: ${found}, expected ${expected}`, offset)
export const invalidValue = (found: string, expected: string, offset?: number): JsonError =>
  new JsonError(`invalid value: ${found}, expected ${expected}`, offset)
export const missingField = (name: string): JsonError => new JsonError(`missing field \`${name}\``)

/** What the client is told of a fault in a body of the given bytes. */
export function formatError(error: JsonError, bytes: Uint8Array): RequestError {
  const { message, offset } = error
  const where = offset === undefined ? '' : ` at ${placeText(bytes, offset)}`
  return malformed(`Format error in JSON body: ${message}${where}`)
}

function placeText(bytes: Uint8Array, offset: number): string {
  let line = 1
  let lineStart = 0
  for (let at = 0; at < offset; at++) {
    if (bytes[at] !== 10) continue
    line++
    lineStart = at + 1
  }
  return `line ${line} column ${offset - lineStart}`
}
