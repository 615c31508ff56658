import { must } from '#base/assert.ts'
import { errorStatus } from '#api/error-status.ts'
import { RequestError } from '#model/errors.ts'
import type { SnapshotInfo } from '#model/snapshot.ts'
import type { Accepted } from '#service/accepted.ts'
import { operations as o } from '#service/operations.ts'
import type { JsonWriter } from '#wire/json-writer.ts'
import { collectionParam, noParams } from '#wire/rest-params.ts'
import {
  manifestBody,
  recoverBody,
  recoverFromBody,
  recoverShardBody,
  shardParam,
  snapshotParams,
  writeSnapshot,
} from '#wire/rest-snapshots.ts'
import { acceptedResponse, resultResponse } from './json-response.ts'
import { readBody } from './request-body.ts'
import { bind, decodeBody, type PathNames, type RestBinding, type StreamCall } from './rest-binding.ts'
import { downloadResponse } from './snapshot-download.ts'
import { FormRefused, receiveSnapshot } from './snapshot-upload.ts'

/** A manifest names the segments of a shard. */
const manifestBytesMax = 32 << 20

interface Place {
  readonly collection: string
  readonly shardId: number | undefined
}

/** The collection in a path, and the shard if it names one. */
function placeIn(names: PathNames): Place {
  const collection = collectionParam(must(names['collection_name'], 'the path names a collection'))
  const shard = names['shard_id']
  return { collection, shardId: shard === undefined ? undefined : shardParam(shard) }
}
const snapshotIn = (names: PathNames): string => must(names['snapshot_name'], 'the path names a snapshot')

const isPending = ({ kind }: Accepted<unknown>): boolean => kind === 'accepted'
const writeDone = (writer: JsonWriter): void => writer.raw('true')
function writeCreated(writer: JsonWriter, answer: Accepted<SnapshotInfo>): void {
  if (answer.kind === 'done') writeSnapshot(writer, answer.value)
}
function writeList(writer: JsonWriter, snapshots: readonly SnapshotInfo[]): void {
  writer.list(snapshots, (info) => writeSnapshot(writer, info))
}

/** Files that cannot be had are told of in plain text: who asks wants bytes, not JSON. */
async function respondPlainly(run: () => Promise<Response>): Promise<Response> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    const { http, message } = errorStatus(error)
    return new Response(message, { status: http, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  }
}

function download({ context, names, request }: StreamCall): Promise<Response> {
  const place = placeIn(names)
  return respondPlainly(async () => {
    const content = await o.downloadSnapshot.run(context, { ...place, snapshot: snapshotIn(names) })
    return downloadResponse(content, request)
  })
}

async function upload({ context, names, search, request, startedMs }: StreamCall): Promise<Response> {
  const place = placeIn(names)
  collectionParam(place.collection, 'new')
  const { wait, checksum } = snapshotParams(search)
  const receive = (path: string) => receiveSnapshot(request, path)
  const run = (): Promise<Accepted<true>> =>
    o.uploadSnapshot.run(context, { ...place, wait, checksum, receive })
  try {
    const answer = await run()
    return answer.kind === 'accepted' ? acceptedResponse(startedMs) : resultResponse('true', startedMs)
  } catch (error) {
    if (!(error instanceof FormRefused)) throw error
    return respondPlainly(() => Promise.reject(error))
  }
}

/** The routes of collections and the same ones of shards. */
const ofPlaces: readonly RestBinding[] = [0, 1].flatMap((route) => [
  bind(o.createSnapshot, {
    route,
    names: placeIn,
    params: snapshotParams,
    request: (place, { wait }) => ({ ...place, wait }),
    isPending,
    write: writeCreated,
  }),
  bind(o.listSnapshots, {
    route,
    names: placeIn,
    params: noParams,
    request: (place) => place,
    write: writeList,
  }),
  bind(o.deleteSnapshot, {
    route,
    names: (names) => ({ ...placeIn(names), snapshot: snapshotIn(names) }),
    params: snapshotParams,
    request: (names, { wait }) => ({ ...names, wait }),
    isPending,
    write: writeDone,
  }),
  bind(o.recoverSnapshot, {
    route,
    names: placeIn,
    params: snapshotParams,
    body: route === 0 ? recoverBody : recoverShardBody,
    request: (place, { wait }, body) => ({ ...place, ...body, wait }),
    isPending,
    write: writeDone,
  }),
  { name: o.downloadSnapshot.name, route: routeOf(o.downloadSnapshot.rest, route), respond: download },
  { name: o.uploadSnapshot.name, route: routeOf(o.uploadSnapshot.rest, route), respond: upload },
])

function routeOf<T>(routes: readonly T[], index: number): T {
  return must(routes[index], 'it has a route for collections and one for shards')
}

/** The shard of the same collection and number on another node, as a snapshot. */
function shardOfPeer(peerUrl: string, { collection, shardId }: Place): string {
  const base = peerUrl.replace(/\/+$/, '')
  return `${base}/collections/${encodeURIComponent(collection)}/shards/${shardId}/snapshot`
}

async function streamShard({ context, names, request }: StreamCall): Promise<Response> {
  const content = await o.streamShardSnapshot.run(context, placeIn(names))
  return downloadResponse(content, request)
}

const partial: readonly RestBinding[] = [
  {
    name: o.streamShardSnapshot.name,
    route: routeOf(o.streamShardSnapshot.rest, 1),
    async respond(call) {
      decodeBody(await readBody(call.request, manifestBytesMax), manifestBody)
      return streamShard(call)
    },
  },
  { name: o.uploadSnapshot.name, route: routeOf(o.uploadSnapshot.rest, 2), respond: upload },
  bind(o.recoverSnapshot, {
    route: 2,
    names: placeIn,
    params: snapshotParams,
    body: recoverFromBody,
    request: (place, { wait }, { peerUrl, apiKey }) => ({
      ...place,
      location: { kind: 'url', url: shardOfPeer(peerUrl, place) } as const,
      checksum: undefined,
      apiKey,
      wait,
    }),
    isPending,
    write: writeDone,
  }),
]

export const snapshotBindings: readonly RestBinding[] = [
  ...ofPlaces,
  ...partial,
  {
    name: o.streamShardSnapshot.name,
    route: routeOf(o.streamShardSnapshot.rest, 0),
    respond: streamShard,
  },
  bind(o.createFullSnapshot, {
    names: noParams,
    params: snapshotParams,
    request: (_names, { wait }) => ({ wait }),
    isPending,
    write: writeCreated,
  }),
  bind(o.listFullSnapshots, {
    names: noParams,
    params: noParams,
    request: () => undefined,
    write: writeList,
  }),
  bind(o.deleteFullSnapshot, {
    names: snapshotIn,
    params: snapshotParams,
    request: (snapshot, { wait }) => ({ snapshot, wait }),
    isPending,
    write: writeDone,
  }),
  {
    name: o.downloadFullSnapshot.name,
    route: routeOf(o.downloadFullSnapshot.rest, 0),
    respond: ({ context, names, request }) =>
      respondPlainly(async () => {
        const content = await o.downloadFullSnapshot.run(context, { snapshot: snapshotIn(names) })
        return downloadResponse(content, request)
      }),
  },
]
