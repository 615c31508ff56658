import { unreachable } from '#base/assert.ts'
import { buildByteCodes } from '#index/quantization.ts'
import type { QuantizationConfig } from '#model/collection.ts'
import { buildBitCodes } from './build-bit-codes.ts'
import { buildInt4Codes } from './int4-codes.ts'
import { buildProductCodes } from './product-codes.ts'
import type { RowSource } from './vector-codes.ts'

const binaryEncodings = { one_bit: 'one', two_bits: 'two', one_and_half_bits: 'oneAndHalf' } as const
/** Numbers in a byte, where a number of the vector has four. */
const pieceLengths = { x4: 1, x8: 2, x16: 4, x32: 8, x64: 16 } as const

/** Makes a file of codes as asked for, with pauses. */
export function buildCodes(source: RowSource, config: QuantizationConfig): Generator<void, Uint8Array> {
  switch (config.kind) {
    case 'scalar':
      return buildByteCodes(source, { always: true, quantile: config.quantile })
    case 'product':
      return buildProductCodes(source, pieceLengths[config.compression])
    case 'binary':
      return buildBitCodes(source, {
        encoding: binaryEncodings[config.encoding ?? 'one_bit'],
        size: source.dimension,
        isRotated: false,
        // Rows under Cosine are equally long.
        hasFactors: source.distance === 'Dot' || source.distance === 'Euclid',
      })
    case 'turbo':
      return buildTurboCodes(source, config.bits ?? 'bits4')
    default:
      return unreachable(config)
  }
}

function buildTurboCodes(
  source: RowSource,
  bits: 'bits1' | 'bits1_5' | 'bits2' | 'bits4',
): Generator<void, Uint8Array> {
  if (bits === 'bits4') return buildInt4Codes(source)
  // No rotation keeps sums of absolute differences, and three levels are added up better than four.
  if (source.distance === 'Manhattan') {
    const encoding = ({ bits1: 'one', bits1_5: 'oneAndHalf', bits2: 'two' } as const)[bits]
    return buildBitCodes(source, { encoding, size: source.dimension, isRotated: false, hasFactors: false })
  }
  // A bit and a half are one bit for each coordinate in a space that has half as many more.
  return buildBitCodes(source, {
    encoding: bits === 'bits2' ? 'four' : 'one',
    size: bits === 'bits1_5' ? Math.ceil(source.dimension * 1.5) : source.dimension,
    isRotated: true,
    hasFactors: true,
  })
}

/** What of a configuration the content of a file depends on, for its name. */
export function codesName(config: QuantizationConfig): string {
  switch (config.kind) {
    case 'scalar':
      return config.quantile === undefined ? 'scalar' : `scalar-${Number(config.quantile.toPrecision(7))}`
    case 'product':
      return `product-${config.compression}`
    case 'binary':
      return `binary-${config.encoding ?? 'one_bit'}`
    case 'turbo':
      return `turbo-${config.bits ?? 'bits4'}`
    default:
      return unreachable(config)
  }
}
