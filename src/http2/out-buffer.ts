import type { Transport } from './transport.ts'

const bytesMin = 16 * 1024
/** Answers wait when so much is to be written: memory is bounded, and every write to the system is large. */
const fullBytes = 256 * 1024

/** Gathers frames, so that those of one turn go to the system in one write. */
export class OutBuffer {
  bytes: Buffer = Buffer.allocUnsafeSlow(bytesMin)
  /** Where the next byte goes. */
  end = 0
  #start = 0
  #blocked = false
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  get length(): number {
    return this.end - this.#start
  }

  /** The other end does not take what was written. */
  get blocked(): boolean {
    return this.#blocked
  }

  /** Room that answers may take. */
  get room(): number {
    return fullBytes - this.length
  }

  /** Makes room for so many bytes at `end`, and gives that. */
  reserve(count: number): number {
    if (this.end + count > this.bytes.length) this.#grow(count)
    return this.end
  }

  /** Writes what there is. */
  flush(): void {
    if (this.#blocked || this.length === 0) return
    const taken = this.#transport.write(this.bytes, this.#start, this.end)
    this.#start += taken
    if (this.#start < this.end) this.#blocked = true
    else this.clear()
  }

  /** There is room again. */
  unblock(): void {
    this.#blocked = false
    this.flush()
  }

  clear(): void {
    this.#start = 0
    this.end = 0
  }

  /** Lets go of memory that a large answer took. */
  shrink(): void {
    if (this.length === 0 && this.bytes.length > bytesMin) this.bytes = Buffer.allocUnsafeSlow(bytesMin)
  }

  #grow(count: number): void {
    const { bytes, length } = this
    const needed = length + count
    const target = needed <= bytes.length ? bytes : Buffer.allocUnsafeSlow(Math.max(needed, bytes.length * 2))
    bytes.copy(target, 0, this.#start, this.end)
    this.bytes = target
    this.#start = 0
    this.end = length
  }
}
