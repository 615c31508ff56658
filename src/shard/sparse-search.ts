import type { Task } from '#base/task.ts'
import { runScan } from '#index/exact-scan.ts'
import { countPostings } from '#index/sparse-index.ts'
import { sparseCombinedScan, sparseScan } from '#index/sparse-scan.ts'
import type { TopHits } from '#index/top-hits.ts'
import { isOnDisk } from '#model/on-disk.ts'
import type { SparseVector } from '#model/vector.ts'
import type { Scorer } from '#query/read-view.ts'
import type { PartScorer } from './prepared-scorer.ts'
import { scanSlots } from './similarity-scan.ts'
import type { SlotSet } from './slot-set.ts'
import type { VectorSpace } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

/** A slot and a weight. */
const postingBytes = 8

/** Pushes the best slots of `set` by a sparse vector, exactly. `partScorer` is `scorer` bound to the part. */
export async function searchSparse(
  { part, open }: ViewPart,
  { key, config }: Extract<VectorSpace, { kind: 'sparse' }>,
  scorer: Scorer,
  partScorer: PartScorer | undefined,
  set: SlotSet,
  top: TopHits,
  task: Task,
): Promise<void> {
  const { usage } = task
  const index = open.sparseIndex(part, key)
  if (index) {
    const vectors = scorer.kind === 'nearest' ? [scorer.vector] : scorer.vectors
    let bytes = 0
    for (const vector of vectors) bytes += countPostings(index, vector as SparseVector) * postingBytes
    usage.cpu += bytes
    if (isOnDisk(config)) usage.vectorIoRead += bytes
    const selection = { allowed: set.allowed, tombstones: set.dead }
    const scan =
      scorer.kind === 'nearest'
        ? sparseScan(index, scorer.vector as SparseVector, selection, top)
        : sparseCombinedScan(index, scorer.vectors as SparseVector[], scorer.combine, selection, top)
    await runScan(scan, task)
    return
  }
  if (part.kind === 'head' && scorer.kind === 'nearest') {
    const inverted = open.headSparse(key)
    await inverted.follow(part, task)
    usage.cpu += inverted.search(scorer.vector as SparseVector, set, top) * postingBytes
    return
  }
  if (partScorer) await scanSlots(set, partScorer, top, task)
}
