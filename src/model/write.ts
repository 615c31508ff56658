import type { Datatype, Distance, PayloadIndexSchema } from './collection.ts'
import type { RequestError } from './errors.ts'
import type { Filter } from './filter.ts'
import type { PayloadBytes } from './payload.ts'
import type { PayloadPath } from './payload-path.ts'
import type { PointId } from './point-id.ts'
import type { ShardKeySelector } from './query.ts'
import type { NamedVectorInputs, NamedVectors } from './vector.ts'

export type UpdateMode = 'upsert' | 'insert_only' | 'update_only'

export type PointSelector =
  | { readonly kind: 'ids'; readonly ids: readonly PointId[] }
  | { readonly kind: 'filter'; readonly filter: Filter }

/** A point to be written whole. `V` is `NamedVectorInputs` before inference and validation. */
export interface PointWrite<V = NamedVectors> {
  readonly id: PointId
  readonly vectors: V
  /** Null: the point has no payload, which is not the same as an empty one. */
  readonly payload: PayloadBytes | null
}

/** One change of a collection. All of it happens, or none. */
export type WriteOperation<V = NamedVectors> =
  | {
      readonly kind: 'upsert'
      readonly points: readonly PointWrite<V>[]
      readonly mode: UpdateMode
      readonly updateFilter?: Filter | undefined
    }
  | { readonly kind: 'delete'; readonly selector: PointSelector }
  | {
      readonly kind: 'update_vectors'
      readonly points: readonly { readonly id: PointId; readonly vectors: V }[]
      readonly updateFilter?: Filter | undefined
    }
  | { readonly kind: 'delete_vectors'; readonly selector: PointSelector; readonly names: readonly string[] }
  | {
      readonly kind: 'set_payload'
      readonly selector: PointSelector
      readonly payload: PayloadBytes
      readonly path?: PayloadPath | undefined
    }
  | { readonly kind: 'overwrite_payload'; readonly selector: PointSelector; readonly payload: PayloadBytes }
  | {
      readonly kind: 'delete_payload'
      readonly selector: PointSelector
      readonly paths: readonly PayloadPath[]
    }
  | { readonly kind: 'clear_payload'; readonly selector: PointSelector }
  | { readonly kind: 'create_field_index'; readonly path: PayloadPath; readonly schema: PayloadIndexSchema }
  | { readonly kind: 'delete_field_index'; readonly path: PayloadPath }

/** Changes of the vectors of a collection: they change its configuration too. */
export type VectorNameOperation =
  | {
      readonly kind: 'create_dense'
      readonly name: string
      readonly size: number
      readonly distance: Distance
      readonly multivector: boolean
      readonly datatype?: Datatype | undefined
    }
  | {
      readonly kind: 'create_sparse'
      readonly name: string
      readonly modifier?: 'none' | 'idf' | undefined
      readonly datatype?: Datatype | undefined
    }
  | { readonly kind: 'delete'; readonly name: string }

export interface WriteOptions {
  /** False: answered as soon as the operation is durable. */
  readonly wait: boolean
  readonly ordering: 'weak' | 'medium' | 'strong'
  readonly timeoutSec?: number | undefined
  readonly shardKeys?: ShardKeySelector | undefined
}

/** A request of the update RPCs, as it came. */
export interface WriteRequest extends WriteOptions {
  readonly operation: WriteOperation<NamedVectorInputs>
}

/** A change of the names of vectors, as it came. */
export interface VectorNameRequest extends WriteOptions {
  readonly operation: VectorNameOperation
}

/** One write of a batch: what it asks for, or why it cannot be done when its turn comes. */
export type BatchedWrite =
  | { readonly request: WriteRequest; readonly error?: undefined }
  | { readonly request?: undefined; readonly error: RequestError }

/** Writes that are done in order, up to the first that fails. */
export interface WriteBatchRequest {
  readonly collection: string
  readonly operations: readonly BatchedWrite[]
}
