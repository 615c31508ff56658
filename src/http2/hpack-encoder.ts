import { staticTable } from './static-table.ts'

/** Name and value of a header field. The name is in lower case, the value has one character a byte. */
export type HeaderField = readonly [name: string, value: string]

/** Places of names in the static table, the first one of several. */
const nameIndexes: ReadonlyMap<string, number> = new Map(
  staticTable.map(([name], index) => [name, index + 1] as const).toReversed(),
)
const fieldIndexes: ReadonlyMap<string, number> = new Map(
  staticTable.map(([name, value], index) => [`${name}\n${value}`, index + 1] as const).toReversed(),
)

/**
 * A header block that needs no dynamic table, so that it is the same for every connection and can be kept:
 * what the static table has as an index, all else in letters.
 */
export function encodeHeaders(fields: Iterable<HeaderField>): Buffer {
  const bytes: number[] = []
  for (const [name, value] of fields) {
    const whole = fieldIndexes.get(`${name}\n${value}`)
    if (whole !== undefined) {
      writeInteger(bytes, 7, 0x80, whole)
      continue
    }
    const index = nameIndexes.get(name) ?? 0
    writeInteger(bytes, 4, 0, index)
    if (index === 0) writeString(bytes, name)
    writeString(bytes, value)
  }
  return Buffer.from(bytes)
}

/** Tells the peer that the dynamic table is not used (RFC 7541, section 6.3). Goes before a block. */
export const noTable: Buffer = Buffer.from([0x20])

function writeString(bytes: number[], text: string): void {
  writeInteger(bytes, 7, 0, text.length)
  for (let at = 0; at < text.length; at++) bytes.push(text.charCodeAt(at) & 0xff)
}

function writeInteger(bytes: number[], prefixBits: number, pattern: number, value: number): void {
  const prefixMax = (1 << prefixBits) - 1
  if (value < prefixMax) {
    bytes.push(pattern | value)
    return
  }
  bytes.push(pattern | prefixMax)
  let rest = value - prefixMax
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
}
