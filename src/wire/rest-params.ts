import { collectionNameProblems, vectorNameProblem } from '#model/collection-names.ts'
import { type FieldProblem, invalidFields, malformed, RequestError } from '#model/errors.ts'
import { type PayloadPath, parsePayloadPath } from '#model/payload-path.ts'
import type { ReadConsistency, ReadOptions } from '#model/query.ts'
import type { WriteOptions } from '#model/write.ts'

/** The parameters of paths and query strings. Unknown ones are let pass. */

const unreadable = (where: 'query' | 'path', fault: string): RequestError =>
  malformed(`Deserialize error in ${where} parameters: ${fault}`)

/** `timeout` in seconds and `consistency` of a read. */
export function readParams(search: string): Omit<ReadOptions, 'shardKeys'> {
  if (search === '') return {}
  const params = new URLSearchParams(search)
  const consistency = consistencyOf(params.get('consistency'))
  const timeoutSec = unsignedOf(params.get('timeout'))
  if (timeoutSec === 0) throw unreadable('query', 'invalid value: integer `0`, expected a nonzero u64')
  return consistency === undefined ? { timeoutSec } : { timeoutSec, consistency }
}

function consistencyOf(text: string | null): ReadConsistency | undefined {
  if (text === null || text === '') return undefined
  if (text === 'all' || text === 'majority' || text === 'quorum') return text
  const factor = /^[0-9]{1,20}$/.test(text) ? BigInt(text) : 0n
  if (factor > 0n) return factor
  throw unreadable('query', `failed to deserialize read consistency query parameter value '${text}'`)
}

/** `wait`, `ordering` and `timeout` of a write. */
export function writeParams(search: string): WriteOptions {
  if (search === '') return { wait: false, ordering: 'weak', timeoutSec: undefined }
  const params = new URLSearchParams(search)
  return {
    wait: flagOf(params.get('wait')),
    ordering: orderingOf(params.get('ordering')),
    timeoutSec: unsignedOf(params.get('timeout')),
  }
}

/** True or false in words; absent: false. */
export function flagOf(text: string | null): boolean {
  if (text === null || text === 'false') return false
  if (text === 'true') return true
  throw unreadable('query', 'provided string was not `true` or `false`')
}

const orderings = ['weak', 'medium', 'strong'] as const

function orderingOf(text: string | null): WriteOptions['ordering'] {
  if (text === null) return 'weak'
  const ordering = orderings.find((known) => known === text)
  if (ordering !== undefined) return ordering
  throw unreadable('query', `unknown variant \`${text}\`, expected one of \`weak\`, \`medium\`, \`strong\``)
}

/** A number in digits; undefined when it is absent. */
export function unsignedOf(text: string | null): number | undefined {
  if (text === null) return undefined
  if (text === '') throw unreadable('query', 'cannot parse integer from empty string')
  if (!/^\+?[0-9]+$/.test(text)) throw unreadable('query', 'invalid digit found in string')
  const value = Number(text)
  if (value >= 2 ** 64) throw unreadable('query', 'number too large to fit in target type')
  return Math.min(value, Number.MAX_SAFE_INTEGER)
}

/** `timeout` of a change of collections: it is checked, and such changes are never that slow. */
export function metaParams(search: string): undefined {
  if (search === '') return
  const timeout = unsignedOf(new URLSearchParams(search).get('timeout'))
  if (timeout !== 0) return
  const text = 'value 0 invalid, must be 1 or larger'
  throw invalidFields('query parameters', [{ path: 'timeout', text }])
}

/** `wait` and `timeout` of cleaning up a shard: whether it is waited for, which never takes that long. */
export function cleanupParams(search: string): boolean {
  const params = new URLSearchParams(search)
  if (unsignedOf(params.get('timeout')) === 0) {
    throw unreadable('query', 'invalid value: integer `0`, expected a nonzero u64')
  }
  return flagOf(params.get('wait'))
}

/** `wait` where nothing said means yes. */
export function truncateParams(search: string): boolean {
  const wait = new URLSearchParams(search).get('wait')
  return wait === null || flagOf(wait)
}

/** For requests whose query string says nothing. */
export const noParams = (): undefined => undefined

/** The name of a collection in a path; a new one is held to the strict rule. */
export function collectionParam(name: string, rule: 'new' | 'existing' = 'existing'): string {
  refuse(collectionNameProblems(name, rule).map((text) => ({ path: 'collection_name', text })))
  return name
}

export function vectorNameParam(name: string): string {
  const text = vectorNameProblem(name)
  refuse(text === undefined ? [] : [{ path: 'vector_name', text }])
  return name
}

function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw invalidFields('path parameters', problems)
}

export function fieldNameParam(text: string): PayloadPath {
  try {
    return parsePayloadPath(text)
  } catch (error) {
    if (error instanceof RequestError) throw unreadable('path', error.message)
    throw error
  }
}
