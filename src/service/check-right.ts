import { assert } from '#base/assert.ts'
import { type Access, checkCollection, checkGlobal, type Needs } from '#security/access.ts'
import type { AccessRight } from './operation.ts'

interface Rule {
  /** What the right is about. */
  readonly of: 'collection' | 'node' | 'nothing'
  readonly needs: Needs
}

/** What each right means. */
const rules: Readonly<Record<AccessRight, Rule>> = {
  list: { of: 'nothing', needs: {} },
  read: { of: 'collection', needs: {} },
  write: { of: 'collection', needs: { write: true } },
  extras: { of: 'collection', needs: { extras: true } },
  'write-extras': { of: 'collection', needs: { write: true, extras: true } },
  'write-manage-extras': { of: 'collection', needs: { write: true, extras: true, manage: true } },
  manage: { of: 'node', needs: { manage: true } },
  'global-read': { of: 'node', needs: {} },
}

/**
 * The one place where the right of a caller is compared with what a request asks for. Throws `Forbidden: ...`.
 * `lookups`: collections that the request reads beside its own; asked for only where that matters.
 */
export function checkRight(
  right: AccessRight,
  access: Access,
  request: unknown,
  lookups?: () => readonly string[],
): void {
  if (access.kind === 'global' && access.mode === 'manage') return
  const { of, needs } = rules[right]
  if (of === 'nothing') return
  if (of === 'node') {
    checkGlobal(access, needs)
    return
  }
  checkCollection(access, collectionOf(request), needs)
  if (access.kind === 'global') return
  for (const name of lookups?.() ?? []) checkCollection(access, name, {})
}

function collectionOf(request: unknown): string {
  const collection = (request as { readonly collection?: unknown } | undefined)?.collection
  assert(typeof collection === 'string', 'a right to a collection is asked of requests that name one')
  return collection
}
