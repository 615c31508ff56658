/** Digits that are gathered in one i32, four by four where there are so many. */
const intDigits = 8
/** Digits that a double holds exactly. */
const exactDigits = 15
/** Powers of ten that a double holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/** Room for the numbers of one list, and what was found there. */
export class NumberScratch {
  values = new Float64Array(1024)
  count = 0
  /** After the closing bracket. */
  end = 0
  /** All numbers were written as integers. */
  whole = true

  grow(): Float64Array<ArrayBuffer> {
    const grown = new Float64Array(this.values.length * 2)
    grown.set(this.values)
    this.values = grown
    return grown
  }
}

/**
 * `view` is of the same bytes. Reads a list of numbers whose opening bracket stands at `from`. False when it holds anything else, anything
 * malformed, or numbers that must be looked at one by one. Whole lists are exact; others are within a few units
 * of the last place of f64, and round to the right f32.
 */
export function scanNumbers(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  scratch: NumberScratch,
): boolean {
  const fourMax = bytes.length - 4
  let values = scratch.values
  let count = 0
  let whole = true
  let at = from + 1
  let byte = bytes[at] as number
  while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++at] as number
  if (byte === 93) return finish(scratch, 0, at + 1, true)
  for (;;) {
    const start = at
    const negative = byte === 45
    if (negative) byte = bytes[++at] as number
    let high = 0
    let digits = 0
    let low = 0
    let scale = 0
    if (byte === 48) {
      byte = bytes[++at] as number
      if (byte >= 48 && byte <= 57) return false
    } else if (byte >= 49 && byte <= 57) {
      do {
        high = (high * 10 + (byte - 48)) | 0
        digits++
        byte = bytes[++at] as number
      } while (byte >= 48 && byte <= 57 && digits < intDigits)
      if (byte >= 48 && byte <= 57) return false
    } else return false
    let float = negative && high === 0
    if (byte === 46) {
      float = true
      byte = bytes[++at] as number
      if (!(byte >= 48 && byte <= 57)) return false
      const point = at
      if (high === 0) while (byte === 48) byte = bytes[++at] as number
      while (digits <= intDigits - 4 && at <= fourMax) {
        const four = fourDigits(view.getInt32(at, true))
        if (four < 0) break
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
        const four = fourDigits(view.getInt32(at, true))
        if (four < 0) break
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
      if (!(byte >= 48 && byte <= 57)) return false
      do {
        if (exponent < 10_000) exponent = exponent * 10 + (byte - 48)
        byte = bytes[++at] as number
      } while (byte >= 48 && byte <= 57)
      if (negativeExponent) exponent = -exponent
    }
    let value = high
    if (float) {
      whole = false
      if (digits > intDigits) value = high * (powers[digits - intDigits] as number) + low
      value = scaled(value, exponent - scale)
      if (digits > exactDigits || value !== value) {
        // What `value` lacks (digits left out, and roundings) is below 2^-48 of it; where that decides, all count.
        const safe = Math.fround(value * (1 - 2 ** -48)) === Math.fround(value * (1 + 2 ** -48))
        if (!safe) value = Math.abs(exactNumber(bytes, start, at))
        if (value === Number.POSITIVE_INFINITY) return false
      }
    }
    if (count === values.length) values = scratch.grow()
    values[count++] = negative ? -value : value
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++at] as number
    if (byte === 93) return finish(scratch, count, at + 1, whole)
    if (byte !== 44) return false
    byte = bytes[++at] as number
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++at] as number
  }
}

/** The number of four digits that a little-endian word spells, or -1. */
function fourDigits(word: number): number {
  if ((word & 0xf0f0f0f0) !== 0x30303030 || ((word + 0x06060606) & 0xf0f0f0f0) !== 0x30303030) return -1
  const digits = word & 0x0f0f0f0f
  const pairs = digits * 10 + (digits >>> 8)
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff)
}

/** `value` times ten to the `exponent`; NaN where that takes more care. */
function scaled(value: number, exponent: number): number {
  if (exponent === 0) return value
  if (exponent < -22 || exponent > 22) return Number.NaN
  return exponent < 0 ? value / (powers[-exponent] as number) : value * (powers[exponent] as number)
}

function finish(scratch: NumberScratch, count: number, end: number, whole: boolean): boolean {
  scratch.count = count
  scratch.end = end
  scratch.whole = whole
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
  if (Number.isSafeInteger(value)) return { integer: true, value }
  const exact = BigInt(text)
  const fits = exact >= -(2n ** 63n) && exact < 2n ** 64n
  return fits ? { integer: true, value: exact } : { integer: false, value }
}
