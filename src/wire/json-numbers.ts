/** Digits that are gathered in one i32, four by four where there are so many. */
const intDigits = 8
/** Digits that a double holds exactly. */
const exactDigits = 15
const tens = Float64Array.of(1, 10, 100, 1000, 10_000)
/** Powers of ten that a double holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * Room for the numbers of the lists of one body, and what was found in the last list. Lists of floats follow one
 * another in one block of memory, so that a thousand vectors are not a thousand allocations.
 */
export class NumberScratch {
  /** Where the next list begins. */
  floats: Float32Array<ArrayBuffer>
  /** The numbers of the last list if all of them were written as integers. */
  integers: Float64Array<ArrayBuffer> | undefined
  /** Room for these. */
  wholes = new Float64Array(0)
  count = 0
  /** After the closing bracket. */
  end = 0
  /** The last number that was read by itself, and whether it was written as an integer. */
  value = 0
  isWhole = false

  /** One vector in a small body: a copy takes less time than making views of the block. */
  readonly #areCopied: boolean

  /** `numbers`: so many may come. */
  constructor(numbers: number) {
    this.#areCopied = numbers <= copiedMax
    this.floats = new Float32Array(Math.min(blockMax, Math.max(numbers, blockMin)))
  }

  /** The numbers of the last list. They stay as they are. */
  take(): Float32Array {
    const { count } = this
    if (this.#areCopied) return this.floats.slice(0, count)
    const taken = this.floats.subarray(0, count)
    const left = this.floats.subarray(count)
    this.floats = left.length < blockMin ? new Float32Array(blockMax) : left
    return taken
  }

  /** Keeps an integer that came after so many. */
  keepWhole(count: number, value: number): void {
    if (count >= this.wholes.length) {
      const grown = new Float64Array(Math.max(blockMin, count * 2))
      grown.set(this.wholes)
      this.wholes = grown
    }
    this.wholes[count] = value
  }

  /** Makes more room for a list that has so many numbers already. */
  grow(count: number): Float32Array<ArrayBuffer> {
    const grown = new Float32Array(Math.max(blockMax, count * 2))
    grown.set(this.floats.subarray(0, count))
    this.floats = grown
    return grown
  }
}

/** Numbers of one block of memory, and the fewest that are worth keeping of one. */
const blockMax = 1 << 15
const blockMin = 64
/** The lists of a body that may have so many numbers are copied. */
const copiedMax = 4096

/** `0.` before digits, as a little-endian word of 16 bits. */
const zeroAndPoint = 0x2e30
/** So many bytes are looked at together. */
const quickBytes = 28
/** What 16 decimals leave open, roundings with it, is less than this. */
const truncation = 4e-16

/**
 * Reads a list of numbers whose opening bracket stands at `from`; `view` is of the same bytes. False when it
 * holds anything else, anything malformed, or numbers that must be looked at one by one. Lists of integers are
 * exact; of others each number is the f32 nearest to its nearest f64.
 *
 * Nearly all numbers of embeddings are one digit, nearly always 0, a point, digits and a comma. These are read four digits at a time, with few
 * branches that depend on what the digits are: the processor cannot foresee them, and that is what takes time.
 */
export function scanNumbers(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  scratch: NumberScratch,
): boolean {
  const quickMax = bytes.length - quickBytes
  let floats = scratch.floats
  let count = 0
  let whole = true
  let at = (from + 1) | 0
  let byte = bytes[at] as number
  while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++at] as number
  if (byte === 93) return finish(scratch, 0, at + 1, true)
  for (;;) {
    const start = at
    // 1 for a minus. Without a branch, as half of the numbers have one: so with the sign of the value below.
    const sign = ((byte ^ 45) - 1) >>> 31
    if (count === floats.length) floats = scratch.grow(count)
    // The digit before the point, if there is one and a point; else something else.
    const lead = at <= quickMax ? view.getInt16(at + sign, true) - zeroAndPoint : -1
    if (lead >>> 0 <= 9) {
      at += sign + 2
      let word = view.getInt32(at, true)
      let odd = oddBytes(word)
      let value = lead * 10_000 + fourDigits(word)
      if (odd === 0) {
        word = view.getInt32(at + 4, true)
        odd = oddBytes(word)
        if (odd !== 0) {
          const digits = digitsBefore(odd)
          value =
            (value * (tens[digits] as number) + leadingDigits(word, digits)) / (powers[4 + digits] as number)
          at += 4 + digits
        } else {
          const high = value * 10_000 + fourDigits(word)
          word = view.getInt32(at + 8, true)
          odd = oddBytes(word)
          if (odd !== 0) {
            const digits = digitsBefore(odd)
            value =
              (high * (tens[digits] as number) + leadingDigits(word, digits)) / (powers[8 + digits] as number)
            at += 8 + digits
          } else if (lead === 0) {
            // So many digits only fit after a zero; others are left to the general way.
            const low = fourDigits(word)
            word = view.getInt32(at + 12, true)
            odd = oddBytes(word)
            const digits = odd === 0 ? 4 : digitsBefore(odd)
            const rest = odd === 0 ? fourDigits(word) : leadingDigits(word, digits)
            const scale = tens[digits] as number
            value = (high * (10_000 * scale) + (low * scale + rest)) / (powers[12 + digits] as number)
            at += 12 + digits
            if (odd === 0) {
              odd = oddBytes(view.getInt32(at, true))
              at += odd === 0 ? digitsEnd(bytes, at) - at : digitsBefore(odd)
              if (Math.fround(value - truncation) !== Math.fround(value + truncation)) {
                value = Math.abs(exactNumber(bytes, start, at))
              }
            }
          }
        }
        byte = bytes[at] as number
        if (byte === 44 || byte === 93) {
          whole = false
          floats[count++] = value * (1 - (sign << 1))
          if (byte === 93) return finish(scratch, count, at + 1, false)
          byte = bytes[++at] as number
          while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++at] as number
          continue
        }
      }
      at = start
      byte = bytes[at] as number
    }
    at = scanNumber(bytes, view, at, scratch)
    if (at < 0) return false
    whole &&= scratch.isWhole
    if (whole) scratch.keepWhole(count, scratch.value)
    floats[count++] = scratch.value
    byte = bytes[at] as number
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++at] as number
    if (byte === 93) return finish(scratch, count, at + 1, whole)
    if (byte !== 44) return false
    byte = bytes[++at] as number
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++at] as number
  }
}

/** Reads a number of any form: gives where it ends and leaves it in `scratch`; -1 when that takes more care. */
function scanNumber(bytes: Uint8Array, view: DataView, start: number, scratch: NumberScratch): number {
  const fourMax = bytes.length - 4
  let at = start
  let byte = bytes[at] as number
  const negative = byte === 45
  if (negative) byte = bytes[++at] as number
  let high = 0
  let digits = 0
  let low = 0
  let scale = 0
  if (byte === 48) {
    byte = bytes[++at] as number
    if (byte >= 48 && byte <= 57) return -1
  } else if (byte >= 49 && byte <= 57) {
    do {
      high = (high * 10 + (byte - 48)) | 0
      digits++
      byte = bytes[++at] as number
    } while (byte >= 48 && byte <= 57 && digits < intDigits)
    if (byte >= 48 && byte <= 57) return -1
  } else return -1
  let float = negative && high === 0
  if (byte === 46) {
    float = true
    byte = bytes[++at] as number
    if (!(byte >= 48 && byte <= 57)) return -1
    const point = at
    if (high === 0) while (byte === 48) byte = bytes[++at] as number
    while (digits <= intDigits - 4 && at <= fourMax) {
      const word = view.getInt32(at, true)
      if (oddBytes(word) !== 0) break
      const four = fourDigits(word)
      high = (high * 10_000 + four) | 0
      digits += 4
      at += 4
    }
    byte = bytes[at] as number
    while (byte >= 48 && byte <= 57 && digits < intDigits) {
      high = (high * 10 + (byte - 48)) | 0
      digits++
      byte = bytes[++at] as number
    }
    while (digits >= intDigits && digits <= 2 * intDigits - 4 && at <= fourMax) {
      const word = view.getInt32(at, true)
      if (oddBytes(word) !== 0) break
      const four = fourDigits(word)
      low = (low * 10_000 + four) | 0
      digits += 4
      at += 4
    }
    byte = bytes[at] as number
    while (byte >= 48 && byte <= 57 && digits < 2 * intDigits) {
      low = (low * 10 + (byte - 48)) | 0
      digits++
      byte = bytes[++at] as number
    }
    scale = at - point
    // What follows is too little to tell, but where it decides the rounding all digits are read again.
    while (byte >= 48 && byte <= 57) byte = bytes[++at] as number
  }
  let exponent = 0
  if (byte === 101 || byte === 69) {
    float = true
    byte = bytes[++at] as number
    const negativeExponent = byte === 45
    if (negativeExponent || byte === 43) byte = bytes[++at] as number
    if (!(byte >= 48 && byte <= 57)) return -1
    do {
      if (exponent < 10_000) exponent = exponent * 10 + (byte - 48)
      byte = bytes[++at] as number
    } while (byte >= 48 && byte <= 57)
    if (negativeExponent) exponent = -exponent
  }
  let value = high
  if (float) {
    if (digits > intDigits) value = high * (powers[digits - intDigits] as number) + low
    value = scaled(value, exponent - scale)
    if (digits > exactDigits || value !== value) {
      // What `value` lacks (digits left out, and roundings) is below 2^-48 of it; where that decides, all count.
      const safe = Math.fround(value * (1 - 2 ** -48)) === Math.fround(value * (1 + 2 ** -48))
      if (!safe) value = Math.abs(exactNumber(bytes, start, at))
      if (value === Number.POSITIVE_INFINITY) return -1
    }
  }
  scratch.isWhole = !float
  scratch.value = negative ? -value : value
  return at
}

/** Which bytes of a little-endian word are no digits: zero when all four are. */
function oddBytes(word: number): number {
  return ((word & highNibbles) | (((word + 0x06060606) & highNibbles) >>> 4)) ^ 0x33333333
}
const highNibbles = 0xf0f0f0f0 | 0

/** How many digits come before the first of `oddBytes`. */
function digitsBefore(odd: number): number {
  return (31 - Math.clz32(odd & -odd)) >> 3
}

/** The number of the four digits that a little-endian word spells. */
function fourDigits(word: number): number {
  const digits = word & 0x0f0f0f0f
  const pairs = Math.imul(digits, 10) + (digits >>> 8)
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff)
}

/** The same of its first digits, at most three. */
function leadingDigits(word: number, digits: number): number {
  return fourDigits((word << ((3 - digits) << 3)) << 8)
}

/** `value` times ten to the `exponent`; NaN where that takes more care. */
function scaled(value: number, exponent: number): number {
  if (exponent === 0) return value
  if (exponent < -22 || exponent > 22) return Number.NaN
  return exponent < 0 ? value / (powers[-exponent] as number) : value * (powers[exponent] as number)
}

function finish(scratch: NumberScratch, count: number, end: number, whole: boolean): boolean {
  scratch.count = count
  // Kept an int32, as all offsets: see JsonReader.
  scratch.end = end | 0
  scratch.integers = whole ? scratch.wholes.slice(0, count) : undefined
  return true
}

/** The nearest f64 of the number that stands there, which is well formed. */
export function exactNumber(bytes: Uint8Array, start: number, end: number): number {
  return Number(asciiText(bytes, start, end))
}

/** The text of bytes that are ASCII. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}

/** Where the number that begins at `from` ends, or minus the offset of the byte that is wrong in it, less one. */
export function numberEnd(bytes: Uint8Array, from: number): number {
  let at = from
  if (bytes[at] === 45) at++
  if (bytes[at] === 48) {
    at++
    if (isDigit(bytes[at])) return -at - 1
  } else {
    if (!isDigit(bytes[at])) return -at - 1
    at = digitsEnd(bytes, at)
  }
  if (bytes[at] === 46) {
    at++
    if (!isDigit(bytes[at])) return -at - 1
    at = digitsEnd(bytes, at)
  }
  if (bytes[at] === 101 || bytes[at] === 69) {
    at++
    if (bytes[at] === 43 || bytes[at] === 45) at++
    if (!isDigit(bytes[at])) return -at - 1
    at = digitsEnd(bytes, at)
  }
  return at
}

function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (isDigit(bytes[at])) at++
  return at
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}

/** An integer of the i64 or u64 range, else the nearest float; -0 is a float. The text is a well-formed number. */
export function readNumberText(text: string): { readonly integer: boolean; readonly value: number | bigint } {
  const value = Number(text)
  if (/[.eE]/.test(text) || text === '-0') return { integer: false, value }
  // Small ones as int32 for the engine too.
  if ((value | 0) === value) return { integer: true, value: value | 0 }
  if (Number.isSafeInteger(value)) return { integer: true, value }
  const exact = BigInt(text)
  const fits = exact >= -(2n ** 63n) && exact < 2n ** 64n
  return fits ? { integer: true, value: exact } : { integer: false, value }
}
