import { internal } from '#model/errors.ts'
import type { UpdateResult } from '#model/result.ts'
import type { WriteOperation } from '#model/write.ts'
import type { CollectionHandle } from './ports.ts'

type MaybeClosed = Pick<CollectionHandle, 'closedBecause'>

/** What reads of points are called where they are refused; all others are `query`. */
const readNames: Readonly<Record<string, string>> = {
  Scroll: 'Scroll',
  Count: 'count',
  Get: 'retrieve',
  Facet: 'facet',
  Search: 'search',
  SearchBatch: 'search',
  // Examples are looked up first.
  Recommend: 'retrieve',
  RecommendBatch: 'retrieve',
  Discover: 'retrieve',
  DiscoverBatch: 'retrieve',
}

/** Throws when the points of a collection may not be read. `method`: that of the API. */
export function refuseReadOfClosed({ closedBecause }: MaybeClosed, method: string): void {
  if (closedBecause !== undefined) throw readOfClosed(closedBecause, readNames[method] ?? 'query')
}

/** Throws when what a collection holds may not be looked at. */
export function refuseInfoOfClosed({ closedBecause }: MaybeClosed): void {
  if (closedBecause !== undefined) throw readOfClosed(closedBecause, 'Get Info')
}

function readOfClosed(reason: string, action: string): Error {
  const { message } = failed(reason, action)
  return internal(`1 of 1 read operations failed:\n  ${message}`)
}

/**
 * Undefined: the points may be written. Otherwise throws, but for changes of indexes and vector names: these are
 * taken note of and not made.
 */
export function writeToClosed(
  { closedBecause }: MaybeClosed,
  kind: WriteOperation['kind'] | 'vector_name',
): UpdateResult | undefined {
  if (closedBecause === undefined) return undefined
  switch (kind) {
    case 'create_field_index':
    case 'delete_field_index':
    case 'vector_name':
      return { operationId: undefined, status: 'acknowledged' }
    case 'upsert':
    case 'delete':
      throw failed(closedBecause, 'Update Points')
    case 'update_vectors':
    case 'delete_vectors':
      throw failed(closedBecause, 'Update Vectors')
    case 'set_payload':
    case 'overwrite_payload':
    case 'delete_payload':
    case 'clear_payload':
      throw failed(closedBecause, 'Update Payloads')
  }
}

const failed = (reason: string, action: string): Error => internal(`Failed to ${action},  ${reason}`)
