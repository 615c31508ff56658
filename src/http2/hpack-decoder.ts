import { DynamicTable, entryOverheadBytes } from './dynamic-table.ts'
import { ConnectionError, errorCode } from './error-codes.ts'
import { HeaderList } from './header-list.ts'
import { decodeHuffman } from './huffman.ts'
import { staticTable } from './static-table.ts'

/** Fields of a block beyond the limit are decoded, as the table needs them, and dropped. */
export interface DecodedHeaders {
  readonly headers: HeaderList
  /** They are more than the limit: not all are there. */
  readonly tooLarge: boolean
}

const staticCount = staticTable.length
const tableBytesMax = 4096
/** No length or index that makes sense has more digits. */
const integerMax = 2 ** 28

/** Decodes the header blocks of one direction of a connection (RFC 7541). */
export class HpackDecoder {
  readonly #table = new DynamicTable(tableBytesMax)
  readonly #listBytesMax: number
  #source: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0
  #text: Buffer = Buffer.alloc(256)
  /** The last block that consists of indexes alone, what it stands for, and the table that it goes with. */
  #lastBlock: Buffer = Buffer.alloc(0)
  #last: DecodedHeaders | undefined
  #lastVersion = -1

  /** `listBytesMax`: larger lists are cut off. */
  constructor(listBytesMax: number) {
    this.#listBytesMax = listBytesMax
  }

  /**
   * Decodes one whole block, `source[start..end)`. Throws ConnectionError when it is broken: the table is lost
   * then. Equal blocks may give the same object again, so it must not be changed.
   */
  decode(source: Buffer, start: number, end: number): DecodedHeaders {
    if (this.#isLast(source, start, end)) return this.#last as DecodedHeaders
    this.#source = source
    this.#at = start
    this.#end = end
    const version = this.#table.version
    const headers = new HeaderList()
    let tooLarge = false
    let literal = false
    let first = true
    while (this.#at < end) {
      const byte = source[this.#at] as number
      if (byte >= 0x80) {
        const index = this.#integer(7)
        if (!this.#append(headers, this.#nameAt(index), this.#valueAt(index))) tooLarge = true
      } else if ((byte & 0xe0) === 0x20) {
        if (!first) throw broken('a change of the table size stands within a block')
        this.#resize()
        continue
      } else {
        literal = true
        if (!this.#literal(headers, byte)) tooLarge = true
      }
      first = false
    }
    const decoded = { headers, tooLarge }
    if (!literal && version === this.#table.version) this.#keep(decoded, start)
    return decoded
  }

  /** Most calls of a client are the same few indexes. */
  #isLast(source: Buffer, start: number, end: number): boolean {
    const last = this.#lastBlock
    if (end - start !== last.length || this.#lastVersion !== this.#table.version) return false
    for (let index = 0; index < last.length; index++) {
      if (source[start + index] !== last[index]) return false
    }
    return this.#last !== undefined
  }

  #keep(decoded: DecodedHeaders, start: number): void {
    this.#lastBlock = Buffer.from(this.#source.subarray(start, this.#end))
    this.#lastVersion = this.#table.version
    this.#last = decoded
  }

  /** False: the list has grown too large. */
  #literal(headers: HeaderList, byte: number): boolean {
    const indexed = byte >= 0x40
    const index = this.#integer(indexed ? 6 : 4)
    const name = index === 0 ? this.#string() : this.#nameAt(index)
    const value = this.#string()
    if (indexed) this.#table.add(name, value)
    return this.#append(headers, name, value)
  }

  #append(headers: HeaderList, name: string, value: string): boolean {
    headers.bytes += name.length + value.length + entryOverheadBytes
    if (headers.bytes > this.#listBytesMax) return false
    headers.names.push(name)
    headers.values.push(value)
    return true
  }

  #resize(): void {
    const bytes = this.#integer(5)
    if (bytes > tableBytesMax) throw broken('the table would become larger than it may')
    this.#table.resize(bytes)
  }

  #nameAt(index: number): string {
    if (index > 0 && index <= staticCount) return (staticTable[index - 1] as readonly [string, string])[0]
    return this.#table.nameAt(this.#dynamicIndex(index))
  }

  #valueAt(index: number): string {
    if (index > 0 && index <= staticCount) return (staticTable[index - 1] as readonly [string, string])[1]
    return this.#table.valueAt(this.#dynamicIndex(index))
  }

  #dynamicIndex(index: number): number {
    const dynamic = index - staticCount - 1
    if (dynamic < 0 || dynamic >= this.#table.count) throw broken(`there is no entry ${index}`)
    return dynamic
  }

  /** An integer whose first byte has so many bits of it (RFC 7541, section 5.1). */
  #integer(prefixBits: number): number {
    const prefixMax = (1 << prefixBits) - 1
    let value = this.#byte() & prefixMax
    if (value < prefixMax) return value
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte()
      if (shift > 21) throw broken('an integer is too large')
      value += (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    if (value > integerMax) throw broken('an integer is too large')
    return value
  }

  #byte(): number {
    if (this.#at >= this.#end) throw broken('a block is cut off')
    return this.#source[this.#at++] as number
  }

  #string(): string {
    const huffman = this.#at < this.#end && (this.#source[this.#at] as number) >= 0x80
    const length = this.#integer(7)
    const start = this.#at
    if (length > this.#end - start) throw broken('a string is cut off')
    this.#at += length
    if (!huffman) return this.#source.toString('latin1', start, this.#at)
    if (this.#text.length < length * 2) this.#text = Buffer.alloc(length * 2)
    return this.#text.toString('latin1', 0, decodeHuffman(this.#source, start, this.#at, this.#text))
  }
}

function broken(text: string): ConnectionError {
  return new ConnectionError(errorCode.compressionError, text)
}
