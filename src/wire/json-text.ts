import { JsonError } from './json-error.ts'

const quote = 34
const backslash = 92
/** Longest text that is looked through byte by byte; the built-in search is faster for longer ones. */
const shortTextBytes = 32

/** Where the white space that may stand at `from` ends; an int32 for the engine too. */
export function spaceEnd(bytes: Uint8Array, from: number): number {
  let at = from | 0
  let byte = bytes[at]
  while (byte === 32 || byte === 10 || byte === 13 || byte === 9) {
    at = (at + 1) | 0
    byte = bytes[at]
  }
  return at
}

/**
 * Where the string whose opening quote stands at `from` ends, after its closing quote. Throws JsonError when it
 * does not end, or holds control characters or escapes that mean nothing.
 */
export function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1
  for (;;) {
    const byte = bytes[at]
    if (byte === quote) return at + 1
    if (byte === undefined) throw new JsonError('EOF while parsing a string', bytes.length)
    if (byte < 32) {
      throw new JsonError('control character (\\u0000-\\u001F) found while parsing a string', at + 1)
    }
    at = byte === backslash ? escapeEnd(bytes, at) : at + 1
  }
}

/** The text between two quotes that `stringEnd` has found. */
export function stringText(bytes: Buffer, from: number, end: number): string {
  const start = from + 1
  const stop = end - 1
  if (!hasEscape(bytes, start, stop)) return bytes.toString('utf8', start, stop)
  return JSON.parse(bytes.toString('utf8', from, end)) as string
}

function hasEscape(bytes: Buffer, start: number, stop: number): boolean {
  if (stop - start > shortTextBytes) return bytes.subarray(start, stop).includes(backslash)
  for (let at = start; at < stop; at++) if (bytes[at] === backslash) return true
  return false
}

function escapeEnd(bytes: Uint8Array, from: number): number {
  const at = from + 1
  switch (bytes[at]) {
    case 34: // "
    case 92: // \
    case 47: // /
    case 98: // b
    case 102: // f
    case 110: // n
    case 114: // r
    case 116: // t
      return at + 1
    case 117: // u
      return unicodeEnd(bytes, at + 1)
    case undefined:
      throw new JsonError('EOF while parsing a string', bytes.length)
    default:
      throw new JsonError('invalid escape', at + 1)
  }
}

/** A code point of four digits, or a pair of surrogates. */
function unicodeEnd(bytes: Uint8Array, from: number): number {
  const unit = hexUnit(bytes, from)
  const end = from + 4
  if (unit < 0xd800 || unit > 0xdfff) return end
  if (unit > 0xdbff) throw new JsonError('lone leading surrogate in hex escape', end)
  if (bytes[end] !== backslash || bytes[end + 1] !== 117) {
    throw new JsonError('unexpected end of hex escape', end + 1)
  }
  const second = hexUnit(bytes, end + 2)
  if (second < 0xdc00 || second > 0xdfff) {
    throw new JsonError('lone leading surrogate in hex escape', end + 6)
  }
  return end + 6
}

function hexUnit(bytes: Uint8Array, from: number): number {
  let value = 0
  for (let at = from; at < from + 4; at++) {
    const digit = hexDigit(bytes[at])
    if (digit === undefined) {
      throw at >= bytes.length
        ? new JsonError('EOF while parsing a string', bytes.length)
        : new JsonError('invalid escape', at + 1)
    }
    value = value * 16 + digit
  }
  return value
}

function hexDigit(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : undefined
}
