import type { CollectionConfig, QuantizationConfig } from '#model/collection.ts'
import type { SearchParams } from '#model/query.ts'
import type { DenseSpace } from './vector-space.ts'

/** What a search does with what codes choose. */
export interface CodesChoice {
  /** The hits are scored again by their original vectors. */
  readonly rescore: boolean
  /** So many are asked for before that, for `limit` hits. */
  candidates(limit: number): number
}

/** The quantization of a vector name: its own, else that of the collection. */
export function quantizationOf(config: CollectionConfig, space: DenseSpace): QuantizationConfig | undefined {
  return space.config.quantization ?? config.quantization
}

/**
 * Vectors of so many dimensions have 4-bit codes when no client asks for others: half the memory of bytes to wait
 * for, and candidates for ten hits that are as good. With fewer dimensions the errors of a row even out less, and
 * a row of bytes is hardly more cache lines.
 */
const fourBitsDimensionMin = 256

/** The codes that a vector name has beside its graph. Undefined: bytes, or none where bytes are of no use. */
export function codesOf(config: CollectionConfig, space: DenseSpace): QuantizationConfig | undefined {
  const asked = quantizationOf(config, space)
  if (asked !== undefined || space.config.size < fourBitsDimensionMin) return asked
  return space.distance === 'Manhattan' ? undefined : { kind: 'turbo', bits: 'bits4' }
}

/** Without quantization codes are there all the same, but no client knows of them: what they choose is scored again. */
export function codesChoice(config: CollectionConfig, space: DenseSpace, params: SearchParams): CodesChoice {
  const quantization = quantizationOf(config, space)
  const oversampling = params.quantization?.oversampling ?? 1
  return {
    rescore: quantization === undefined || (params.quantization?.rescore ?? rescoresByDefault(quantization)),
    candidates: (limit) => Math.floor(limit * Math.max(1, oversampling)),
  }
}

function rescoresByDefault(quantization: QuantizationConfig): boolean {
  if (quantization.kind === 'turbo') return quantization.bits !== undefined && quantization.bits !== 'bits4'
  return quantization.kind === 'binary'
}
