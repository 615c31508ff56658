import type { Task } from '#base/task.ts'
import { documentFrequency, documentFrequencyWithin } from '#index/sparse-index.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type { SparseVector } from '#model/vector.ts'
import { countSlots, intersect, nextSlot, type SlotSet, toBits } from './slot-set.ts'
import { slotsWithVector } from './vector-presence.ts'
import type { VectorSpace } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

/**
 * The query with each weight multiplied by the inverse document frequency of its index:
 * `ln((N - df + 0.5) / (df + 0.5) + 1)`, N being the living points whose vector has any index and df those of
 * them that have this one (BM25; Robertson and Zaragoza 2009). `corpus` narrows both to the points that pass,
 * and then N counts empty vectors too, as Qdrant does.
 */
export async function weighByIdf(
  parts: readonly ViewPart[],
  schema: CollectionSchema,
  space: VectorSpace,
  query: SparseVector,
  corpus: Filter | undefined,
  task: Task,
): Promise<SparseVector> {
  const frequencies = new Float64Array(query.indices.length)
  let total = 0
  for (const view of parts) {
    if (view.liveCount === 0) continue
    const set = await documents(view, schema, space, corpus, task)
    total += countSlots(set)
    await addFrequencies(view, space.key, query.indices, set, corpus === undefined, frequencies, task)
  }
  const values = query.values.map((weight, at) => {
    const frequency = frequencies[at] as number
    return weight * Math.fround(Math.log((total - frequency + 0.5) / (frequency + 0.5) + 1))
  })
  return { kind: 'sparse', indices: query.indices, values }
}

/** The living slots of a part that count as documents. */
async function documents(
  view: ViewPart,
  schema: CollectionSchema,
  space: VectorSpace,
  corpus: Filter | undefined,
  task: Task,
): Promise<SlotSet> {
  const { part, open, live } = view
  if (!corpus) return { ...live, allowed: await open.sparseContent(space.key).bits(part, task) }
  const passing = await open.filter(part, corpus, schema, task.usage).bits(task)
  return intersect(await slotsWithVector(view, space, task), passing)
}

/** Adds to each frequency the slots of `set` that have the index; `unfiltered`: it has all that live. */
async function addFrequencies(
  { part, open }: ViewPart,
  key: number,
  indices: Uint32Array,
  set: SlotSet,
  unfiltered: boolean,
  frequencies: Float64Array,
  task: Task,
): Promise<void> {
  const add = (frequencyOf: (index: number) => number): void => {
    for (let at = 0; at < indices.length; at++) {
      frequencies[at] = (frequencies[at] as number) + frequencyOf(indices[at] as number)
    }
  }
  const inverted = open.sparseIndex(part, key)
  if (inverted) {
    // Nothing died and nothing is filtered out: the lengths of the lists are known.
    const isWhole = set.dead === null && unfiltered
    const bits = isWhole ? undefined : toBits(set)
    add((index) =>
      bits ? documentFrequencyWithin(inverted, index, bits) : documentFrequency(inverted, index),
    )
  } else if (part.kind === 'head') {
    const head = open.headSparse(key)
    await head.follow(part, task)
    add((index) => head.documentFrequency(index, set))
  } else await countByVectors(part, key, indices, set, frequencies, task)
}

/** The same for a segment whose index cannot be used. */
async function countByVectors(
  part: ViewPart['part'],
  key: number,
  indices: Uint32Array,
  set: SlotSet,
  frequencies: Float64Array,
  task: Task,
): Promise<void> {
  const positions = new Map(Array.from(indices, (index, at) => [index, at]))
  for (let slot = nextSlot(set, 0); slot >= 0; slot = nextSlot(set, slot + 1)) {
    const vector = part.blobVectorAt(key, slot)
    if (vector?.kind !== 'sparse') continue
    for (const index of vector.indices) {
      const at = positions.get(index)
      if (at !== undefined) frequencies[at] = (frequencies[at] as number) + 1
    }
    const pause = task.tick()
    if (pause) await pause
  }
}
