import type { Task } from '#base/task.ts'
import type { KeyCursor } from '#index/payload/column.ts'
import type { CollectionSchema, PayloadIndexSchema } from '#model/collection.ts'
import { wrongInput } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import type { OrderBy } from '#model/query.ts'
import type { OrderedRef } from '#query/read-view.ts'
import { passingTest } from './passing-test.ts'
import { pointRef } from './point-ref.ts'
import type { ViewPart } from './view-part.ts'

/** Entries that are looked at between two looks at the clock. */
const stepEntries = 64

/**
 * Living points that pass, by the value at a path, an entry for each value; of equal values in the order of
 * parts. Throws the error of a path without an index that has an order.
 */
export async function orderParts(
  parts: readonly ViewPart[],
  schema: CollectionSchema,
  filter: Filter | undefined,
  { path, direction, startFrom }: OrderBy,
  limit: number,
  task: Task,
): Promise<OrderedRef[]> {
  const index = schema.payloadIndexes.get(path.text)
  if (!index || !hasOrder(index)) throw noRangeIndex(path.text)
  const entries: OrderedEntries[] = []
  for (const [partIndex, view] of parts.entries()) {
    if (view.liveCount === 0) continue
    const column = await view.open.columns.complete(view.part, path.text, index, task)
    const cursor = column.keys?.cursor(direction, startFrom)
    if (!cursor) continue
    const test = await passingTest(view, filter, schema, limit, task)
    const next = new OrderedEntries(partIndex, cursor, test)
    if (await next.advance(task)) entries.push(next)
  }
  return await mergeEntries(entries, direction === 'asc' ? 1 : -1, limit, task)
}

function hasOrder(index: PayloadIndexSchema): boolean {
  if (index.type === 'integer') return index.range !== false
  return index.type === 'float' || index.type === 'datetime'
}

function noRangeIndex(path: string): Error {
  return wrongInput(
    `No range index for \`order_by\` key: \`${path}\`. Please create one to use \`order_by\`. Check https://qdrant.tech/documentation/concepts/indexing/#payload-index to see which payload schemas support Range conditions`,
  )
}

/** The entries of one part that pass, in order. */
class OrderedEntries {
  readonly #partIndex: number
  readonly #cursor: KeyCursor
  readonly #test: (slot: number) => boolean

  constructor(partIndex: number, cursor: KeyCursor, test: (slot: number) => boolean) {
    this.#partIndex = partIndex
    this.#cursor = cursor
    this.#test = test
  }

  get value(): bigint | number {
    return this.#cursor.key as bigint | number
  }

  get ref(): number {
    return pointRef(this.#partIndex, this.#cursor.slot)
  }

  /** Moves on to the next passing entry; false at the end. */
  async advance(task: Task): Promise<boolean> {
    for (;;) {
      const moved = this.step()
      if (moved !== 'more') return moved === 'found'
      const pause = task.tick()
      if (pause) await pause
    }
  }

  /** Looks at some more entries. */
  step(): 'found' | 'end' | 'more' {
    for (let looked = 0; looked < stepEntries; looked++) {
      if (!this.#cursor.next()) return 'end'
      if (this.#test(this.#cursor.slot)) return 'found'
    }
    return 'more'
  }
}

async function mergeEntries(
  open: OrderedEntries[],
  sign: 1 | -1,
  limit: number,
  task: Task,
): Promise<OrderedRef[]> {
  const ordered: OrderedRef[] = []
  while (ordered.length < limit && open.length > 0) {
    let first = 0
    for (let index = 1; index < open.length; index++) {
      const a = (open[index] as OrderedEntries).value
      const b = (open[first] as OrderedEntries).value
      if (sign === 1 ? a < b : a > b) first = index
    }
    const entries = open[first] as OrderedEntries
    ordered.push({ ref: entries.ref, value: entries.value })
    if (ordered.length === limit) break
    const moved = entries.step()
    if (moved === 'end' || (moved === 'more' && !(await entries.advance(task)))) open.splice(first, 1)
    const pause = (ordered.length & 1023) === 0 ? task.tick() : undefined
    if (pause) await pause
  }
  return ordered
}
