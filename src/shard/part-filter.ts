import { type BitSet, bitSetWords, countBits, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { Task } from '#base/task.ts'
import { type Estimate, exactly, type PayloadColumn } from '#index/payload/column.ts'
import { wordMask } from '#index/payload/null-flags.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Condition, FieldTest, Filter } from '#model/filter.ts'
import { servedTest } from '#model/indexed-values.ts'
import type { PayloadPath } from '#model/payload-path.ts'
import { compilePathScanner } from '#model/payload-scan.ts'
import { checkFilterSize, compileConditionOver, type PointAccess } from '#query/filter-matcher.ts'
import type { Part } from '#storage/part.ts'
import { allNode, anyNode, atLeastNode, notNode } from './filter-branches.ts'
import { type CachedBits, type FilterCacheScope, isListed } from './filter-cache.ts'
import { columnNode, constantNode, listedNode, presentNode, scanNode } from './filter-leaves.ts'
import { type FilterNode, type Narrowing, type NodeSpace, settle } from './filter-node.ts'
import { coveringTests } from './nested-cover.ts'
import { type CountedSlots, countSlots, listSlots } from './slot-set.ts'

/** A filter on the slots that a part has now. What it says of dead slots means nothing. */
export interface PartFilter {
  /** Of all slots, dead ones included. */
  estimate(): Estimate
  /** The slots that pass; not to be changed. At once when no payload has to be read. */
  bits(task: Task): Promise<BitSet> | BitSet
  /** The living slots that pass, counted. */
  passing(task: Task): Promise<CountedSlots> | CountedSlots
  /** Whether one slot passes: for walks that ask about few slots. */
  test(slot: number): boolean
}

/** The column of an indexed path, if the part has it. */
export type ColumnOf = (path: string) => PayloadColumn | undefined

/**
 * Compiles a filter for one part. Conditions that a column decides become sets of bits; the others are
 * evaluated on payloads, and only where all else holds.
 */
export function compilePartFilter(
  filter: Filter,
  part: Part,
  schema: CollectionSchema,
  columnOf: ColumnOf,
  cache?: FilterCacheScope,
  usage?: HardwareUsage,
): PartFilter {
  const compile = (): FilterNode => {
    checkFilterSize(filter)
    return new PartFilterCompiler(part, schema, columnOf, usage).filter(filter)
  }
  return new CompiledPartFilter(
    part,
    compile,
    cacheSlot(filter, schema, part, cache),
    part.kind === 'segment' ? usage : undefined,
  )
}

/** Where the result of one filter on one part is kept. */
class CacheSlot {
  readonly #cache: FilterCacheScope
  readonly #key: string
  readonly #deadCount: number

  constructor(cache: FilterCacheScope, key: string, deadCount: number) {
    this.#cache = cache
    this.#key = key
    this.#deadCount = deadCount
  }

  get(): CachedBits | undefined {
    const entry = this.#cache.get(this.#key)
    // Made meanwhile for a younger picture of the part: points that are dead there live here still.
    return entry && entry.deadCount <= this.#deadCount ? entry : undefined
  }

  set(entry: CachedBits): void {
    this.#cache.set(this.#key, entry)
  }

  noteHit(): void {
    this.#cache.noteHit()
  }
}

function cacheSlot(
  filter: Filter,
  schema: CollectionSchema,
  { deadCount }: Part,
  cache: FilterCacheScope | undefined,
): CacheSlot | undefined {
  const key = cache?.keyOf(filter, schema)
  return cache && key !== undefined ? new CacheSlot(cache, key, deadCount) : undefined
}

/** Bytes that an index has for a point. */
const indexEntryBytes = 4

class CompiledPartFilter implements PartFilter {
  readonly #part: Part
  readonly #compile: () => FilterNode
  readonly #cache: CacheSlot | undefined
  /** Counts what is read of the indexes of a segment; those of heads are in memory. */
  readonly #usage: HardwareUsage | undefined
  #node: FilterNode | undefined
  #done: CachedBits | undefined
  /** Slots that were tested one by one, and those of them that passed. */
  #tested: BitSet | undefined
  #passed: BitSet | undefined

  constructor(
    part: Part,
    compile: () => FilterNode,
    cache: CacheSlot | undefined,
    usage: HardwareUsage | undefined,
  ) {
    this.#usage = usage
    this.#part = part
    this.#compile = compile
    this.#cache = cache
    const cached = cache?.get()
    if (cached?.slotCount !== part.slotCount) {
      // A filter that is too large is told at once, whatever is asked of it.
      this.#node = compile()
      return
    }
    this.#done = cached
    cache?.noteHit()
  }

  estimate(): Estimate {
    return this.#done ? exactly(this.#done.count) : this.#root.estimate()
  }

  bits(task: Task): Promise<BitSet> | BitSet {
    const done = this.#settle(task)
    return done instanceof Promise ? done.then(({ bits }) => bits) : done.bits
  }

  passing(task: Task): Promise<CountedSlots> | CountedSlots {
    const done = this.#settle(task)
    return done instanceof Promise ? done.then((entry) => this.#living(entry)) : this.#living(done)
  }

  #settle(task: Task): Promise<CachedBits> | CachedBits {
    if (this.#done) return this.#done
    const earlier = this.#cache?.get()
    const narrowing = earlier ? this.#extend(earlier, task) : settle(this.#root.narrow(null, task))
    const first = narrowing.next()
    return first.done ? this.#finish(first.value) : this.#goOn(narrowing, first.value)
  }

  /** Kept with the result as long as nobody dies: a search counts nothing then, and looks for few slots only twice. */
  #living(entry: CachedBits): CountedSlots {
    const { slotCount, tombstones, deadCount } = this.#part
    const dead = deadCount === 0 ? null : tombstones
    const known = entry.living
    if (known && known.dead === dead) {
      if (known.list || !isListed(known.count, slotCount)) return known
      entry.living = { ...known, list: listSlots(known) }
      return entry.living
    }
    const set = { slotCount, allowed: entry.bits, dead }
    entry.living = { ...set, count: dead === null ? entry.count : countSlots(set) }
    return entry.living
  }

  test(slot: number): boolean {
    if (this.#done) return hasBit(this.#done.bits, slot)
    const root = this.#root
    if (root.isIndexed) return root.test(slot)
    this.#tested ??= createBitSet(this.#part.slotCount)
    this.#passed ??= createBitSet(this.#part.slotCount)
    if (hasBit(this.#tested, slot)) return hasBit(this.#passed, slot)
    const passes = root.test(slot)
    setBit(this.#tested, slot)
    if (passes) setBit(this.#passed, slot)
    return passes
  }

  get #root(): FilterNode {
    this.#node ??= this.#compile()
    return this.#node
  }

  async #goOn(narrowing: Narrowing, firstPause: Promise<void>): Promise<CachedBits> {
    let pause = firstPause
    for (;;) {
      await pause
      const step = narrowing.next()
      if (step.done) return this.#finish(step.value)
      pause = step.value
    }
  }

  /** The bits of a head that has grown: only the slots since then are looked at. */
  *#extend(earlier: CachedBits, task: Task): Narrowing {
    const { slotCount } = this.#part
    const bits = createBitSet(slotCount)
    bits.set(earlier.bits.subarray(0, bits.length))
    const root = this.#root
    for (let slot = earlier.slotCount; slot < slotCount; slot++) {
      if (root.test(slot)) setBit(bits, slot)
      const pause = slot % 64 === 0 ? task.tick() : undefined
      if (pause) yield pause
    }
    return bits
  }

  #finish(bits: BitSet): CachedBits {
    const { slotCount, deadCount } = this.#part
    const last = bitSetWords(slotCount) - 1
    // A column of a head may know slots that are younger than this filter.
    if (last >= 0) bits[last] = (bits[last] as number) & wordMask(slotCount, last)
    this.#done = { bits, slotCount, deadCount, count: countBits(bits) }
    this.#cache?.set(this.#done)
    if (this.#usage && this.#root.isIndexed) {
      this.#usage.payloadIndexIoRead += this.#done.count * indexEntryBytes
    }
    return this.#done
  }
}

class PartFilterCompiler {
  readonly space: NodeSpace
  readonly #part: Part
  readonly #schema: CollectionSchema
  readonly #columnOf: ColumnOf
  readonly #access: PointAccess<number>

  constructor(part: Part, schema: CollectionSchema, columnOf: ColumnOf, usage: HardwareUsage | undefined) {
    this.space = { slotCount: part.slotCount, dead: part.tombstones }
    this.#part = part
    this.#schema = schema
    this.#columnOf = columnOf
    this.#access = slotAccess(part, schema, usage)
  }

  filter({ must, should, mustNot, minShould }: Filter): FilterNode {
    const { space } = this
    const nodes = must.map((condition) => this.#condition(condition))
    if (mustNot.length > 0) nodes.push(notNode(space, this.#anyOf(mustNot)))
    if (should.length > 0) nodes.push(this.#anyOf(should))
    if (minShould) {
      const { conditions, minCount } = minShould
      nodes.push(
        atLeastNode(
          space,
          conditions.map((condition) => this.#condition(condition)),
          minCount,
        ),
      )
    }
    return allNode(space, nodes)
  }

  #anyOf(conditions: readonly Condition[]): FilterNode {
    return anyNode(
      this.space,
      conditions.map((condition) => this.#condition(condition)),
    )
  }

  #condition(condition: Condition): FilterNode {
    switch (condition.kind) {
      case 'filter':
        return this.filter(condition.filter)
      case 'field':
        return this.#fieldNode(condition.path, condition.tests) ?? this.#scanNode(condition)
      case 'is_empty':
      case 'is_null':
        return (
          this.#fieldNode(condition.path, [{ kind: condition.kind, expected: true }]) ??
          this.#scanNode(condition)
        )
      case 'has_id': {
        const { ids } = condition
        return listedNode(
          this.space,
          () => this.#slotsOf(ids),
          (slot) => ids.has(this.#part.idAt(slot)),
        )
      }
      case 'has_vector':
        return this.#vectorNode(condition)
      case 'nested':
        return allNode(this.space, [
          ...this.#coverNodes(condition.path, condition.filter),
          this.#scanNode(condition),
        ])
      case 'slice':
        return this.#scanNode(condition)
    }
  }

  #fieldNode(path: PayloadPath, tests: readonly FieldTest[]): FilterNode | undefined {
    const indexSchema = this.#schema.payloadIndexes.get(path.text)
    const test = indexSchema && servedTest(indexSchema, tests)
    const column = test && this.#columnOf(path.text)
    // A column that lags behind its part would not know the youngest slots.
    if (!column || column.slotCount < this.space.slotCount) return undefined
    return columnNode(this.space, column, test)
  }

  #coverNodes(path: PayloadPath, filter: Filter): FilterNode[] {
    const { payloadIndexes } = this.#schema
    const nodes: FilterNode[] = []
    for (const { path: place, test } of coveringTests(path, filter, (text) => payloadIndexes.get(text))) {
      const node = this.#fieldNode(place, [test])
      if (node) nodes.push(node)
    }
    return nodes
  }

  #vectorNode(condition: Extract<Condition, { kind: 'has_vector' }>): FilterNode {
    const { config } = this.#schema
    const key = config.vectorKeys.get(condition.name)
    const vector = config.vectors.get(condition.name)
    if (key === undefined) return constantNode(this.space, false)
    if (!vector || vector.multivector) return this.#scanNode(condition)
    const column = this.#part.dense(key)
    if (!column) return constantNode(this.space, false)
    return column.present ? presentNode(this.space, column.present) : constantNode(this.space, true)
  }

  #scanNode(condition: Condition): FilterNode {
    return scanNode(this.space, compileConditionOver(condition, this.#schema.payloadIndexes, this.#access))
  }

  *#slotsOf(ids: Iterable<Parameters<Part['find']>[0]>): Iterable<number> {
    for (const id of ids) {
      const slot = this.#part.find(id)
      if (slot >= 0) yield slot
    }
  }
}

function slotAccess(
  part: Part,
  { config }: CollectionSchema,
  usage: HardwareUsage | undefined,
): PointAccess<number> {
  return {
    idOf: (slot) => part.idAt(slot),
    hasVector(slot, name) {
      const key = config.vectorKeys.get(name)
      return key !== undefined && part.hasVector(key, slot)
    },
    reader(path) {
      const scan = compilePathScanner(path)
      return (slot) => {
        const payload = part.payloadAt(slot)
        if (usage && payload) usage.payloadIoRead += payload.length
        return scan(payload)
      }
    },
  }
}
