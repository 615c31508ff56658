import type { CollectionPatch, NewCollection } from '#model/collection-config.ts'
import { malformed } from '#model/errors.ts'
import { collectionPatchOf, newCollectionOf } from './collection-config-codec.ts'
import { createCollectionCodec, updateCollectionCodec } from './collection-config-messages.ts'
import { checkCreateCollection, checkUpdateCollection } from './collection-config-validation.ts'
import { atLeast, collectionName, join, refuseProblems } from './points-validation.ts'
import { count, decodeMessage, oneof, optional, plain, record, repeated, string } from './proto-message.ts'

/**
 * Requests of qdrant.Collections: bytes to checked model values. All functions throw RequestError when the
 * bytes are no such message or break a rule.
 */

/** A request that only names a collection. */
export interface CollectionRequest {
  readonly collection: string
}

export interface CreateCollectionRequest extends CollectionRequest {
  readonly create: NewCollection
}

export interface UpdateCollectionRequest extends CollectionRequest {
  readonly patch: CollectionPatch
}

export type AliasRequest =
  | { readonly kind: 'create'; readonly alias: string; readonly collection: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'delete'; readonly alias: string }

const namedCodec = record('CollectionRequest', { collectionName: plain(1, string) })
const emptyCodec = record('Empty', {})
const deleteCodec = record('DeleteCollection', {
  collectionName: plain(1, string),
  timeout: optional(2, count),
})
const createAliasCodec = record('CreateAlias', {
  collectionName: plain(1, string),
  aliasName: plain(2, string),
})
const renameAliasCodec = record('RenameAlias', {
  oldAliasName: plain(1, string),
  newAliasName: plain(2, string),
})
const deleteAliasCodec = record('DeleteAlias', { aliasName: plain(1, string) })
const changeAliasesCodec = record('ChangeAliases', {
  actions: repeated(
    1,
    record('AliasOperations', {
      action: oneof({
        create: [1, createAliasCodec],
        rename: [2, renameAliasCodec],
        delete: [3, deleteAliasCodec],
      }),
    }),
  ),
  timeout: optional(2, count),
})

export function decodeCreateCollection(bytes: Uint8Array): CreateCollectionRequest {
  const raw = decodeMessage(createCollectionCodec, bytes)
  refuseProblems(checkCreateCollection(raw))
  return { collection: raw.collectionName, create: newCollectionOf(raw) }
}

export function decodeUpdateCollection(bytes: Uint8Array): UpdateCollectionRequest {
  const raw = decodeMessage(updateCollectionCodec, bytes)
  refuseProblems(checkUpdateCollection(raw))
  return { collection: raw.collectionName, patch: collectionPatchOf(raw) }
}

export function decodeDeleteCollection(bytes: Uint8Array): CollectionRequest {
  const raw = decodeMessage(deleteCodec, bytes)
  refuseProblems(join(collectionName(raw.collectionName), atLeast('timeout', raw.timeout, 1)))
  return { collection: raw.collectionName }
}

/** Get, CollectionExists, ListCollectionAliases. */
export function decodeNamedCollection(bytes: Uint8Array): CollectionRequest {
  const raw = decodeMessage(namedCodec, bytes)
  refuseProblems(collectionName(raw.collectionName))
  return { collection: raw.collectionName }
}

/** CollectionClusterInfo and ListShardKeys, which look up any name. */
export function decodeAnyCollection(bytes: Uint8Array): CollectionRequest {
  return { collection: decodeMessage(namedCodec, bytes).collectionName }
}

/** Requests without fields. */
export function decodeEmpty(bytes: Uint8Array): undefined {
  decodeMessage(emptyCodec, bytes)
}

export function decodeChangeAliases(bytes: Uint8Array): readonly AliasRequest[] {
  const { actions, timeout } = decodeMessage(changeAliasesCodec, bytes)
  refuseProblems(atLeast('timeout', timeout, 1))
  return actions.map(({ action }): AliasRequest => {
    switch (action?.kind) {
      case 'create':
        return { kind: 'create', alias: action.value.aliasName, collection: action.value.collectionName }
      case 'rename':
        return { kind: 'rename', from: action.value.oldAliasName, to: action.value.newAliasName }
      case 'delete':
        return { kind: 'delete', alias: action.value.aliasName }
      case undefined:
        throw malformed('Malformed AliasOperation type')
    }
  })
}
