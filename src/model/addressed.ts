import type { ReadOptions } from './query.ts'

/** A request to one collection, by name or alias. */
export interface Addressed<R> {
  readonly collection: string
  readonly request: R
}

/** Requests to one collection that succeed or fail together; their own timeouts do not count. */
export interface AddressedBatch<R> extends Pick<ReadOptions, 'timeoutSec' | 'consistency'> {
  readonly collection: string
  readonly requests: readonly R[]
}
