import type { Task } from '#base/task.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type { Payload, PayloadBytes } from '#model/payload.ts'
import type { PayloadPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import type { OrderBy, SearchParams } from '#model/query.ts'
import type { FacetHit } from '#model/result.ts'
import type { SparseVector, VectorData } from '#model/vector.ts'

/** Where a point stands in one view: means nothing in another one. */
export type PointRef = number

/** A point and its score; larger is better. */
export interface Hit {
  readonly ref: PointRef
  readonly score: number
}

/**
 * How candidates are scored. `nearest` gives the raw similarity, larger = closer (Euclid: minus the squared
 * distance, Manhattan: minus the distance). All vectors are ready: checked against the schema, and
 * normalised where the distance is Cosine (`prepareVector`).
 */
export type Scorer =
  | { readonly kind: 'nearest'; readonly vector: VectorData }
  | {
      readonly kind: 'combined'
      /**
       * Each is compared with the candidate; the similarities go to `combine` in this order. There may be none.
       * Every point that has the vector is a candidate, sparse ones without a common index too (similarity 0).
       */
      readonly vectors: readonly VectorData[]
      /** The score from the raw similarities of one candidate. */
      readonly combine: (similarities: Float64Array) => number
    }

export interface VectorSearch {
  readonly using: string
  readonly scorer: Scorer
  readonly filter: Filter | undefined
  /** Best so many. */
  readonly limit: number
  readonly params: SearchParams
}

export interface OrderedRef {
  readonly ref: PointRef
  /** Integer or datetime index: bigint (microseconds); float index: number. */
  readonly value: bigint | number
}

/**
 * What the query engine needs of a shard: an unchanging picture of its points at one moment. Every method
 * sees live points only, each point once. Long ones pause through the task and stop at its deadline.
 * A view is cheap to get and is held for one request only.
 */
export interface ReadView {
  readonly schema: CollectionSchema

  /** The point with this id, if it lives. */
  find(id: PointId): PointRef | undefined
  idOf(ref: PointRef): PointId
  versionOf(ref: PointRef): number
  payloadBytesOf(ref: PointRef): PayloadBytes | null
  payloadOf(ref: PointRef): Payload | null
  /** The stored vector (Cosine: normalised), undefined when the point lacks it. */
  vectorOf(ref: PointRef, name: string): VectorData | undefined

  /** Best candidates, best first. Approximate unless `params.exact`. */
  search(search: VectorSearch, task: Task): Promise<Hit[]>
  /** Exact scores of the given points; those without the vector are left out. Unsorted. */
  score(refs: readonly PointRef[], using: string, scorer: Scorer, task: Task): Promise<Hit[]>
  /** Raw similarity of two vectors of this name; of multivectors, `a` is the query. */
  similarity(using: string, a: VectorData, b: VectorData): number
  /** The query weights of a sparse vector under the IDF modifier; the vector itself without it. */
  weighSparse(
    using: string,
    vector: SparseVector,
    corpus: Filter | undefined,
    task: Task,
  ): Promise<SparseVector>

  /** A test of single points, index semantics included. */
  matcher(filter: Filter): (ref: PointRef) => boolean
  /** Points that pass, by ascending id, from `from` (inclusive) on. */
  scroll(
    filter: Filter | undefined,
    from: PointId | undefined,
    limit: number,
    task: Task,
  ): Promise<PointRef[]>
  /** Points by the value at a path that has a range index, one entry a value. Throws without one. */
  order(filter: Filter | undefined, orderBy: OrderBy, limit: number, task: Task): Promise<OrderedRef[]>
  /** Distinct points that pass, in random order. */
  sample(filter: Filter | undefined, limit: number, task: Task): Promise<PointRef[]>
  count(filter: Filter | undefined, exact: boolean, task: Task): Promise<number>
  facet(
    path: PayloadPath,
    filter: Filter | undefined,
    limit: number,
    exact: boolean,
    task: Task,
  ): Promise<FacetHit[]>
  /** Random points that pass and have the vector. */
  sampleWithVector(using: string, filter: Filter | undefined, limit: number, task: Task): Promise<PointRef[]>
}
