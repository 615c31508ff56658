import { RequestError } from '#model/errors.ts'

/** What a token may do with one collection: read; write points and all else; read and write points only. */
export type CollectionMode = 'r' | 'rw' | 'prw'

/**
 * What a caller may do: with everything (`read`, or `manage` that includes all), or with single collections,
 * named as requests name them. Plain data: it goes from thread to thread with the call.
 */
export type Access = (
  | { readonly kind: 'global'; readonly mode: 'read' | 'manage' }
  | { readonly kind: 'collections'; readonly modes: ReadonlyMap<string, CollectionMode> }
) & {
  /** Who showed a token; undefined: somebody with a key, or anybody. */
  readonly bearer?: Bearer
}

/** Whom a token was issued to, as it says itself. It opens nothing. */
export interface Bearer {
  readonly subject: string | undefined
}

/** Who has the key, or everybody where there are no keys. */
export const fullAccess: Access = { kind: 'global', mode: 'manage' }
/** Who has the key for reading. */
export const readOnlyAccess: Access = { kind: 'global', mode: 'read' }
/** Who has not said who he is. */
export const noAccess: Access = { kind: 'collections', modes: new Map() }

/** What a request needs beside reading. */
export interface Needs {
  readonly write?: boolean
  /** More than points: indexes, snapshots, placement. */
  readonly extras?: boolean
  /** What only those may who may do everything. */
  readonly manage?: boolean
}

/** Throws when the caller may not do this to the node as a whole. */
export function checkGlobal(access: Access, needs: Needs): void {
  if (access.kind === 'collections') throw forbidden('Global access is required')
  checkMode(access.mode, needs)
}

/** Throws when the caller may not do this to a collection; `name` as the request has it. */
export function checkCollection(access: Access, name: string, needs: Needs): void {
  if (access.kind === 'global') {
    checkMode(access.mode, needs)
    return
  }
  const mode = access.modes.get(name)
  if (mode === undefined) throw forbidden(`Access to collection ${name} is required`)
  if (needs.extras && mode === 'prw') throw forbidden(`Only points access is allowed for collection ${name}`)
  if (needs.write && mode === 'r') throw forbidden(`Write access to collection ${name} is required`)
  if (needs.manage) throw forbidden('Manage access for this operation is required')
}

/** Whether lists show a collection, or an alias, to the caller. */
export function mayRead(access: Access, name: string): boolean {
  return access.kind === 'global' || access.modes.has(name)
}

function checkMode(mode: 'read' | 'manage', needs: Needs): void {
  if (mode === 'read' && (needs.write || needs.manage)) throw forbidden('Global manage access is required')
}

function forbidden(text: string): RequestError {
  return new RequestError('permission-denied', `Forbidden: ${text}`)
}
