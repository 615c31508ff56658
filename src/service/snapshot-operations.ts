import { collectionNameProblems } from '#model/collection-names.ts'
import { invalidFields, malformed, notFound, RequestError } from '#model/errors.ts'
import type { SnapshotInfo, SnapshotSource, SnapshotTarget } from '#model/snapshot.ts'
import type { StoredSnapshot } from '#storage/snapshot-store.ts'
import { collectionRoute, operation, type RestRoute } from './operation.ts'
import type { CallContext } from './ports.ts'
import { type Accepted, settled } from './accepted.ts'

/** `wait` false: the caller is answered before it is done. */
interface Waits {
  readonly wait: boolean
}
interface InCollection {
  readonly collection: string
  /** One shard of the collection; undefined: all of it. */
  readonly shardId?: number | undefined
}
interface OneSnapshot {
  readonly snapshot: string
}

const fullRoute = (method: RestRoute['method'], path = ''): RestRoute => ({
  method,
  path: `/snapshots${path}`,
})
/** Of the collection, and of a shard of it. */
const routes = (method: RestRoute['method'], path = ''): readonly RestRoute[] => [
  collectionRoute(method, `/snapshots${path}`),
  collectionRoute(method, `/shards/{shard_id}/snapshots${path}`),
]
const oneName = '/{snapshot_name}'
/** What Qdrant sends and takes of a shard that another node has in part; here it is always all of it. */
const partialRoute = (path: string): RestRoute =>
  collectionRoute('POST', `/shards/{shard_id}/snapshot/partial${path}`)

export const createSnapshot = operation({
  name: 'snapshots.Create',
  kind: 'admin',
  right: 'write-extras',
  grpc: '/qdrant.Snapshots/Create',
  rest: routes('POST'),
  run: async (call: CallContext, request: InCollection & Waits): Promise<Accepted<SnapshotInfo>> =>
    settled(call.snapshots.create(targetOf(call, request)), request.wait),
})

export const listSnapshots = operation({
  name: 'snapshots.List',
  kind: 'admin',
  right: 'extras',
  grpc: '/qdrant.Snapshots/List',
  rest: routes('GET'),
  run: async (call: CallContext, request: InCollection): Promise<readonly SnapshotInfo[]> =>
    await call.snapshots.list(targetOf(call, request)),
})

export const deleteSnapshot = operation({
  name: 'snapshots.Delete',
  kind: 'admin',
  right: 'write-extras',
  grpc: '/qdrant.Snapshots/Delete',
  rest: routes('DELETE', oneName),
  run: async (call: CallContext, request: InCollection & OneSnapshot & Waits): Promise<Accepted<true>> =>
    settled(removed(call, targetOf(call, request), request.snapshot), request.wait),
})

export const downloadSnapshot = operation({
  name: 'snapshots.Download',
  kind: 'admin',
  right: 'extras',
  grpc: undefined,
  rest: routes('GET', oneName),
  run: async (call: CallContext, request: InCollection & OneSnapshot): Promise<StoredSnapshot> =>
    await call.snapshots.find(targetOf(call, request), request.snapshot),
})

/** Makes a snapshot of a shard and gives it at once. */
export const streamShardSnapshot = operation({
  name: 'snapshots.StreamShard',
  kind: 'admin',
  right: 'write-extras',
  grpc: undefined,
  rest: [collectionRoute('GET', '/shards/{shard_id}/snapshot'), partialRoute('/create')],
  async run(call: CallContext, request: InCollection): Promise<StoredSnapshot & { remove(): Promise<void> }> {
    const target = targetOf(call, request)
    const { name } = await call.snapshots.create(target)
    const content = await call.snapshots.find(target, name)
    return { ...content, remove: () => call.snapshots.remove(target, name) }
  },
})

/** Where the snapshot is that a collection is to be recovered from; a shard knows its own ones by name. */
export type RecoverLocation =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'name'; readonly name: string }

export const recoverSnapshot = operation({
  name: 'snapshots.Recover',
  kind: 'admin',
  right: 'manage',
  grpc: undefined,
  rest: [...routes('PUT', '/recover'), partialRoute('/recover_from')],
  async run(
    call: CallContext,
    request: InCollection &
      Waits & {
        readonly location: RecoverLocation
        readonly checksum: string | undefined
        readonly apiKey: string | undefined
      },
  ): Promise<Accepted<true>> {
    const { location, apiKey, checksum, wait } = request
    checkPlace(call, request)
    const source = await sourceOf(call, request, location, apiKey)
    return settled(recovered(call, request, source, checksum), wait)
  },
})

/** A file that a client has sent. */
export interface UploadedSnapshot {
  readonly checksum: string
}

export const uploadSnapshot = operation({
  name: 'snapshots.Upload',
  kind: 'admin',
  right: 'manage',
  grpc: undefined,
  rest: [...routes('POST', '/upload'), partialRoute('/recover')],
  async run(
    call: CallContext,
    request: InCollection &
      Waits & {
        readonly checksum: string | undefined
        /** Writes what the client sends to a file; not called for those who may not send anything. */
        readonly receive: (path: string) => Promise<UploadedSnapshot>
      },
  ): Promise<Accepted<true>> {
    const { receive, checksum: expected, wait } = request
    checkPlace(call, request)
    const path = await call.snapshots.uploadPath()
    try {
      const { checksum } = await receive(path)
      if (expected !== undefined && checksum !== expected.toLowerCase()) {
        throw malformed(`Checksum mismatch: expected ${checksum}, actual ${expected}`)
      }
    } catch (error) {
      await call.snapshots.discardUpload(path)
      throw error
    }
    return settled(recovered(call, request, { kind: 'file', path, removed: true }, undefined), wait)
  },
})

export const createFullSnapshot = operation({
  name: 'snapshots.CreateFull',
  kind: 'admin',
  right: 'manage',
  grpc: '/qdrant.Snapshots/CreateFull',
  rest: [fullRoute('POST')],
  run: async ({ snapshots }: CallContext, { wait }: Waits): Promise<Accepted<SnapshotInfo>> =>
    settled(snapshots.create(full), wait),
})

export const listFullSnapshots = operation({
  name: 'snapshots.ListFull',
  kind: 'admin',
  right: 'global-read',
  grpc: '/qdrant.Snapshots/ListFull',
  rest: [fullRoute('GET')],
  run: async ({ snapshots }: CallContext, _request: undefined): Promise<readonly SnapshotInfo[]> =>
    await snapshots.list(full),
})

export const deleteFullSnapshot = operation({
  name: 'snapshots.DeleteFull',
  kind: 'admin',
  right: 'manage',
  grpc: '/qdrant.Snapshots/DeleteFull',
  rest: [fullRoute('DELETE', oneName)],
  run: async (call: CallContext, { snapshot, wait }: OneSnapshot & Waits): Promise<Accepted<true>> =>
    settled(removed(call, full, snapshot), wait),
})

export const downloadFullSnapshot = operation({
  name: 'snapshots.DownloadFull',
  kind: 'admin',
  right: 'global-read',
  grpc: undefined,
  rest: [fullRoute('GET', oneName)],
  run: async ({ snapshots }: CallContext, { snapshot }: OneSnapshot): Promise<StoredSnapshot> =>
    await snapshots.find(full, snapshot),
})

const full: SnapshotTarget = { kind: 'full' }

/** Throws when there is no such collection or shard. */
function targetOf(
  { collections }: CallContext,
  { collection: asked, shardId }: InCollection,
): SnapshotTarget {
  const { name: collection } = collections.get(asked)
  if (shardId === undefined) return { kind: 'collection', collection }
  checkShard(shardId)
  return { kind: 'shard', collection, shardId }
}

/** Every collection has the one shard 0 here. */
function checkShard(shardId: number): void {
  if (shardId !== 0) throw notFound(`shard ${shardId} not found`)
}

/** A shard must be there to be recovered; a collection is made, if its name may be that of a new one. */
function checkPlace(call: CallContext, request: InCollection): void {
  const { collection, shardId } = request
  if (shardId !== undefined) {
    targetOf(call, request)
    return
  }
  const isThere =
    call.collections.names().includes(collection) ||
    call.collections.aliases().some(({ alias }) => alias === collection)
  const texts = isThere ? [] : collectionNameProblems(collection, 'new')
  if (texts.length === 0) return
  throw invalidFields(
    'path parameters',
    texts.map((text) => ({ path: 'collection_name', text })),
  )
}

async function sourceOf(
  call: CallContext,
  request: InCollection,
  location: RecoverLocation,
  apiKey: string | undefined,
): Promise<SnapshotSource> {
  if (location.kind === 'name') {
    const target = targetOf(call, request)
    const { name } = await call.snapshots.find(target, location.name)
    return { kind: 'stored', target, name }
  }
  const source = { kind: 'url', url: location.url, apiKey } as const
  if (request.shardId !== undefined) refuseOtherSchemes(location.url)
  call.snapshots.checkSource(source)
  return source
}

/** A shard is not recovered from the URL of a file. */
function refuseOtherSchemes(url: string): void {
  const scheme = new URL(url).protocol.slice(0, -1)
  if (scheme === 'http' || scheme === 'https') return
  const text = `Wrong input: Invalid snapshot URL ${url}: URLs with ${scheme} scheme are not supported`
  throw new RequestError('invalid-argument', text)
}

async function recovered(
  { snapshots }: CallContext,
  { collection, shardId }: InCollection,
  source: SnapshotSource,
  checksum: string | undefined,
): Promise<true> {
  await snapshots.recover({ collection, mustExist: shardId !== undefined, source, checksum })
  return true
}

async function removed({ snapshots }: CallContext, target: SnapshotTarget, name: string): Promise<true> {
  await snapshots.remove(target, name)
  return true
}
