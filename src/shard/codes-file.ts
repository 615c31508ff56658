import { hasBit } from '#base/bit-set.ts'
import type { Task } from '#base/task.ts'
import { buildCodes } from '#index/codes/build-codes.ts'
import type { RowSource } from '#index/codes/vector-codes.ts'
import { buildMultiVectorIndex } from '#index/multi-vector.ts'
import { buildByteCodes } from '#index/quantization.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { MultiVector } from '#model/vector.ts'
import type { Segment } from '#storage/segment.ts'
import { codesOf, quantizationOf } from './codes-choice.ts'
import { byteCodesFile, byteRowsFile, multiFile, quantizedFile } from './index-files.ts'
import { runSteps } from './run-steps.ts'
import type { DenseSpace } from './vector-space.ts'

/**
 * Makes the codes of a dense vector name as they are asked for; those of dead slots too, because walks in a graph that
 * was built before they died go through them.
 */
export async function buildCodesFile(
  config: CollectionConfig,
  segment: Segment,
  space: DenseSpace,
  task: Task,
): Promise<Uint8Array> {
  const source = columnSource(segment, space)
  const codes = codesOf(config, space)
  const isPlain = codes === undefined || quantizedFile(config, space) === byteCodesFile(space.key)
  const steps = isPlain ? buildByteCodes(source) : buildCodes(source, codes)
  return await runSteps(steps, task)
}

/** Makes the rows of a multivector name in codes. */
export async function buildMultiFile(
  config: CollectionConfig,
  segment: Segment,
  space: DenseSpace,
  task: Task,
): Promise<Uint8Array> {
  const vectorAt = (slot: number): MultiVector | undefined => {
    const vector = segment.blobVectorAt(space.key, slot)
    return vector?.kind === 'multi' ? vector : undefined
  }
  const { slotCount } = segment
  const input = { slotCount, dimension: space.config.size, distance: space.distance, vectorAt }
  const isPlain = multiFile(config, space) === byteRowsFile(space.key)
  return await runSteps(
    buildMultiVectorIndex(input, isPlain ? undefined : quantizationOf(config, space)),
    task,
  )
}

function columnSource(segment: Segment, space: DenseSpace): RowSource {
  const column = segment.dense(space.key)
  const { size } = space.config
  return {
    count: segment.slotCount,
    dimension: size,
    distance: space.distance,
    read(slot, out) {
      if (!column || (column.present !== null && !hasBit(column.present, slot))) return false
      out.set(column.values.subarray(slot * size, (slot + 1) * size))
      return true
    },
  }
}
