import type { Inference } from '#model/bm25.ts'
import type { QueryNode } from '#model/query.ts'
import type { ReadView } from './read-view.ts'

/** What the engine needs beside the view of the collection that it reads. */
export interface EngineDeps {
  /** The name of the collection itself, not an alias of it. */
  readonly collection: string
  /**
   * The view of another collection, by name or alias: for `lookup_from` and `with_lookup`. A missing one is a
   * RequestError of kind `not-found`.
   */
  lookup(collection: string): Promise<ReadView>
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number
  /**
   * Told of every round of a search for groups before it runs, as the query that it is; what it throws ends the
   * search. `later`: points of rounds before are left out.
   */
  readonly onGroupRound?: ((round: QueryNode, later: boolean) => Promise<void>) | undefined
  /** Turns texts of a query into vectors; absent: one is made when it is needed. */
  readonly inference?: Inference | undefined
}
