import { unreachable } from '#base/assert.ts'
import type { ColumnKey } from './column.ts'
import type { KeyedType } from './key-type.ts'

/** The distinct keys of a sealed column in order; a key is named by its position, its id. */
export interface SortedKeys {
  readonly count: number
  keyAt(id: number): ColumnKey
  /** The first id whose key is not below `key`; `count` when there is none. */
  lowerBound(key: ColumnKey): number
  /** The first id whose key is above all that begin with `prefix`. Keys that are no texts begin with nothing. */
  prefixEnd(prefix: string): number
}

/** Bytes of sorted keys in two sections: the keys, and for texts where each of them begins. */
export interface KeySections {
  readonly keys: Uint8Array
  readonly starts: Uint8Array
}

export function encodeKeys(type: KeyedType, keys: readonly ColumnKey[]): KeySections {
  const none = new Uint8Array(0)
  switch (type) {
    case 'keyword':
      return encodeTexts(keys as readonly string[])
    case 'integer':
    case 'datetime':
      return { keys: bytesOf(BigInt64Array.from(keys as readonly bigint[])), starts: none }
    case 'float':
      return { keys: bytesOf(Float64Array.from(keys as readonly number[])), starts: none }
    case 'bool':
      return { keys: Uint8Array.from(keys as readonly boolean[], Number), starts: none }
    case 'uuid':
      return {
        keys: Buffer.from((keys as readonly string[]).join('').replaceAll('-', ''), 'hex'),
        starts: none,
      }
  }
}

export function openKeys(type: KeyedType, { keys, starts }: KeySections): SortedKeys {
  switch (type) {
    case 'keyword':
      return new TextKeys(keys, new Uint32Array(starts.buffer, starts.byteOffset, starts.byteLength >>> 2))
    case 'integer':
    case 'datetime':
      return new NumberKeys(new BigInt64Array(keys.buffer, keys.byteOffset, keys.byteLength >>> 3))
    case 'float':
      return new NumberKeys(new Float64Array(keys.buffer, keys.byteOffset, keys.byteLength >>> 3))
    case 'bool':
      return new BooleanKeys(keys)
    case 'uuid':
      return new UuidKeys(keys)
    default:
      return unreachable(type)
  }
}

function bytesOf(values: BigInt64Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** Texts in UTF-8, one after the other, and where each begins. */
export function encodeTexts(texts: readonly string[]): KeySections {
  const starts = new Uint32Array(texts.length + 1)
  let length = 0
  texts.forEach((text, index) => {
    length += Buffer.byteLength(text)
    starts[index + 1] = length
  })
  const keys = Buffer.allocUnsafeSlow(length)
  texts.forEach((text, index) => keys.write(text, starts[index] as number))
  return { keys, starts: new Uint8Array(starts.buffer) }
}

/** First number in [0, count) for which `isBelow` does not hold; it holds up to some point and then no more. */
function partition(count: number, isBelow: (index: number) => boolean): number {
  let from = 0
  let to = count
  while (from < to) {
    const middle = (from + to) >>> 1
    if (isBelow(middle)) from = middle + 1
    else to = middle
  }
  return from
}

export class TextKeys implements SortedKeys {
  readonly count: number
  readonly #bytes: Buffer
  readonly #starts: Uint32Array

  constructor(bytes: Uint8Array, starts: Uint32Array) {
    this.count = Math.max(0, starts.length - 1)
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#starts = starts
  }

  keyAt(id: number): string {
    return this.#bytes.toString('utf8', this.#starts[id], this.#starts[id + 1])
  }

  lowerBound(key: ColumnKey): number {
    const wanted = Buffer.from(String(key))
    return partition(this.count, (id) => this.#compare(id, wanted, Number.POSITIVE_INFINITY) < 0)
  }

  prefixEnd(prefix: string): number {
    const wanted = Buffer.from(prefix)
    return partition(this.count, (id) => this.#compare(id, wanted, wanted.length) <= 0)
  }

  /** Compares the first `lengthMax` bytes of a key with `wanted`. */
  #compare(id: number, wanted: Buffer, lengthMax: number): number {
    const from = this.#starts[id] as number
    const to = Math.min(this.#starts[id + 1] as number, from + lengthMax)
    return this.#bytes.compare(wanted, 0, wanted.length, from, to)
  }
}

class NumberKeys implements SortedKeys {
  readonly count: number
  readonly #values: BigInt64Array | Float64Array

  constructor(values: BigInt64Array | Float64Array) {
    this.count = values.length
    this.#values = values
  }

  keyAt(id: number): bigint | number {
    return this.#values[id] as bigint | number
  }

  lowerBound(key: ColumnKey): number {
    return partition(this.count, (id) => (this.#values[id] as ColumnKey) < key)
  }

  prefixEnd(): number {
    return 0
  }
}

class BooleanKeys implements SortedKeys {
  readonly count: number
  readonly #values: Uint8Array

  constructor(values: Uint8Array) {
    this.count = values.length
    this.#values = values
  }

  keyAt(id: number): boolean {
    return this.#values[id] === 1
  }

  lowerBound(key: ColumnKey): number {
    return partition(this.count, (id) => (this.#values[id] as number) < Number(key))
  }

  prefixEnd(): number {
    return 0
  }
}

class UuidKeys implements SortedKeys {
  readonly count: number
  readonly #bytes: Buffer

  constructor(bytes: Uint8Array) {
    this.count = bytes.length >>> 4
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  keyAt(id: number): string {
    const hex = this.#bytes.toString('hex', id * 16, id * 16 + 16)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }

  lowerBound(key: ColumnKey): number {
    const wanted = Buffer.from(String(key).replaceAll('-', ''), 'hex')
    return partition(this.count, (id) => this.#bytes.compare(wanted, 0, 16, id * 16, id * 16 + 16) < 0)
  }

  prefixEnd(): number {
    return 0
  }
}
