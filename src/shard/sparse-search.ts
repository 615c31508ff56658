import type { Task } from '#base/task.ts'
import { runScan } from '#index/exact-scan.ts'
import { sparseCombinedScan, sparseScan } from '#index/sparse-scan.ts'
import type { TopHits } from '#index/top-hits.ts'
import type { SparseVector } from '#model/vector.ts'
import type { Scorer } from '#query/read-view.ts'
import type { PartScorer } from './prepared-scorer.ts'
import { scanSlots } from './similarity-scan.ts'
import type { SlotSet } from './slot-set.ts'
import type { ViewPart } from './view-part.ts'

/** Pushes the best slots of `set` by a sparse vector, exactly. `partScorer` is `scorer` bound to the part. */
export async function searchSparse(
  { part, open }: ViewPart,
  key: number,
  scorer: Scorer,
  partScorer: PartScorer | undefined,
  set: SlotSet,
  top: TopHits,
  task: Task,
): Promise<void> {
  const index = open.sparseIndex(part, key)
  if (index) {
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
    inverted.search(scorer.vector as SparseVector, set, top)
    return
  }
  if (partScorer) await scanSlots(set, partScorer, top, task)
}
