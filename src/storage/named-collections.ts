import type { CollectionRecord } from './catalog-reader.ts'

/** A collection, and the number of its row in the catalog: new ones have larger numbers than all before. */
export interface CollectionRow {
  readonly row: number
  readonly record: CollectionRecord
}

/** What the maps of one history share; it only grows. */
interface Shared {
  readonly byName: Map<string, CollectionRow>
  /** By ascending row. */
  readonly rows: CollectionRow[]
  /** Those up to some row, in order of the names. */
  ordered: { readonly lastRow: number; readonly rows: readonly CollectionRow[] }
}

/**
 * Collections by name, and in order of the names when they are walked through, as of one moment. One with more of them
 * shares everything with the one before, so a new collection costs the same however many there are; the order is found
 * when somebody asks for it.
 */
export class NamedCollections implements ReadonlyMap<string, CollectionRecord> {
  readonly #shared: Shared
  /** Rows after it came later. */
  readonly #lastRow: number
  readonly size: number

  private constructor(shared: Shared, lastRow: number, size: number) {
    this.#shared = shared
    this.#lastRow = lastRow
    this.size = size
  }

  /** Begins a history. `ordered` are in order of the names. */
  static of(ordered: readonly CollectionRow[]): NamedCollections {
    const rows = ordered.toSorted((a, b) => a.row - b.row)
    const byName = new Map(rows.map((row) => [row.record.name, row]))
    const lastRow = rows.at(-1)?.row ?? 0
    return new NamedCollections({ byName, rows, ordered: { lastRow, rows: ordered } }, lastRow, rows.length)
  }

  /** The largest row number; 0 when there is no collection. */
  get lastRow(): number {
    return this.#lastRow
  }

  /** These and new ones, whose rows are larger. To be called on the youngest map of a history. */
  with(added: readonly CollectionRow[]): NamedCollections {
    const sorted = added.toSorted((a, b) => a.row - b.row)
    for (const row of sorted) this.#shared.byName.set(row.record.name, row)
    this.#shared.rows.push(...sorted)
    const lastRow = sorted.at(-1)?.row ?? this.#lastRow
    return new NamedCollections(this.#shared, lastRow, this.size + added.length)
  }

  /**
   * The collections that came after `before`, when there is no other difference; undefined when there may be. In the
   * order in which they were made.
   */
  addedSince(before: NamedCollections | undefined): readonly CollectionRecord[] | undefined {
    if (before === undefined || before.#shared !== this.#shared || before.size > this.size) return undefined
    return this.#shared.rows.slice(before.size, this.size).map(({ record }) => record)
  }

  get(name: string): CollectionRecord | undefined {
    const found = this.#shared.byName.get(name)
    return found && found.row <= this.#lastRow ? found.record : undefined
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  forEach(run: (record: CollectionRecord, name: string, map: this) => void): void {
    for (const record of this.#records()) run(record, record.name, this)
  }

  values(): ArrayIterator<CollectionRecord> {
    return this.#records().values()
  }

  keys(): ArrayIterator<string> {
    return this.#records()
      .map(({ name }) => name)
      .values()
  }

  entries(): ArrayIterator<[string, CollectionRecord]> {
    return this.#records()
      .map((record): [string, CollectionRecord] => [record.name, record])
      .values()
  }

  [Symbol.iterator](): ArrayIterator<[string, CollectionRecord]> {
    return this.entries()
  }

  #records(): CollectionRecord[] {
    const { ordered, rows } = this.#shared
    if (ordered.lastRow > this.#lastRow) {
      return ordered.rows.filter(({ row }) => row <= this.#lastRow).map(({ record }) => record)
    }
    const added = rows.slice(ordered.rows.length, this.size)
    if (added.length === 0) return ordered.rows.map(({ record }) => record)
    const merged = mergeInOrder(ordered.rows, added.toSorted(compareNames))
    this.#shared.ordered = { lastRow: this.#lastRow, rows: merged }
    return merged.map(({ record }) => record)
  }
}

/** Both in order of names, and so is the result. */
function mergeInOrder(present: readonly CollectionRow[], added: readonly CollectionRow[]): CollectionRow[] {
  const all: CollectionRow[] = []
  let next = 0
  for (const row of present) {
    for (let more = added[next]; more && compareNames(more, row) < 0; more = added[++next]) all.push(more)
    all.push(row)
  }
  for (; next < added.length; next++) all.push(added[next] as CollectionRow)
  return all
}

/** In the order of the database, which is that of code points: surrogates come after all other code units. */
function compareNames(
  { record: { name: a } }: CollectionRow,
  { record: { name: b } }: CollectionRow,
): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left === right) continue
    const isLeftPair = isSurrogate(left)
    return isLeftPair === isSurrogate(right) ? left - right : Number(isLeftPair) - Number(!isLeftPair)
  }
  return a.length - b.length
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
