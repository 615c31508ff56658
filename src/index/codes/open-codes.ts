import type { Kernels } from '#index/kernel.ts'
import { byteFileKind, openQuantized } from '#index/quantization.ts'
import { fileMagic, IndexFileError } from '#index/section-file.ts'
import type { QuantizationConfig } from '#model/collection.ts'
import { bitFileKind, openBitCodes } from './bit-codes.ts'
import { int4FileKind, openInt4Codes } from './int4-codes.ts'
import { openProductCodes, productFileKind } from './product-codes.ts'
import type { VectorCodes } from './vector-codes.ts'

/**
 * Bits of a weight of the query, unless it is asked for otherwise. A query of one bit costs half as much a row
 * (12 ns instead of 26), but needs three times as many candidates to find as much.
 */
const queryBitsDefault = 4

/**
 * Opens codes of any kind without a copy; `config` tells how queries are to be coded. Throws `IndexFileError`.
 */
export function openCodes(
  bytes: Uint8Array,
  kernels: Kernels,
  config: QuantizationConfig | undefined,
): VectorCodes {
  switch (fileMagic(bytes)) {
    case byteFileKind.magic:
      return openQuantized(bytes, kernels)
    case int4FileKind.magic:
      // What nobody asked for is always scored again.
      return openInt4Codes(bytes, kernels, config === undefined ? 4 : 8)
    case productFileKind.magic:
      return openProductCodes(bytes, kernels)
    case bitFileKind.magic:
      return openBitCodes(bytes, kernels, queryBits(config))
    default:
      throw new IndexFileError('codes of an unknown kind')
  }
}

function queryBits(config: QuantizationConfig | undefined): number {
  const encoding = config?.kind === 'binary' ? config.queryEncoding : undefined
  if (encoding === 'binary') return 1
  return encoding === 'scalar8bits' ? 8 : queryBitsDefault
}
