import { pick, type Random } from '#base/random.fixture.ts'
import { entryOverheadBytes } from './dynamic-table.ts'
import type { HeaderField } from './hpack-encoder.ts'
import { codeBits } from './huffman.ts'
import { staticTable } from './static-table.ts'

/** Writes header blocks in every way that RFC 7541 allows, as chance has it. */
export class HpackWriter {
  readonly #random: Random
  #table: HeaderField[] = []
  #tableBytesMax = 4096

  constructor(random: Random) {
    this.#random = random
  }

  write(fields: readonly HeaderField[]): Buffer {
    const bytes: number[] = []
    while (this.#random() < 0.1) this.#resize(bytes)
    for (const field of fields) this.#field(bytes, field)
    return Buffer.from(bytes)
  }

  #resize(bytes: number[]): void {
    this.#tableBytesMax = pick(this.#random, [0, 31, 64, 200, 4096])
    writeInteger(bytes, 5, 0x20, this.#tableBytesMax)
    this.#evict()
  }

  #field(bytes: number[], [name, value]: HeaderField): void {
    const entries = [...staticTable, ...this.#table]
    const whole = entries.findIndex((entry) => entry[0] === name && entry[1] === value) + 1
    if (whole > 0 && this.#random() < 0.8) return writeInteger(bytes, 7, 0x80, whole)
    const known = this.#random() < 0.8 ? entries.findIndex((entry) => entry[0] === name) + 1 : 0
    const kind = pick(this.#random, ['indexed', 'plain', 'never'])
    if (kind === 'indexed') writeInteger(bytes, 6, 0x40, known)
    else writeInteger(bytes, 4, kind === 'never' ? 0x10 : 0, known)
    if (known === 0) this.#string(bytes, name)
    this.#string(bytes, value)
    if (kind !== 'indexed') return
    this.#table.unshift([name, value])
    this.#evict()
  }

  #evict(): void {
    const bytesOf = (field: HeaderField): number => field[0].length + field[1].length + entryOverheadBytes
    let bytes = 0
    const fits = this.#table.findIndex((field) => (bytes += bytesOf(field)) > this.#tableBytesMax)
    if (fits >= 0) this.#table = this.#table.slice(0, fits)
  }

  #string(bytes: number[], text: string): void {
    const huffman = this.#random() < 0.5
    const letters = huffman ? encodeHuffman(text) : [...Buffer.from(text, 'latin1')]
    writeInteger(bytes, 7, huffman ? 0x80 : 0, letters.length)
    bytes.push(...letters)
  }
}

/** The codes in letters of 0 and 1, by symbol. */
const codes = ((): readonly string[] => {
  const found: string[] = []
  let code = 0n
  for (let bits = 1; bits <= 30; bits++) {
    code *= 2n
    for (const [symbol, length] of codeBits.entries()) {
      if (length === bits) found[symbol] = (code++).toString(2).padStart(bits, '0')
    }
  }
  return found
})()

export function encodeHuffman(text: string): number[] {
  const bits = [...Buffer.from(text, 'latin1')].map((byte) => codes[byte]).join('')
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
  return (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))
}

export function writeInteger(bytes: number[], prefixBits: number, pattern: number, value: number): void {
  const max = 2 ** prefixBits - 1
  bytes.push(pattern | Math.min(value, max))
  if (value < max) return
  let rest = value - max
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
}
