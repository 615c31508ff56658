import type { Task } from '#base/task.ts'
import { candidatesFor, createQuantizedScorer, quantizedScan, runScan } from '#index/exact-scan.ts'
import type { Kernels } from '#index/kernel.ts'
import { type MultiVectorIndex, quantizedMaxSimScan } from '#index/multi-vector.ts'
import type { QuantizedVectors } from '#index/quantization.ts'
import { TopHits } from '#index/top-hits.ts'
import type { DenseVector, MultiVector, VectorData } from '#model/vector.ts'
import type { Scorer } from '#query/read-view.ts'
import type { DenseColumn } from '#storage/part.ts'
import { combineScores } from './combined-scores.ts'
import { type PartScorer, presentScorer } from './prepared-scorer.ts'
import { scanSlots } from './similarity-scan.ts'
import { bitsOf, countSlots, type SlotSet } from './slot-set.ts'
import type { ViewPart } from './view-part.ts'

/** A dense column and its quantized twin. */
export interface IndexedColumn {
  readonly kernels: Kernels
  readonly quantized: QuantizedVectors
  readonly column: DenseColumn
  /** The original vectors are asked to stay on disk. */
  readonly readsDisk: boolean
}

/**
 * Candidates that combined quantized scores choose for each hit, and at least: differences of similarities
 * are less certain than similarities.
 */
const combinedOversampling = 8
const combinedCandidatesMin = 512
/** With fewer comparisons all are exact: that takes twice as long, and the signs of differences are right. */
const exactComparisonsMax = 500_000

/** Chooses the nearest by quantized vectors and scores these exactly. */
export async function scanNearest(
  { kernels, quantized, column, readsDisk }: IndexedColumn,
  query: Float32Array,
  set: SlotSet,
  top: TopHits,
  task: Task,
): Promise<void> {
  const { slotCount, allowed, dead } = set
  const selection = { slotCount, allowed, present: column.present, tombstones: dead }
  const passing = countSlots(set)
  const rescored = quantized.hasCodes ? Math.min(passing, candidatesFor(top.limit)) : passing
  const exactBytes = rescored * query.byteLength
  task.usage.cpu += exactBytes + (quantized.hasCodes ? passing * query.length : 0)
  if (readsDisk) task.usage.vectorIoRead += exactBytes
  await runScan(quantizedScan(kernels, quantized, column, query, selection, top), task)
}

/** The same by a combination of similarities. `exact` is the scorer bound to the part. */
export async function scanCombined(
  { kernels, quantized, column }: IndexedColumn,
  scorer: Extract<Scorer, { kind: 'combined' }>,
  exact: PartScorer,
  set: SlotSet,
  top: TopHits,
  task: Task,
): Promise<void> {
  const isSmall = countSlots(set) * scorer.vectors.length <= exactComparisonsMax
  if (isSmall || !quantized.hasCodes) {
    await scanSlots(set, exact, top, task)
    return
  }
  const approximate = scorer.vectors.map((vector) =>
    createQuantizedScorer(kernels, quantized, (vector as DenseVector).values),
  )
  const cost = { usage: task.usage, comparedBytes: quantized.dimension * approximate.length, readBytes: 0 }
  const chosen = new TopHits(Math.max(combinedCandidatesMin, top.limit * combinedOversampling))
  const choosing = presentScorer(column.present, combineScores(approximate, scorer.combine), cost)
  await scanSlots(set, choosing, chosen, task)
  await scanSlots({ ...set, allowed: bitsOf(chosen.sorted().slots, set.slotCount) }, exact, top, task)
}

/** Scores all passing multivectors by their quantized rows, and the best of them exactly. */
export async function scanMulti(
  index: MultiVectorIndex,
  { part, open }: ViewPart,
  key: number,
  query: MultiVector,
  set: SlotSet,
  top: TopHits,
  task: Task,
): Promise<void> {
  const { slotCount, allowed, dead } = set
  const { kernels } = open.thread.scratch
  const selection = { slotCount, allowed, present: null, tombstones: dead }
  const vectorAt = (slot: number): VectorData | undefined => part.blobVectorAt(key, slot)
  // By the average of rows: those of the slots that pass are not counted one by one.
  const rows = (index.rows.count * countSlots(set)) / Math.max(slotCount, 1)
  task.usage.cpu += Math.round(rows) * query.values.length
  await runScan(quantizedMaxSimScan(kernels, index, query, vectorAt, selection, top), task)
}
