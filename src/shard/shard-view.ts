import { must } from '#base/assert.ts'
import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { Task } from '#base/task.ts'
import type { CollectionSchema } from '#model/collection.ts'
import { type Filter, isEmptyFilter } from '#model/filter.ts'
import type { Payload, PayloadBytes } from '#model/payload.ts'
import { decodePayload } from '#model/payload-codec.ts'
import type { PayloadPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import type { OrderBy } from '#model/query.ts'
import type { FacetHit } from '#model/result.ts'
import type { SparseVector, VectorData } from '#model/vector.ts'
import type { Hit, OrderedRef, PointRef, ReadView, Scorer, VectorSearch } from '#query/read-view.ts'
import { countPoints } from './count.ts'
import { facetParts } from './facet.ts'
import { orderParts } from './order.ts'
import { partIndexOf, pointRef, slotOf } from './point-ref.ts'
import { prepareComparison, prepareScorer } from './prepared-scorer.ts'
import type { ReaderThread } from './reader-thread.ts'
import { type SamplePart, samplePoints } from './sample.ts'
import { mergeCursors, openCursor, type ScrollCursor } from './scroll.ts'
import { countSlots, intersect, type SlotSet } from './slot-set.ts'
import { weighByIdf } from './sparse-weights.ts'
import { slotsWithVector } from './vector-presence.ts'
import { searchParts } from './vector-search.ts'
import { type VectorSpace, vectorSpace } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

/** The points of a shard at one moment. */
export class ShardView implements ReadView {
  readonly schema: CollectionSchema
  readonly parts: readonly ViewPart[]
  readonly #thread: ReaderThread
  readonly #spaces = new Map<string, VectorSpace>()

  constructor(schema: CollectionSchema, parts: readonly ViewPart[], thread: ReaderThread) {
    this.schema = schema
    this.parts = parts
    this.#thread = thread
  }

  find(id: PointId): PointRef | undefined {
    for (let partIndex = this.parts.length - 1; partIndex >= 0; partIndex--) {
      const slot = (this.parts[partIndex] as ViewPart).part.find(id)
      if (slot >= 0) return pointRef(partIndex, slot)
    }
    return undefined
  }

  idOf(ref: PointRef): PointId {
    return this.#partOf(ref).part.idAt(slotOf(ref))
  }

  versionOf(ref: PointRef): number {
    return this.#partOf(ref).part.versionAt(slotOf(ref))
  }

  payloadBytesOf(ref: PointRef): PayloadBytes | null {
    return this.#partOf(ref).part.payloadAt(slotOf(ref))
  }

  payloadOf(ref: PointRef): Payload | null {
    const bytes = this.payloadBytesOf(ref)
    return bytes && decodePayload(bytes)
  }

  vectorOf(ref: PointRef, name: string): VectorData | undefined {
    const space = this.#space(name)
    const { part } = this.#partOf(ref)
    const slot = slotOf(ref)
    if (space.kind !== 'dense') return part.blobVectorAt(space.key, slot)
    const column = part.dense(space.key)
    if (!column || !part.hasVector(space.key, slot)) return undefined
    const start = slot * column.dimension
    return { kind: 'dense', values: column.values.subarray(start, start + column.dimension) }
  }

  async search({ using, scorer, filter, limit, params }: VectorSearch, task: Task): Promise<Hit[]> {
    const active = isEmptyFilter(filter) ? undefined : filter
    return await searchParts(
      this.parts,
      {
        schema: this.schema,
        filter: active,
        space: this.#space(using),
        scorer,
        passing:
          active && ((part) => part.open.filter(part.part, active, this.schema, task.usage).passing(task)),
        limit,
        params,
      },
      task,
    )
  }

  async score(refs: readonly PointRef[], using: string, scorer: Scorer, task: Task): Promise<Hit[]> {
    const prepared = prepareScorer(this.#thread.scratch.kernels, this.#space(using), scorer, task.usage)
    const hits: Hit[] = []
    for (const [partIndex, slots] of groupByPart(refs)) {
      const { part, open } = this.#partAt(partIndex)
      const partScorer = prepared.bind(part, open.rowsOf)
      if (!partScorer) continue
      const scores = new Float64Array(partScorer.slotsAtOnce)
      for (let from = 0; from < slots.length; from += scores.length) {
        const chunk = Uint32Array.from(slots.slice(from, from + scores.length))
        const count = partScorer.score(chunk, chunk.length, scores)
        for (let index = 0; index < count; index++) {
          hits.push({ ref: pointRef(partIndex, chunk[index] as number), score: scores[index] as number })
        }
        const pause = task.tick()
        if (pause) await pause
      }
    }
    return hits
  }

  similarity(using: string, a: VectorData, b: VectorData): number {
    return prepareComparison(this.#thread.scratch.kernels, this.#space(using), a)(b)
  }

  async weighSparse(
    using: string,
    vector: SparseVector,
    corpus: Filter | undefined,
    task: Task,
  ): Promise<SparseVector> {
    const space = this.#space(using)
    if (space.kind !== 'sparse' || space.config.modifier !== 'idf') return vector
    return await weighByIdf(this.parts, this.schema, space, vector, corpus, task)
  }

  matcher(filter: Filter, usage?: HardwareUsage): (ref: PointRef) => boolean {
    const tests: (((slot: number) => boolean) | undefined)[] = []
    return (ref) => {
      const partIndex = partIndexOf(ref)
      let test = tests[partIndex]
      if (!test) {
        const { part, open } = this.#partAt(partIndex)
        const compiled = open.filter(part, filter, this.schema, usage)
        test = (slot) => compiled.test(slot)
        tests[partIndex] = test
      }
      return test(slotOf(ref))
    }
  }

  async scroll(
    filter: Filter | undefined,
    from: PointId | undefined,
    limit: number,
    task: Task,
  ): Promise<PointRef[]> {
    const active = isEmptyFilter(filter) ? undefined : filter
    const cursors: ScrollCursor[] = []
    for (const [partIndex, part] of this.parts.entries()) {
      if (part.liveCount === 0) continue
      cursors.push(await openCursor(part, partIndex, this.schema, active, from, limit, task))
    }
    const refs: PointRef[] = []
    await mergeCursors(cursors, limit, task, (partIndex, slot) => refs.push(pointRef(partIndex, slot)))
    return refs
  }

  async order(
    filter: Filter | undefined,
    orderBy: OrderBy,
    limit: number,
    task: Task,
  ): Promise<OrderedRef[]> {
    const active = isEmptyFilter(filter) ? undefined : filter
    return await orderParts(this.parts, this.schema, active, orderBy, limit, task)
  }

  async sample(filter: Filter | undefined, limit: number, task: Task): Promise<PointRef[]> {
    const parts = this.parts.map((part) => this.#samplePart(part, part.live, filter, task.usage))
    return await samplePoints(parts, limit, this.#thread.random, task, pointRef)
  }

  async count(filter: Filter | undefined, exact: boolean, task: Task): Promise<number> {
    return await countPoints(this.parts, this.schema, isEmptyFilter(filter) ? undefined : filter, exact, task)
  }

  async facet(
    path: PayloadPath,
    filter: Filter | undefined,
    limit: number,
    exact: boolean,
    task: Task,
  ): Promise<FacetHit[]> {
    const active = isEmptyFilter(filter) ? undefined : filter
    return await facetParts(this.parts, this.schema, path, active, limit, exact, task)
  }

  async sampleWithVector(
    using: string,
    filter: Filter | undefined,
    limit: number,
    task: Task,
  ): Promise<PointRef[]> {
    const space = this.#space(using)
    const parts: SamplePart[] = []
    for (const part of this.parts) {
      parts.push(this.#samplePart(part, await slotsWithVector(part, space, task), filter, task.usage))
    }
    return await samplePoints(parts, limit, this.#thread.random, task, pointRef)
  }

  #samplePart(
    { part, open }: ViewPart,
    slots: SlotSet,
    filter: Filter | undefined,
    usage: HardwareUsage,
  ): SamplePart {
    const count = countSlots(slots)
    if (filter === undefined || isEmptyFilter(filter))
      return { slots, count, test: undefined, bits: undefined }
    const compiled = open.filter(part, filter, this.schema, usage)
    return {
      slots,
      count,
      test: (slot) => compiled.test(slot),
      bits: async (task) => intersect(slots, await compiled.bits(task)),
    }
  }

  #space(name: string): VectorSpace {
    let space = this.#spaces.get(name)
    if (!space) {
      space = vectorSpace(this.schema.config, name)
      this.#spaces.set(name, space)
    }
    return space
  }

  #partOf(ref: PointRef): ViewPart {
    return this.#partAt(partIndexOf(ref))
  }

  #partAt(partIndex: number): ViewPart {
    return must(this.parts[partIndex], 'a reference belongs to its view')
  }
}

function groupByPart(refs: readonly PointRef[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const ref of refs) {
    const partIndex = partIndexOf(ref)
    const slots = groups.get(partIndex)
    if (slots) slots.push(slotOf(ref))
    else groups.set(partIndex, [slotOf(ref)])
  }
  return groups
}
