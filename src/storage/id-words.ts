import type { PointId } from '#model/point-id.ts'

/**
 * Point ids as four 32-bit words, most significant first, so that they can stand in typed arrays: a number
 * in the last two, a UUID in all. Whether it is a UUID is kept beside them.
 */
const wordsPerId = 4

/** Writes the words of `id` at `words[at]`. Returns true for a UUID. */
export function writeIdWords(id: PointId, words: Uint32Array, at: number): boolean {
  if (typeof id === 'string') {
    words[at] = parseHex(id, 0, 8)
    words[at + 1] = parseHex(id, 9, 13) * 0x10000 + parseHex(id, 14, 18)
    words[at + 2] = parseHex(id, 19, 23) * 0x10000 + parseHex(id, 24, 28)
    words[at + 3] = parseHex(id, 28, 36)
    return true
  }
  words[at] = 0
  words[at + 1] = 0
  if (typeof id === 'number') {
    words[at + 2] = id / 0x1_0000_0000
    words[at + 3] = id
  } else {
    words[at + 2] = Number(id >> 32n)
    words[at + 3] = Number(id & 0xffff_ffffn)
  }
  return false
}

/** Reads what `writeIdWords` wrote. */
export function readIdWords(words: Uint32Array, at: number, isUuid: boolean): PointId {
  if (isUuid) {
    const a = words[at] as number
    const b = words[at + 1] as number
    const c = words[at + 2] as number
    const d = words[at + 3] as number
    return `${hex16(a >>> 16)}${hex16(a & 0xffff)}-${hex16(b >>> 16)}-${hex16(b & 0xffff)}-${hex16(c >>> 16)}-${hex16(c & 0xffff)}${hex16(d >>> 16)}${hex16(d & 0xffff)}`
  }
  const high = words[at + 2] as number
  const low = words[at + 3] as number
  if (high < 0x20_0000) return high * 0x1_0000_0000 + low
  return (BigInt(high) << 32n) | BigInt(low)
}

/** The order of two ids of the same kind: negative, zero or positive. */
export function compareIdWords(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number): number {
  for (let word = 0; word < wordsPerId; word++) {
    const left = a[aAt + word] as number
    const right = b[bAt + word] as number
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

/** A well-mixed 32-bit hash of the words (the finaliser of MurmurHash3 after each word). */
export function hashIdWords(words: Uint32Array, at: number, isUuid: boolean): number {
  let hash = isUuid ? 0x9e3779b9 : 0
  for (let word = 0; word < wordsPerId; word++) {
    hash ^= words[at + word] as number
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash >>> 0
}

function parseHex(text: string, from: number, to: number): number {
  let value = 0
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index)
    value = value * 16 + (code <= 57 ? code - 48 : code - 87)
  }
  return value
}

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hex16(value: number): string {
  return `${hexBytes[value >>> 8]}${hexBytes[value & 0xff]}`
}
