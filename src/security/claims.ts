import * as z from 'zod/mini'
import { type Condition, emptyFilter, type Filter } from '#model/filter.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import { type Access, fullAccess } from './access.ts'
import { unauthenticated } from './refusals.ts'

/** What a token says of its bearer. */
export interface Claims {
  /** Without a claim about it: everything. */
  readonly access: Access
  /** Seconds since the epoch; undefined: the token does not expire. */
  readonly expiresSec: number | undefined
  /** What must be there for the token to count. */
  readonly valueExists: ValueExists | undefined
}

/** Points that pass the filter must be in the collection. */
export interface ValueExists {
  readonly collection: string
  readonly filter: Filter
}

const modeSchema = z.enum(['r', 'rw', 'prw'])
const entrySchema = z.object({
  collection: z.string(),
  access: modeSchema,
  /** Once narrowed the access to some points: a token that relies on it must not open all of them. */
  payload: z.optional(z.unknown()),
})
const matchSchema = z.object({ key: z.string(), value: z.union([z.string(), z.boolean(), z.int()]) })
const claimsSchema = z.object({
  exp: z.nullish(z.int().check(z.gte(0))),
  sub: z.nullish(z.string()),
  subject: z.nullish(z.string()),
  access: z.optional(z.union([z.enum(['r', 'm']), z.array(entrySchema)])),
  value_exists: z.nullish(z.object({ collection: z.string(), matches: z.array(matchSchema) })),
})
type ClaimsJson = z.infer<typeof claimsSchema>

/**
 * Reads the content of a token. Undefined when it is not made of claims that are known. Throws
 * `unauthenticated` when claims contradict each other or are no longer supported.
 */
export function readClaims(content: Uint8Array): Claims | undefined {
  const parsed = claimsSchema.safeParse(parseJson(content))
  if (!parsed.success) return undefined
  const { access, exp, subject, value_exists: exists } = parsed.data
  const conditions = exists ? conditionsOf(exists.matches) : []
  if (conditions === undefined) return undefined
  return {
    access: { ...accessOf(access), bearer: { subject: subject ?? undefined } },
    expiresSec: exp ?? undefined,
    valueExists: exists
      ? {
          collection: exists.collection,
          filter: { ...emptyFilter, must: conditions },
        }
      : undefined,
  }
}

function parseJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
  } catch {
    return undefined
  }
}

function accessOf(claim: ClaimsJson['access']): Access {
  if (claim === undefined) return fullAccess
  if (typeof claim === 'string') return { kind: 'global', mode: claim === 'm' ? 'manage' : 'read' }
  const problems: string[] = []
  const modes = new Map<string, z.infer<typeof modeSchema>>()
  for (const [index, { collection, access, payload }] of claim.entries()) {
    if (modes.has(collection)) {
      problems.push(`access[${index}].collection: Collection name should be unique`)
    }
    if (payload !== undefined && payload !== null) {
      problems.push(`access[${index}].payload: The 'payload' constraint is deprecated and should not be used`)
    }
    modes.set(collection, access)
  }
  if (problems.length > 0) throw unauthenticated(problems.join('\n'))
  return { kind: 'collections', modes }
}

/** Undefined when a key is not a path. */
function conditionsOf(matches: readonly z.infer<typeof matchSchema>[]): Condition[] | undefined {
  try {
    return matches.map(({ key, value }) => ({
      kind: 'field',
      path: parsePayloadPath(key),
      tests: [{ kind: 'match', value: typeof value === 'number' ? BigInt(value) : value }],
    }))
  } catch {
    return undefined
  }
}
