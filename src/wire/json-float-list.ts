import { decimalsOf, float32BytesMax, writeFloat32 } from './json-floats.ts'

/** Biased exponents of the sizes from 2^-17 to below 8, which are written by the quick way. */
const exponentMin = 110
const exponentMax = 129

/** By biased exponent: ten to the decimals of the shorter candidate, one fewer than always do. */
const scaleOf = new Float64Array(256)
/** In steps of that candidate's last decimal: half the way from an f32 to the next. */
const halfStepOf = new Float64Array(256)
for (let exponent = exponentMin; exponent <= exponentMax; exponent++) {
  const scale = Number(`1e${(decimalsOf[exponent] as number) - 1}`)
  scaleOf[exponent] = scale
  halfStepOf[exponent] = 2 ** (exponent - 151) * scale
}

/** The three digits of every number below 1000, as the low bytes of a little-endian word. */
const digitTriples = Int32Array.from(
  { length: 1000 },
  (_, number) =>
    0x303030 | Math.floor(number / 100) | (Math.floor((number / 10) % 10) << 8) | ((number % 10) << 16),
)

/** A little above 10^-6, so that products with an i32 never fall below a whole number that they should reach. */
const millionth = 1.000000000000001e-6

/** Differences of distances are multiples of 2^-30: this makes integers of them. */
const wholeDifferences = 2 ** 31

const pointAndZeros = 0x3030302e
const zeros = 0x30303030
const zeroAndPoint = 0x2e30
const comma = 44

/** Most bytes that a list of so many numbers takes, and that `writeFloatList` may touch. */
export function floatListBytesMax(count: number): number {
  return (count + 1) * (float32BytesMax + 1)
}

/**
 * Writes f32 with commas between them and gives the place after them; each as `writeFloat32` does. `view` is of
 * the buffer. Nearly all numbers of embeddings are below 8: then `size * scale` needs 24 + 28 bits and is exact,
 * so that comparing with half a step tells whether the shorter candidate reads back. Either happens so often that
 * both are made and one is taken by its bits: the processor cannot foresee which, and a wrong guess takes as long
 * as all the rest. Digits are written three by three from the left; what a word holds beyond them is written over.
 */
export function writeFloatList(buffer: Uint8Array, view: DataView, at: number, values: Float32Array): number {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length)
  let place = at
  for (let index = 0; index < values.length; index++) {
    const word = bits[index] as number
    const exponent = (word >>> 23) & 0xff
    const size = Math.abs(values[index] as number)
    const whole = size | 0
    const scaled = size * (scaleOf[exponent] as number)
    const shorter = (scaled + 0.5) | 0
    const distance = Math.abs(scaled - shorter)
    const halfStep = halfStepOf[exponent] as number
    // Whole numbers keep a zero after the point; powers of two have nearer neighbours below; and of two f32 as
    // near the even one counts.
    if (
      (exponent - exponentMin) >>> 0 > exponentMax - exponentMin ||
      (word & 0x7fffff) === 0 ||
      whole === size ||
      distance === halfStep
    ) {
      place = writeFloat32(buffer, place, values[index] as number)
      buffer[place++] = comma
      continue
    }
    const most = decimalsOf[exponent] as number
    buffer[place] = 45
    place += word >>> 31
    /** -1: the shorter candidate reads back; 0: it does not. */
    const isShort = ((distance - halfStep) * wholeDifferences) >> 31
    const longer = (scaled * 10 + 0.5) | 0
    const digits = longer + ((shorter * 10 - longer) & isShort)
    let end = place + 2 + most + isShort
    // Zeros at the end are not written, though they stand in the words.
    let rest = shorter
    for (let less = (rest * 0.1) | 0; (((less * 10) ^ rest) | ~isShort) === 0; less = (rest * 0.1) | 0) {
      rest = less
      end--
    }
    const high = (digits * millionth) | 0
    const low = digits - high * 1_000_000
    const middle = (low * 0.001) | 0
    view.setInt32(place + 1, pointAndZeros, true)
    view.setInt32(place + 5, zeros, true)
    const first = place + most - 7
    view.setInt32(first, digitTriples[high] as number, true)
    view.setInt32(first + 3, digitTriples[middle] as number, true)
    view.setInt32(first + 6, digitTriples[low - middle * 1000] as number, true)
    view.setInt16(place, zeroAndPoint + whole, true)
    place = end
    buffer[place++] = comma
  }
  return values.length === 0 ? place : place - 1
}
