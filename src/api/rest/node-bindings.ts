import { must } from '#base/assert.ts'
import { internal, notFound, RequestError } from '#model/errors.ts'
import { mayRead } from '#security/access.ts'
import { checkCall } from '#service/check-call.ts'
import { checkRight } from '#service/check-right.ts'
import type { AccessRight, RestRoute } from '#service/operation.ts'
import { operations } from '#service/operations.ts'
import type { CallContext } from '#service/ports.ts'
import { collectionParam, noParams } from '#wire/rest-params.ts'
import { auditQueryBody } from '#wire/rest-audit.ts'
import { memoryJson } from '#wire/rest-memory.ts'
import { optimizationsJson, optimizationsParams } from '#wire/rest-optimizations.ts'
import { issueJson } from '#wire/rest-issues.ts'
import { shardParam } from '#wire/rest-snapshots.ts'
import { debuggerPatchBody } from '#wire/rest-debugger.ts'
import { quotaBody, quotaJson, quotaUsageJson } from '#wire/rest-quota.ts'
import { plainBinding, plainBody } from './plain-binding.ts'
import { bind, type PathNames, type RestBinding, withoutBody } from './rest-binding.ts'

/**
 * Endpoints about the node that only the REST API has: what a single node answers about its cluster, and what it
 * has nothing to tell of.
 */
function endpoint(
  method: RestRoute['method'],
  path: string,
  right: AccessRight,
  answer: (context: CallContext, names: PathNames, search: string) => unknown,
): RestBinding {
  return {
    name: `node ${method} ${path}`,
    route: { method, path },
    takesBody: false,
    read: (names, search) =>
      withoutBody({
        async run(context) {
          const collection = names['collection_name']
          checkCall(context, { method: `node.${method} ${path}`, collection }, () =>
            checkRight(right, context.access, { collection: collection ?? '' }),
          )
          const result = JSON.stringify(await answer(context, names, search))
          return (writer) => writer.json(result)
        },
      }),
  }
}

function alone(): never {
  throw new RequestError('standalone', 'Qdrant is running in standalone mode')
}

const ofCollection = '/collections/{collection_name}'

async function optimizations(
  { collections }: CallContext,
  names: PathNames,
  search: string,
): Promise<unknown> {
  const name = collectionParam(must(names['collection_name'], 'the path names a collection'))
  const params = optimizationsParams(search)
  return optimizationsJson(await collections.get(name).optimizations(), params)
}

async function memory({ collections, signal }: CallContext, names: PathNames): Promise<unknown> {
  const name = collectionParam(must(names['collection_name'], 'the path names a collection'))
  return memoryJson(await collections.get(name).memory(signal))
}

/** Of what a shard has already nothing can be left out of a snapshot: it is as if it had nothing. */
function manifest({ collections }: CallContext, names: PathNames): unknown {
  collections.get(collectionParam(must(names['collection_name'], 'the path names a collection')))
  const shardId = shardParam(must(names['shard_id'], 'the path names a shard'))
  if (shardId !== 0) throw notFound(`shard ${shardId} not found`)
  return {}
}

export const nodeBindings: readonly RestBinding[] = [
  endpoint('GET', '/cluster', 'global-read', () => ({ status: 'disabled' })),
  endpoint('POST', '/cluster/recover', 'manage', alone),
  endpoint('DELETE', '/cluster/peer/{peer_id}', 'manage', alone),
  endpoint('GET', '/cluster/metadata/keys', 'global-read', alone),
  endpoint('GET', '/cluster/metadata/keys/{key}', 'global-read', alone),
  endpoint('PUT', '/cluster/metadata/keys/{key}', 'manage', alone),
  endpoint('DELETE', '/cluster/metadata/keys/{key}', 'manage', alone),
  endpoint('GET', '/cluster/telemetry', 'list', () => {
    throw internal('Could not get telemetry from cluster')
  }),
  endpoint('GET', '/issues', 'list', async ({ issues, access }) => {
    const all = (await issues?.list()) ?? []
    return { issues: all.filter(({ collection }) => mayRead(access, collection)).map(issueJson) }
  }),
  endpoint('DELETE', '/issues', 'manage', async ({ issues }) => {
    await issues?.clear()
    return true
  }),
  endpoint('GET', '/stacktrace', 'manage', () => ({ threads: [] })),
  endpoint('GET', '/debugger', 'manage', () => ({ pyroscope: null })),
  plainBinding({
    name: 'node.SetDebugger',
    method: 'PATCH',
    path: '/debugger',
    takesBody: true,
    read: () => (bytes) => plainBody(bytes, debuggerPatchBody),
    /** False: there is no profiler that could be switched on. */
    async run(context, asked) {
      checkCall(context, { method: 'node.SetDebugger', collection: undefined }, () =>
        checkRight('manage', context.access, undefined),
      )
      return (writer) => writer.raw(String(!asked))
    },
  }),
  endpoint('GET', `${ofCollection}/shards/{shard_id}/snapshot/partial/manifest`, 'global-read', manifest),
  bind(operations.getQuotas, {
    names: noParams,
    params: noParams,
    request: noParams,
    write: (writer, { config, usage }) =>
      writer.json(JSON.stringify({ config: quotaJson(config), usage: quotaUsageJson(usage) })),
  }),
  bind(operations.setQuotas, {
    names: noParams,
    params: noParams,
    body: quotaBody,
    request: (_names, _params, config) => config,
    write: (writer, answer) => writer.raw(String(answer)),
  }),
  bind(operations.readAudit, {
    names: noParams,
    params: noParams,
    body: auditQueryBody,
    request: (_names, _params, query) => query,
    write: (writer, entries) => writer.json(JSON.stringify({ entries })),
  }),
  endpoint('GET', `${ofCollection}/optimizations`, 'read', optimizations),
  endpoint('GET', `${ofCollection}/memory`, 'read', memory),
]
