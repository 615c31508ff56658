/**
 * How a vector becomes a string of bits, one or two for each coordinate; each bit then counts as +1 or -1 times
 * a weight of its coordinate:
 * - `one`: above the mean or not;
 * - `two`: above `-edge` standard deviations or not, above `edge` or not: three levels, which the number of
 *   differing bits compares well with those of another vector;
 * - `oneAndHalf`: above the mean or not, and a bit that two neighbours share: whether what the first bits leave
 *   is above 0 for both together. It costs half a bit and gains more than half of what a second bit would;
 * - `four`: four levels, which two weights tell apart fully: for queries in numbers, not in bits.
 */
export type BitEncoding = 'one' | 'two' | 'oneAndHalf' | 'four'

/** By the number that stands for it in files. */
export const bitEncodings: readonly BitEncoding[] = ['one', 'two', 'oneAndHalf', 'four']

/** Where the middle of three levels ends, in standard deviations. */
const edge = 2 / 3
/** Where the inner two of four levels end: the best place for normally distributed numbers (Lloyd-Max). */
const outerLevel = 0.9816

/** The mean of what is above 0, of normally distributed numbers. */
const meanAbove = 0.7979

/** Bits of a vector of `size` coordinates. */
export function bitCount(encoding: BitEncoding, size: number): number {
  if (encoding === 'one') return size
  return encoding === 'oneAndHalf' ? size + Math.ceil(size / 2) : 2 * size
}

/** The position of the second bit of a coordinate. Its first bit stands at the coordinate itself. */
export function secondBit(encoding: BitEncoding, size: number, at: number): number {
  return encoding === 'oneAndHalf' ? size + (at >>> 1) : size + at
}

/**
 * Sets the bits of a vector in `bytes[from..]`, which are zero. `values` are what lies above the mean, in
 * standard deviations.
 */
export function encodeBits(
  encoding: BitEncoding,
  values: Float64Array,
  bytes: Uint8Array,
  from: number,
): void {
  const size = values.length
  const firstEdge = encoding === 'two' ? -edge : 0
  for (let at = 0; at < size; at++) {
    if ((values[at] as number) > firstEdge) setBit(bytes, from, at)
  }
  if (encoding === 'one') return
  const stride = encoding === 'oneAndHalf' ? 2 : 1
  for (let at = 0; at < size; at += stride) {
    if (isSecondSet(encoding, values, at)) setBit(bytes, from, secondBit(encoding, size, at))
  }
}

function isSecondSet(encoding: BitEncoding, values: Float64Array, at: number): boolean {
  const value = values[at] as number
  if (encoding === 'two') return value >= edge
  if (encoding === 'four') return value > 0 ? value >= outerLevel : value >= -outerLevel
  return remainder(value) + (at + 1 < values.length ? remainder(values[at + 1] as number) : 0) > 0
}

/** What the first bit leaves of a number. */
function remainder(value: number): number {
  return value > 0 ? value - meanAbove : value + meanAbove
}

function setBit(bytes: Uint8Array, from: number, bit: number): void {
  const at = from + (bit >>> 3)
  bytes[at] = (bytes[at] as number) | (1 << (bit & 7))
}

/** +1 or -1. */
export function signOf(bytes: Uint8Array, from: number, bit: number): number {
  return ((bytes[from + (bit >>> 3)] as number) >>> (bit & 7)) & 1 ? 1 : -1
}
