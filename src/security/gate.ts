import type { Filter } from '#model/filter.ts'
import { RequestError } from '#model/errors.ts'
import { type Access, fullAccess, readOnlyAccess } from './access.ts'
import type { ValueExists } from './claims.ts'
import { shutOut, unauthenticated } from './refusals.ts'
import { Secret } from './secret.ts'
import { readToken, TokenReader } from './tokens.ts'

/** The headers by which a caller says who he is, as they came. */
export interface Credentials {
  readonly apiKey: string | undefined
  readonly authorization: string | undefined
}

/** Says of every call what its caller may do, before anything else is done with it. */
export interface Gate {
  /**
   * Throws, or rejects with, a RequestError of the kind `unauthenticated` or `permission-denied`. Callers with
   * a plain key are answered at once.
   */
  admit(credentials: Credentials): Access | Promise<Access>
}

/** Where there are no keys, everybody may do everything. */
export const openGate: Gate = { admit: () => fullAccess }

/** Keys by their configuration; undefined or empty: there is no such key. */
export interface GateKeys {
  readonly apiKey: string | undefined
  readonly altApiKey: string | undefined
  readonly readOnlyApiKey: string | undefined
  /** Tokens signed with `apiKey` or `altApiKey` are accepted too. */
  readonly tokens: boolean
}

/** Whether a point of the collection passes the filter. Throws `not-found` when the collection is missing. */
export type PointExists = (collection: string, filter: Filter) => Promise<boolean>

const bearer = 'Bearer '

/** Without any key everybody may do everything. */
export function createGate(keys: GateKeys, pointExists: PointExists): Gate {
  const managing = [keys.apiKey, keys.altApiKey].filter((key) => key !== undefined && key !== '') as string[]
  const fullKeys = managing.map((key) => new Secret(key))
  const readOnlyKey = keys.readOnlyApiKey ? new Secret(keys.readOnlyApiKey) : undefined
  if (fullKeys.length === 0 && !readOnlyKey) return openGate
  const readers = keys.tokens ? managing.map((key) => new TokenReader(key)) : []
  return {
    admit({ apiKey, authorization }) {
      const key =
        apiKey ?? (authorization?.startsWith(bearer) ? authorization.slice(bearer.length) : undefined)
      if (key === undefined) {
        throw unauthenticated('Must provide an API key or an Authorization bearer token')
      }
      // Every key is compared, so that time does not tell which one was nearly right.
      const given = new Secret(key)
      const full = fullKeys.filter((secret) => secret.equals(given)).length > 0
      const readOnly = readOnlyKey?.equals(given) ?? false
      if (full) return fullAccess
      if (readOnly) return readOnlyAccess
      if (readers.length === 0) throw invalidKey()
      return admitToken(readers, key, pointExists)
    },
  }
}

async function admitToken(
  readers: readonly TokenReader[],
  token: string,
  pointExists: PointExists,
): Promise<Access> {
  const claims = await readToken(readers, token)
  if (!claims) throw invalidKey()
  if (claims.valueExists) await checkValueExists(claims.valueExists, pointExists)
  return claims.access
}

async function checkValueExists(
  { collection, filter }: ValueExists,
  pointExists: PointExists,
): Promise<void> {
  const text = 'Invalid JWT, stateful validation failed'
  let exists: boolean
  try {
    exists = await pointExists(collection, filter)
  } catch (error) {
    if (error instanceof RequestError && error.kind === 'not-found') throw shutOut(text)
    throw error
  }
  if (!exists) throw unauthenticated(text)
}

function invalidKey(): RequestError {
  return unauthenticated('Invalid API key or JWT')
}
