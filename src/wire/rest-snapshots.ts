import { invalidFields, malformed, type RequestError } from '#model/errors.ts'
import type { SnapshotInfo } from '#model/snapshot.ts'
import { type Decode, Fields, oneOf, sortedMap, text } from './json-decode.ts'
import { JsonError } from './json-error.ts'
import type { JsonWriter } from './json-writer.ts'

/** The parameters, bodies and results of the routes for snapshots. */

const priorities = ['no_sync', 'snapshot', 'replica'] as const

export interface SnapshotParams {
  /** False: answered before it is done. */
  readonly wait: boolean
  readonly checksum: string | undefined
}

/** `wait`, and for uploads `priority` and `checksum`; the priority says nothing to a single node. */
export function snapshotParams(search: string): SnapshotParams {
  if (search === '') return { wait: true, checksum: undefined }
  const params = new URLSearchParams(search)
  const wait = params.get('wait')
  const priority = params.get('priority')
  if (wait !== null && wait !== 'true' && wait !== 'false') {
    throw unreadable('provided string was not `true` or `false`')
  }
  if (priority !== null && !priorities.some((known) => known === priority)) {
    const known = priorities.map((word) => `\`${word}\``).join(', ')
    throw unreadable(`unknown variant \`${priority}\`, expected one of ${known}`)
  }
  const checksum = params.get('checksum') ?? undefined
  const problem = checksum === undefined ? undefined : checksumProblem(checksum)
  if (problem !== undefined) {
    throw invalidFields('query parameters', [{ path: 'checksum', text: `Validation error: ${problem}` }])
  }
  return { wait: wait !== 'false', checksum }
}

const unreadable = (fault: string): RequestError =>
  malformed(`Deserialize error in query parameters: ${fault}`)

/** The number of a shard in a path. */
export function shardParam(name: string): number {
  const id = /^\+?[0-9]+$/.test(name) ? Number(name) : Number.NaN
  if (id < 2 ** 32) return id
  throw malformed(`Deserialize error in path parameters: can not parse ${JSON.stringify(name)} to a u32`)
}

export interface RecoverBody {
  /** A URL, or for shards a name. */
  readonly location:
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'name'; readonly name: string }
  readonly checksum: string | undefined
  readonly apiKey: string | undefined
}

/** What a collection is to be recovered from. */
export const recoverBody = recover('SnapshotRecover', (node, at) => {
  const url = text(node, at)
  const fault = urlFault(url)
  if (fault !== undefined) throw new JsonError(`${fault}: ${JSON.stringify(url)}`, node.end)
  return { kind: 'url', url }
})

/** For a shard a name will do. */
export const recoverShardBody = recover('ShardSnapshotRecover', (node, at) => {
  const location = text(node, at)
  return urlFault(location) === undefined ? { kind: 'url', url: location } : { kind: 'name', name: location }
})

/** Another node, from whose shard of the same name and number a shard is to be recovered. */
export const recoverFromBody: Decode<{ readonly peerUrl: string; readonly apiKey: string | undefined }> = (
  node,
  at,
) => {
  const fields = new Fields(node, at, 'PartialSnapshotRecoverFrom')
  const peerUrl = fields.required('peer_url', (inner, place) => {
    const url = text(inner, place)
    const fault = urlFault(url)
    if (fault !== undefined) throw new JsonError(`${fault}: ${JSON.stringify(url)}`, inner.end)
    return url
  })
  return { peerUrl, apiKey: fields.optional('api_key', text) }
}

/** What a node has of a shard already; nothing here depends on it. */
export const manifestBody: Decode<undefined> = (node, at) => {
  sortedMap(() => undefined)(node, at)
  return undefined
}

function recover(typeName: string, locationOf: Decode<RecoverBody['location']>): Decode<RecoverBody> {
  return (node, at) => {
    const fields = new Fields(node, at, typeName)
    const location = fields.required('location', locationOf)
    fields.optional('priority', oneOf('SnapshotPriority', priorities))
    const checksum = fields.optional('checksum', text)
    const apiKey = fields.optional('api_key', text)
    const problem = checksum === undefined ? undefined : checksumProblem(checksum)
    if (problem !== undefined) at.report('checksum', `Validation error: ${problem}`)
    return { location, checksum, apiKey }
  }
}

function urlFault(url: string): string | undefined {
  if (URL.canParse(url)) return undefined
  return /^[a-z][a-z0-9+.-]*:/i.test(url) ? 'invalid URL' : 'relative URL without a base'
}

function checksumProblem(checksum: string): string | undefined {
  const length = Buffer.byteLength(checksum)
  const value = JSON.stringify(checksum)
  if (length !== 64) {
    return `invalid_sha256_hash [{"length": Number(${length}), "value": String(${value}), "expected_length": Number(64)}]`
  }
  if (/^[0-9a-f]*$/i.test(checksum)) return undefined
  const message = '"message": String("invalid characters, expected 0-9, a-f, A-F")'
  return `invalid_sha256_hash [{${message}, "value": String(${value})}]`
}

export function writeSnapshot(writer: JsonWriter, info: SnapshotInfo): void {
  writer.raw('{"name":')
  writer.text(info.name)
  writer.raw(`,"creation_time":"${new Date(info.createdMs).toISOString().slice(0, 19)}"`)
  writer.raw(`,"size":${info.sizeBytes},"checksum":`)
  if (info.checksum === undefined) writer.raw('null')
  else writer.text(info.checksum)
  writer.byte(125)
}
