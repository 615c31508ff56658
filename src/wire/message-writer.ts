import { type Int64, Writer } from './int64.ts'

const uint64Max = 2n ** 64n - 1n

/**
 * Writes the fields of a message one by one: `undefined` writes nothing. For the answers that are asked for
 * now and then; the answers about points have a faster writer.
 */
export class MessageWriter {
  readonly #writer = Writer.create()

  bool(field: number, value: boolean | undefined): void {
    if (value === undefined) return
    this.#writer.uint32(field << 3).bool(value)
  }

  /** A uint32, a uint64 or an enum. Doubles above the range of uint64 are written as its largest value. */
  uint(field: number, value: Int64 | undefined): void {
    if (value === undefined) return
    this.#writer.uint32(field << 3)
    this.#writer.uint64(Number.isSafeInteger(value) ? value : clampUnsigned(BigInt(value)))
  }

  float(field: number, value: number | undefined): void {
    if (value === undefined) return
    this.#writer.uint32((field << 3) | 5).float(value)
  }

  double(field: number, value: number | undefined): void {
    if (value === undefined) return
    this.#writer.uint32((field << 3) | 1).double(value)
  }

  text(field: number, value: string | undefined): void {
    if (value === undefined) return
    this.#writer.uint32((field << 3) | 2).string(value)
  }

  /** A message that is written already. */
  embed(field: number, bytes: Uint8Array): void {
    this.#writer.uint32((field << 3) | 2).bytes(bytes)
  }

  /** A field whose length and content are there already. */
  delimited(field: number, lengthAndContent: Uint8Array): void {
    this.#writer.uint32((field << 3) | 2).raw(lengthAndContent)
  }

  /** A message whose fields `write` writes. */
  message<T>(field: number, value: T | undefined, write: (value: T) => void): void {
    if (value === undefined) return
    this.#writer.uint32((field << 3) | 2).fork()
    write(value)
    this.#writer.ldelim()
  }

  /** A map with text keys and messages as values. */
  map<T>(field: number, entries: Iterable<readonly [string, T]>, write: (value: T) => void): void {
    for (const [key, value] of entries) {
      this.message(field, value, () => {
        this.text(1, key)
        this.message(2, value, write)
      })
    }
  }

  finish(): Uint8Array {
    return this.#writer.finish()
  }
}

function clampUnsigned(value: bigint): bigint {
  return value > uint64Max ? uint64Max : value
}
