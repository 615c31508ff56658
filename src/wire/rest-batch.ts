import { badRequest } from '#model/errors.ts'
import type { WriteOptions, WriteRequest } from '#model/write.ts'
import { attempt, type Decode, Fields, list, noVariant } from './json-decode.ts'
import { JsonError } from './json-error.ts'
import { memberOf } from './json-node.ts'
import {
  clearPayloadBody,
  deleteBody,
  deletePayloadBody,
  type DeleteVectorsBody,
  deleteVectorsBody,
  overwritePayloadBody,
  setPayloadBody,
  updateVectorsBody,
  upsertBody,
  type WriteBody,
} from './rest-writes.ts'

/** The writes of one entry of a batch; more than one only where points are named in two ways. */
export type BatchEntry = readonly WriteBody[]

const one =
  (decode: Decode<WriteBody>): Decode<BatchEntry> =>
  (node, at) => [decode(node, at)]

const forms: readonly (readonly [string, Decode<BatchEntry>])[] = [
  ['upsert', one(upsertBody)],
  ['delete', one(deleteBody)],
  ['set_payload', one(setPayloadBody)],
  ['overwrite_payload', one(overwritePayloadBody)],
  ['delete_payload', one(deletePayloadBody)],
  ['clear_payload', one(clearPayloadBody)],
  ['update_vectors', one(updateVectorsBody)],
  ['delete_vectors', (node, at) => vectorDeletions(deleteVectorsBody(node, at))],
]

const entry: Decode<BatchEntry> = (node, at) => {
  if (node.kind === 'object') {
    const members = node.members()
    for (const [key, decode] of forms) {
      const member = memberOf(members, key)
      const writes = member && attempt(decode, member, at.field(key))
      if (writes !== undefined) return writes
    }
  }
  throw new JsonError(noVariant('UpdateOperation'))
}

/** Writes that are done in order. */
export const batchBody: Decode<readonly BatchEntry[]> = (node, at) =>
  new Fields(node, at, 'UpdateOperations').required('operations', list(entry))

/** What deletes vectors: by filter first, then by ids. */
export function vectorDeletions({ names, ids, filter, shardKeys }: DeleteVectorsBody): BatchEntry {
  const writes: WriteBody[] = []
  if (filter !== undefined) {
    const selector = { kind: 'filter', filter } as const
    writes.push({ operation: { kind: 'delete_vectors', names, selector }, shardKeys })
  }
  if (ids !== undefined) {
    const selector = { kind: 'ids', ids } as const
    writes.push({ operation: { kind: 'delete_vectors', names, selector }, shardKeys })
  }
  return writes
}

export function writeRequestOf({ operation, shardKeys }: WriteBody, options: WriteOptions): WriteRequest {
  return { ...options, operation, shardKeys }
}

/** Throws when nothing says which points are meant. */
export function requireSelection(writes: BatchEntry): void {
  if (writes.length === 0) throw badRequest('No filter or points provided')
}
