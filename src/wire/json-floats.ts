/**
 * Floats as the API prints them: the shortest decimal that reads back as the same number, with `.0` when it is
 * whole, and with an exponent from 10^16 on (f32: 10^13) and below 10^-6.
 */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const f64ExponentFrom = 1e16
const f32ExponentFrom = 1e13

/** `null` when it is not finite. */
export function float64Text(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  return printed(value, f64ExponentFrom)
}

/** The same of a number that is an f32. */
export function float32Text(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  return printed(shortestFloat32(value), f32ExponentFrom)
}

function printed(value: number, exponentFrom: number): string {
  if (Math.abs(value) >= exponentFrom) return value.toExponential()
  if (Number.isInteger(value)) return `${Object.is(value, -0) ? '-0' : value}.0`
  return String(value)
}

/** The f64 of the shortest decimal that rounds to this f32. */
function shortestFloat32(value: number): number {
  if (value === 0) return value
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits))
    if (Math.fround(candidate) === value) return candidate
  }
  return Number(value.toPrecision(9))
}

/** Most bytes that `writeFloat32` writes. */
export const float32BytesMax = 24

/** Between these a number is written by the quick way: at most 12 decimals, at most 7 digits before them. */
const fastMin = 1e-4
const fastMax = 2 ** 23

/**
 * By the biased exponent of an f32: decimals so many that one step of the last is no longer than the step from
 * this f32 to the next. So many always do, one fewer may do, and then there is only one such decimal.
 */
export const decimalsOf = Uint8Array.from({ length: 256 }, (_, exponent) =>
  Math.min(22, Math.max(1, Math.ceil((150 - exponent) * Math.log10(2)))),
)

/** Shows the bits of one f32. */
const floatOf = new Float32Array(1)
const bitsOf = new Uint32Array(floatOf.buffer)

/** Writes an f32 at `at` and gives the place after it. */
export function writeFloat32(buffer: Uint8Array, at: number, value: number): number {
  const size = Math.abs(value)
  if (!(size >= fastMin && size < fastMax)) return writeText(buffer, at, float32Text(value))
  floatOf[0] = size
  const most = decimalsOf[(bitsOf[0] as number) >>> 23] as number
  let decimals = most - 1
  let digits = (size * (powers[decimals] as number) + 0.5) | 0
  if (Math.fround(digits / (powers[decimals] as number)) === size) {
    for (let less = (digits * 0.1) | 0; decimals > 0 && less * 10 === digits; less = (digits * 0.1) | 0) {
      digits = less
      decimals--
    }
  } else {
    decimals = most
    digits = (size * (powers[most] as number) + 0.5) | 0
  }
  let place = at
  if (value < 0) buffer[place++] = 45
  return writeDecimal(buffer, place, digits, decimals)
}

/** Writes `digits` (below 2^31) with the point before the last `decimals`; a digit stands on each side of it. */
function writeDecimal(buffer: Uint8Array, at: number, digits: number, decimals: number): number {
  let place = at
  let fraction = digits
  const scale = powers[decimals] as number
  if (digits < scale) buffer[place++] = 48
  else {
    const whole = Math.floor(digits / scale)
    fraction = digits - whole * scale
    place = writeWhole(buffer, place, whole)
  }
  buffer[place++] = 46
  if (decimals === 0) {
    buffer[place++] = 48
    return place
  }
  writePadded(buffer, place, decimals, fraction | 0)
  return place + decimals
}

/** The two digits of every number below 100. */
const digitPairs = Uint8Array.from({ length: 200 }, (_, index) =>
  index % 2 === 0 ? 48 + Math.floor(index / 20) : 48 + ((index >> 1) % 10),
)

/**
 * Writes an i32 with zeros before it, so that it has `width` digits. The doubles nearest to 0.01 and 0.0001 lie
 * above them, so that products with an i32 never fall below a whole number that they should reach.
 */
function writePadded(buffer: Uint8Array, at: number, width: number, value: number): void {
  let rest = value
  let place = at + width
  while (place - at >= 4) {
    const less = (rest * 0.0001) | 0
    const four = rest - less * 10_000
    const high = (four * 0.01) | 0
    const low = (four - high * 100) << 1
    place -= 4
    buffer[place] = digitPairs[high << 1] as number
    buffer[place + 1] = digitPairs[(high << 1) + 1] as number
    buffer[place + 2] = digitPairs[low] as number
    buffer[place + 3] = digitPairs[low + 1] as number
    rest = less
  }
  while (place > at) {
    const less = (rest * 0.1) | 0
    buffer[--place] = 48 + (rest - less * 10)
    rest = less
  }
}

/** Writes an integer from 0 to 2^53 and gives the place after it. */
export function writeWhole(buffer: Uint8Array, at: number, value: number): number {
  if (value < 1e9) {
    const digits = digitsOf(value | 0)
    writePadded(buffer, at, digits, value | 0)
    return at + digits
  }
  let count = 1
  for (let bound = 10; bound <= value; bound *= 10) count++
  let rest = value
  for (let place = at + count - 1; place >= at; place--) {
    const less = Math.floor(rest / 10)
    buffer[place] = 48 + (rest - less * 10)
    rest = less
  }
  return at + count
}

/** How many digits an i32 from 0 to below 10^9 has. */
function digitsOf(value: number): number {
  if (value < 10) return 1
  if (value < 100) return 2
  if (value < 1000) return 3
  if (value < 10_000) return 4
  if (value < 100_000) return 5
  if (value < 1_000_000) return 6
  if (value < 10_000_000) return 7
  return value < 100_000_000 ? 8 : 9
}

/** Writes text that is ASCII and gives the place after it. */
export function writeText(buffer: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) buffer[at + index] = text.charCodeAt(index)
  return at + text.length
}
