import type { PayloadIndexSchema } from '#model/collection.ts'

/** New schemas of payload indexes by their path; null: the index is deleted. */
export type IndexChanges = ReadonlyMap<string, PayloadIndexSchema | null>

/** The indexes with changes; the same object when there are none. */
export function withChanges(
  indexes: ReadonlyMap<string, PayloadIndexSchema>,
  changes: IndexChanges,
): ReadonlyMap<string, PayloadIndexSchema> {
  if (changes.size === 0) return indexes
  const changed = new Map(indexes)
  applyChanges(changed, changes)
  return changed
}

export function applyChanges(indexes: Map<string, PayloadIndexSchema>, changes: IndexChanges): void {
  for (const [path, schema] of changes) {
    if (schema) indexes.set(path, schema)
    else indexes.delete(path)
  }
}
