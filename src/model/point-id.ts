import { assert } from '#base/assert.ts'

/**
 * The id of a point, in one canonical form, so that `===` and `Map` compare ids:
 * a `number` for 0..2^53-1, a `bigint` for 2^53..2^64-1, a lower-case hyphenated `string` for a UUID.
 */
export type PointId = number | bigint | string

const uuidPattern =
  /^(?:urn:uuid:)?(?:([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})|([0-9a-f]{32}))$/i

/** The canonical id of an unsigned 64-bit number. */
export function numericId(value: bigint): PointId {
  assert(value >= 0n && value < 1n << 64n, 'a numeric id has 64 bits')
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

/**
 * Reads a UUID in hyphenated, simple, `{braced}` or `urn:uuid:` form (hex digits in any case, the prefix
 * in lower case only, no prefix within braces). Returns the canonical text, or undefined.
 */
export function parseUuid(text: string): string | undefined {
  const braced = text.startsWith('{') && text.endsWith('}')
  const inner = braced ? text.slice(1, -1) : text
  if (inner.length > 8 && inner[0] !== undefined && /^urn:/i.test(inner)) {
    if (braced || !inner.startsWith('urn:uuid:') || inner.length !== 45) return undefined
  }
  if (braced && inner.length !== 36) return undefined
  const match = uuidPattern.exec(inner)
  if (!match) return undefined
  const hex = inner.replace('urn:uuid:', '').replaceAll('-', '').toLowerCase()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Order of ids: all numbers ascending, then all UUIDs by their bytes. */
export function comparePointIds(a: PointId, b: PointId): number {
  const aIsUuid = typeof a === 'string'
  const bIsUuid = typeof b === 'string'
  if (aIsUuid !== bIsUuid) return aIsUuid ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Bytes whose order (memcmp) is the order of ids: 0x00 and the number as 8 bytes big-endian, or 0x01 and
 * the 16 bytes of the UUID.
 */
export function encodePointIdKey(id: PointId): Uint8Array {
  if (typeof id === 'string') {
    const key = new Uint8Array(17)
    key[0] = 1
    let at = 1
    for (let index = 0; index < 36; index += 2) {
      if (id.charCodeAt(index) === 45) index++
      key[at++] = Number.parseInt(id.slice(index, index + 2), 16)
    }
    return key
  }
  const key = new Uint8Array(9)
  new DataView(key.buffer).setBigUint64(1, BigInt(id))
  return key
}

/** Reads what `encodePointIdKey` wrote. */
export function decodePointIdKey(key: Uint8Array): PointId {
  if (key[0] === 0) {
    return numericId(new DataView(key.buffer, key.byteOffset, key.byteLength).getBigUint64(1))
  }
  assert(key[0] === 1 && key.length === 17, 'a key of a UUID has 17 bytes')
  let hex = ''
  for (let index = 1; index < 17; index++) hex += (key[index] as number).toString(16).padStart(2, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
