import type { Issue, UnindexedField } from '#model/issue.ts'

/** So many are kept; while there is no room, no further ones are noted. */
const issuesMax = 1000
/** Longer paths are not noted. */
const pathCharsMax = 1024

/** What the node advises, until it is done or told away. */
export class IssueBoard {
  /** By collection and path, in the order in which they came. */
  readonly #issues = new Map<string, Issue>()

  note(fields: readonly UnindexedField[], timeMs: number): void {
    for (const field of fields) {
      const key = keyOf(field.collection, field.path)
      if (this.#issues.size >= issuesMax || field.path.length > pathCharsMax || this.#issues.has(key))
        continue
      this.#issues.set(key, { ...field, timeMs })
    }
  }

  /** A path has an index now. */
  solve(collection: string, path: string): void {
    this.#issues.delete(keyOf(collection, path))
  }

  /** A collection has gone. */
  forget(collection: string): void {
    for (const [key, issue] of this.#issues) if (issue.collection === collection) this.#issues.delete(key)
  }

  list(): readonly Issue[] {
    return [...this.#issues.values()]
  }

  clear(): void {
    this.#issues.clear()
  }
}

/** Names of collections have no slash. */
function keyOf(collection: string, path: string): string {
  return `${collection}/${path}`
}
