import type { ChosenLinks } from '#index/passing-walk.ts'
import type { IdIntervals } from '#index/payload/key-intervals.ts'
import type { IndexedCondition } from './indexed-conditions.ts'
import type { PathLinks } from './open-part.ts'

/** Payload links for a walk among the slots that pass a filter. */
export interface LinksChoice {
  readonly payload: readonly ChosenLinks[]
  /** How many neighbours of a passing slot are expected to pass, without those in the graph of all slots. */
  readonly degree: number
  /** The least `ef` of a search that names none. */
  readonly efSearch: number
}

/** Blocks that conditions lead to of which all passing slots meet one. */
interface Source {
  readonly payload: readonly ChosenLinks[]
  /** Pairs of key and slot that meet the conditions, and those of them that are in the blocks. */
  readonly pairs: number
  readonly covered: number
  /** Slots of the blocks together. */
  readonly size: number
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
  groups: readonly (readonly IndexedCondition[])[],
  passingCount: number,
): LinksChoice | undefined {
  const sources = groups.map(sourceOfGroup)
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

/** The blocks of all conditions of a group together. */
function sourceOfGroup(group: readonly IndexedCondition[]): Source {
  const sources = group.map(({ found, ids }) => sourceOf(found, ids))
  const sum = (count: (source: Source) => number): number =>
    sources.reduce((total, source) => total + count(source), 0)
  return {
    payload: sources.flatMap(({ payload }) => payload),
    pairs: sum(({ pairs }) => pairs),
    covered: sum(({ covered }) => covered),
    size: sum(({ size }) => size),
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
