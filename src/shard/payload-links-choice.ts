import type { ChosenLinks } from '#index/passing-walk.ts'
import type { IdIntervals } from '#index/payload/key-intervals.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Condition, Filter } from '#model/filter.ts'
import { servedTest } from '#model/indexed-values.ts'
import type { PathLinks } from './open-part.ts'
import type { DenseSpace } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

/** Payload links for a walk among the slots that pass a filter. */
export interface LinksChoice {
  readonly payload: readonly ChosenLinks[]
  /** How many neighbours of a passing slot are expected to pass, without those in the graph of all slots. */
  readonly degree: number
  /** The least `ef` of a search that names none. */
  readonly efSearch: number
}

/** Blocks that a condition which all passing slots meet leads to. */
interface Source {
  readonly payload: ChosenLinks[]
  /** Pairs of key and slot that meet the condition, and those of them that are in the blocks. */
  pairs: number
  covered: number
  /** Slots of the blocks together. */
  size: number
}

/** Conditions whose links are followed at once. */
const sourcesMax = 3
/** Blocks have so many of the slots that meet their condition, or are left out: the others would be hard to find. */
const coveredMin = 0.95
/** A coarser scale of blocks is enough when so many of its slots meet the condition. */
const scaleShareMin = 0.6

/**
 * The payload links that lead from passing slots to passing slots, undefined when there are none: of conditions that
 * every passing slot meets, those whose blocks have the largest shares of passing slots.
 */
export function choosePayloadLinks(
  view: ViewPart,
  schema: CollectionSchema,
  space: DenseSpace,
  filter: Filter,
  passingCount: number,
): LinksChoice | undefined {
  const linksOf = (path: string): PathLinks | undefined => {
    const index = schema.payloadIndexes.get(path)
    return index && view.open.payloadLinks(view.part, schema.config, space, path, index)
  }
  const sources = new SourceFinder(schema, linksOf).ofFilter(filter)
  const usable = sources
    .filter(({ covered, pairs }) => covered >= pairs * coveredMin && covered > 0)
    .map((source) => ({ source, degree: degreeOf(source, passingCount) }))
    .toSorted((a, b) => b.degree - a.degree)
    .slice(0, sourcesMax)
  if (usable.length === 0) return undefined
  const payload = usable.flatMap(({ source }) => source.payload)
  return {
    payload: mergeSamePaths(payload),
    degree: usable.reduce((sum, { degree }) => sum + degree, 0),
    efSearch: Math.max(...payload.map(({ links }) => links.efSearch)),
  }
}

/** Neighbours that pass, in the rows of a passing slot: as many of all as slots of the blocks pass. */
function degreeOf({ payload, size }: Source, passingCount: number): number {
  return (payload[0]?.links.m0 ?? 0) * Math.min(1, passingCount / Math.max(1, size))
}

class SourceFinder {
  readonly #schema: CollectionSchema
  readonly #linksOf: (path: string) => PathLinks | undefined

  constructor(schema: CollectionSchema, linksOf: (path: string) => PathLinks | undefined) {
    this.#schema = schema
    this.#linksOf = linksOf
  }

  /** One for each condition that all passing slots meet and that has links. */
  ofFilter({ must, should }: Filter): Source[] {
    const sources = must.flatMap((condition) => this.#ofCondition(condition))
    const either = this.#ofAny(should)
    return either ? [...sources, either] : sources
  }

  #ofCondition(condition: Condition): Source[] {
    if (condition.kind === 'filter') return this.ofFilter(condition.filter)
    if (condition.kind !== 'field') return []
    const path = condition.path.text
    const index = this.#schema.payloadIndexes.get(path)
    const test = index && servedTest(index, condition.tests)
    const found = test && this.#linksOf(path)
    const ids = found && found.column.idsOf(test)
    return ids ? [sourceOf(found, ids)] : []
  }

  /** A slot that passes meets one of the conditions: the blocks of all of them have it. */
  #ofAny(conditions: readonly Condition[]): Source | undefined {
    const either: Source = { payload: [], pairs: 0, covered: 0, size: 0 }
    for (const condition of conditions) {
      const [source] = this.#ofCondition(condition)
      if (!source) return undefined
      either.payload.push(...source.payload)
      either.pairs += source.pairs
      either.covered += source.covered
      either.size += source.size
    }
    return conditions.length > 0 ? either : undefined
  }
}

/** The blocks that have slots of the keys, from the coarsest scale to the one that fits them best. */
function sourceOf({ links, column, scales }: PathLinks, ids: IdIntervals): Source {
  const blocks = new Uint8Array(links.blockCount)
  let pairs = 0
  for (let at = 0; at < ids.length; at += 2) {
    pairs += column.countOfIds(ids[at] as number, ids[at + 1] as number)
  }
  let best = { covered: 0, size: 0 }
  for (const scale of scales) {
    const found = chooseBlocks(links, column, scale, ids, blocks)
    if (found.covered < best.covered) continue
    best = found
    if (found.covered >= found.size * scaleShareMin) break
  }
  return { payload: [{ links, blocks }], pairs, ...best }
}

/** Marks the blocks of one scale that have slots of the keys. */
function chooseBlocks(
  links: PathLinks['links'],
  column: PathLinks['column'],
  scale: Uint32Array,
  ids: IdIntervals,
  blocks: Uint8Array,
): { covered: number; size: number } {
  const { blockFrom, blockTo, blockSize } = links
  let covered = 0
  let size = 0
  for (let at = 0; at < ids.length; at += 2) {
    const from = ids[at] as number
    const to = ids[at + 1] as number
    for (let index = firstAfter(scale, blockTo, from); index < scale.length; index++) {
      const block = scale[index] as number
      const first = Math.max(from, blockFrom[block] as number)
      const last = Math.min(to, blockTo[block] as number)
      if (first >= last) break
      if (blocks[block] === 0) size += blockSize[block] as number
      blocks[block] = 1
      covered += column.countOfIds(first, last)
    }
  }
  return { covered, size }
}

/** Where in `scale`, the blocks of a scale in order, the first one stands that ends after a key. */
function firstAfter(scale: Uint32Array, blockTo: Uint32Array, id: number): number {
  let from = 0
  let to = scale.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((blockTo[scale[middle] as number] as number) <= id) from = middle + 1
    else to = middle
  }
  return from
}

/** One entry a file: where conditions of one path are alternatives, or stand beside each other, all their blocks. */
function mergeSamePaths(payload: readonly ChosenLinks[]): ChosenLinks[] {
  const merged = new Map<ChosenLinks['links'], Uint8Array>()
  for (const { links, blocks } of payload) {
    const known = merged.get(links)
    if (known) for (let block = 0; block < blocks.length; block++) known[block] ||= blocks[block] as number
    else merged.set(links, blocks)
  }
  return [...merged].map(([links, blocks]) => ({ links, blocks }))
}
