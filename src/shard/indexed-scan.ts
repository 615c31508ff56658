import type { Task } from '#base/task.ts'
import { candidatesFor, createQuantizedScorer, quantizedScan, runScan, SlotScan } from '#index/exact-scan.ts'
import type { VectorCodes } from '#index/codes/vector-codes.ts'
import type { Kernels } from '#index/kernel.ts'
import { estimatedMaxSimScan, type MultiVectorIndex, quantizedMaxSimScan } from '#index/multi-vector.ts'
import { TopHits } from '#index/top-hits.ts'
import type { DenseVector, MultiVector, VectorData } from '#model/vector.ts'
import type { Scorer } from '#query/read-view.ts'
import type { DenseColumn } from '#storage/part.ts'
import type { CodesChoice } from './codes-choice.ts'
import { combineScores } from './combined-scores.ts'
import { type PartScorer, presentScorer } from './prepared-scorer.ts'
import { scanSlots } from './similarity-scan.ts'
import { bitsOf, type CountedSlots, countSlots, type SlotSet } from './slot-set.ts'
import type { DenseSpace } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

/** A dense column and its quantized twin. */
export interface IndexedColumn {
  readonly kernels: Kernels
  readonly quantized: VectorCodes
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
/** Codes that need more candidates than that for one hit are too coarse for differences. */
const combinedPerHitMax = 2
/** With fewer comparisons all are exact: that takes twice as long, and the signs of differences are right. */
const exactComparisonsMax = 500_000

/**
 * Chooses the nearest by quantized vectors and scores these exactly, or, if `choice` says so, leaves them the scores
 * by which they were chosen.
 */
export async function scanNearest(
  { kernels, quantized, column, readsDisk }: IndexedColumn,
  query: Float32Array,
  choice: CodesChoice,
  { slotCount, allowed, dead, count: passing }: CountedSlots,
  top: TopHits,
  task: Task,
): Promise<void> {
  const selection = { slotCount, allowed, present: column.present, tombstones: dead }
  if (quantized.hasCodes && !choice.rescore) {
    task.usage.cpu += passing * quantized.rowBytes
    await runScan(new SlotScan(selection, createQuantizedScorer(quantized, query), top), task)
    return
  }
  const candidates = Math.max(candidatesFor(quantized, top.limit), choice.candidates(top.limit))
  const rescored = quantized.hasCodes ? Math.min(passing, candidates) : passing
  const exactBytes = rescored * query.byteLength
  task.usage.cpu += exactBytes + (quantized.hasCodes ? passing * quantized.rowBytes : 0)
  if (readsDisk) task.usage.vectorIoRead += exactBytes
  await runScan(quantizedScan(kernels, quantized, column, query, selection, top, candidates), task)
}

/** The same by a combination of similarities. `exact` is the scorer bound to the part. */
export async function scanCombined(
  { quantized, column }: IndexedColumn,
  scorer: Extract<Scorer, { kind: 'combined' }>,
  exact: PartScorer,
  set: SlotSet,
  top: TopHits,
  task: Task,
): Promise<void> {
  const isSmall = countSlots(set) * scorer.vectors.length <= exactComparisonsMax
  if (isSmall || !quantized.hasCodes || quantized.candidates.perHit > combinedPerHitMax) {
    await scanSlots(set, exact, top, task)
    return
  }
  const approximate = scorer.vectors.map((vector) =>
    createQuantizedScorer(quantized, (vector as DenseVector).values),
  )
  const cost = { usage: task.usage, comparedBytes: quantized.rowBytes * approximate.length, readBytes: 0 }
  const chosen = new TopHits(Math.max(combinedCandidatesMin, top.limit * combinedOversampling))
  const choosing = presentScorer(column.present, combineScores(approximate, scorer.combine), cost)
  await scanSlots(set, choosing, chosen, task)
  await scanSlots({ ...set, allowed: bitsOf(chosen.sorted().slots, set.slotCount) }, exact, top, task)
}

/** Scores all passing multivectors by their quantized rows, and, as `choice` says, the best of them exactly. */
export async function scanMulti(
  index: MultiVectorIndex,
  { part, open }: ViewPart,
  { key }: DenseSpace,
  choice: CodesChoice,
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
  const queryRows = query.values.length / query.dimension
  task.usage.cpu += Math.round(rows) * queryRows * index.rows.rowBytes
  if (!choice.rescore) {
    await runScan(estimatedMaxSimScan(kernels, index, query, selection, top), task)
    return
  }
  const candidates = Math.max(candidatesFor(index.rows, top.limit), choice.candidates(top.limit))
  await runScan(quantizedMaxSimScan(kernels, index, query, vectorAt, selection, top, candidates), task)
}
