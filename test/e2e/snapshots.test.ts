import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { connectClient } from '../support/client.ts'
import { runExecutable, startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const root = mkdtempSync(join(tmpdir(), 'quiver-snapshots-'))
const folder = join(root, 'first-')
let server: TestServer

beforeAll(async () => {
  server = await startServer({ folder: mkdtempSync(folder), args: ['--serve-threads', '2'] })
})
afterAll(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

interface Answer<T = unknown> {
  readonly status: number
  readonly result: T
  readonly error: string | undefined
  readonly text: string
}
interface Snapshot {
  readonly name: string
  readonly creation_time: string
  readonly size: number
  readonly checksum: string
}

async function call<T = unknown>(
  method: string,
  path: string,
  body?: unknown,
  to: TestServer = server,
): Promise<Answer<T>> {
  const init: RequestInit = { method }
  if (body instanceof FormData) init.body = body
  else if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { 'content-type': 'application/json' }
  }
  const response = await fetch(`${to.httpUrl}${path}`, init)
  const text = await response.text()
  const json = text.startsWith('{') ? JSON.parse(text) : {}
  return { status: response.status, result: json.result, error: json.status?.error, text }
}

const vectorOf = (id: number): number[] =>
  Array.from({ length: 8 }, (_, place) => Math.sin(id * 7 + place * 13))

async function fill(collection: string, count: number, to: TestServer = server): Promise<void> {
  const created = await call(
    'PUT',
    `/collections/${collection}`,
    {
      vectors: { size: 8, distance: 'Dot' },
      optimizers_config: { indexing_threshold: 10 },
      metadata: { owner: 'ann' },
    },
    to,
  )
  expect(created.status).toBe(200)
  await call(
    'PUT',
    `/collections/${collection}/index?wait=true`,
    { field_name: 'n', field_schema: 'integer' },
    to,
  )
  await write(collection, 0, count, to)
}

async function write(
  collection: string,
  from: number,
  count: number,
  to: TestServer = server,
): Promise<void> {
  const points = Array.from({ length: count }, (_, index) => from + index).map((id) => ({
    id,
    vector: vectorOf(id),
    payload: { n: id },
  }))
  const { status } = await call('PUT', `/collections/${collection}/points?wait=true`, { points }, to)
  expect(status).toBe(200)
}

/** What a collection holds, as far as clients see it. */
async function contentOf(collection: string, to: TestServer = server): Promise<unknown> {
  const info = await call<{ config: { params: unknown; metadata: unknown }; payload_schema: unknown }>(
    'GET',
    `/collections/${collection}`,
    undefined,
    to,
  )
  const page = await call<{ points: unknown[] }>(
    'POST',
    `/collections/${collection}/points/scroll`,
    { limit: 100_000, with_vector: true },
    to,
  )
  const near = await call(
    'POST',
    `/collections/${collection}/points/query`,
    {
      query: vectorOf(5),
      limit: 5,
      params: { exact: true },
      filter: { must: [{ key: 'n', range: { lt: 900 } }] },
    },
    to,
  )
  const { config, payload_schema } = info.result
  return { params: config.params, payload_schema, points: page.result.points, near: near.result }
}

async function snapshotOf(collection: string): Promise<Snapshot> {
  const { status, result } = await call<Snapshot>('POST', `/collections/${collection}/snapshots`)
  expect(status).toBe(200)
  return result
}

async function download(collection: string, name: string): Promise<Uint8Array> {
  const response = await fetch(`${server.httpUrl}/collections/${collection}/snapshots/${name}`)
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}

const upload = (
  collection: string,
  bytes: Uint8Array,
  query = '',
  to: TestServer = server,
): Promise<Answer> => {
  const form = new FormData()
  form.append('note', 'a field that is none of ours')
  form.append('snapshot', new Blob([bytes as Uint8Array<ArrayBuffer>]), 'any.snapshot')
  return call('POST', `/collections/${collection}/snapshots/upload${query}`, form, to)
}

const urlOf = (collection: string, name: string): string =>
  pathToFileURL(join(server.folder, 'snapshots', collection, name)).href

/** Until the condition holds; the caller's time limit ends it otherwise. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resume) => setImmediate(resume))
}

test('snapshots are made, listed and deleted through the official client', async () => {
  await fill('listed', 50)
  const client = connectClient(server).api('snapshots')
  const made = (await client.create({ collectionName: 'listed' })).snapshotDescription
  const again = (await client.create({ collectionName: 'listed' })).snapshotDescription
  expect(made?.name).toMatch(/^listed-\d+-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.snapshot$/)
  expect(again?.name).not.toBe(made?.name)
  const path = join(server.folder, 'snapshots', 'listed', made?.name ?? '')
  const bytes = readFileSync(path)
  expect(made?.size).toBe(BigInt(bytes.length))
  expect(made?.checksum).toBe(createHash('sha256').update(bytes).digest('hex'))
  expect(readFileSync(`${path}.checksum`, 'utf8')).toBe(made?.checksum ?? '')
  expect(Math.abs(Number(made?.creationTime?.seconds) - Date.now() / 1000)).toBeLessThan(60)
  const names = async () =>
    (await client.list({ collectionName: 'listed' })).snapshotDescriptions.map(({ name }) => name)
  expect(await names()).toEqual([made?.name ?? '', again?.name ?? ''].toSorted())
  await client.delete({ collectionName: 'listed', snapshotName: made?.name ?? '' })
  expect(await names()).toEqual([again?.name ?? ''])
  expect(existsSync(path) || existsSync(`${path}.checksum`)).toBe(false)
})

test('what is not there is refused by name', async () => {
  const client = connectClient(server).api('snapshots')
  const textOf = (refused: Promise<unknown>): Promise<string> =>
    refused.then(
      () => 'done',
      (error: Error) => error.message,
    )
  expect(await textOf(client.delete({ collectionName: 'listed', snapshotName: 'x' }))).toContain(
    'Not found: Snapshot x not found',
  )
  expect(await textOf(client.delete({ collectionName: 'listed', snapshotName: '' }))).toContain(
    'Validation error in body: [snapshot_name: value "" invalid, must be at least 1 characters]',
  )
  expect(await textOf(client.create({ collectionName: 'nowhere' }))).toContain(
    "Not found: Collection `nowhere` doesn't exist!",
  )
  const gone = await call('GET', '/collections/listed/snapshots/x.snapshot')
  expect([gone.status, gone.text]).toEqual([404, 'Not found: Snapshot x.snapshot not found'])
  const outside = await call('GET', '/collections/listed/snapshots/..%2F..%2Fstorage%2Fcatalog.sqlite')
  expect(outside.status).toBe(404)
  expect((await call('DELETE', '/collections/listed/snapshots/..%2Fx.snapshot')).status).toBe(404)
  expect((await call('GET', '/collections/listed/shards/7/snapshots')).error).toBe(
    'Not found: shard 7 not found',
  )
})

test('a collection is recovered on its own node: from a file, a URL and an upload', async () => {
  await fill('origin', 1500)
  const snapshot = await snapshotOf('origin')
  const content = await contentOf('origin')
  const bytes = await download('origin', snapshot.name)
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(snapshot.checksum)
  // What changed since then is gone afterwards.
  await write('origin', 1400, 300)
  await call('POST', '/collections/origin/points/delete?wait=true', { points: [1, 2, 3] })
  const recover = (collection: string, body: object, query = '') =>
    call('PUT', `/collections/${collection}/snapshots/recover${query}`, body)
  expect(await recover('origin', { location: urlOf('origin', snapshot.name) })).toMatchObject({
    status: 200,
    result: true,
  })
  expect(await contentOf('origin')).toEqual(content)
  const location = `${server.httpUrl}/collections/origin/snapshots/${snapshot.name}`
  const { checksum } = snapshot
  expect((await recover('by-url', { location, checksum: checksum.toUpperCase() })).status).toBe(200)
  expect((await upload('by-upload', bytes, `?checksum=${checksum}&priority=replica`)).status).toBe(200)
  for (const name of ['by-url', 'by-upload']) expect(await contentOf(name)).toEqual(content)
  // It goes on as any other: an alias follows it, writes are kept.
  await write('by-url', 5000, 10)
  expect((await call<{ count: number }>('POST', '/collections/by-url/points/count', {})).result.count).toBe(
    1510,
  )
})

test('whoever does not wait is told that it was accepted', async () => {
  await fill('later', 20)
  const accepted = await call('POST', '/collections/later/snapshots?wait=false')
  expect(accepted.status).toBe(202)
  expect(accepted.text).toMatch(/^\{"status":"accepted","time":[\d.]+\}$/)
  const list = () => call<Snapshot[]>('GET', '/collections/later/snapshots')
  await until(async () => (await list()).result.length === 1)
  const [snapshot] = (await list()).result
  const name = snapshot?.name ?? ''
  const bytes = await download('later', name)
  await call('POST', '/collections/later/points/delete?wait=true', { points: [1] })
  expect((await upload('later', bytes, '?wait=false')).status).toBe(202)
  await until(async () => {
    const { result } = await call<{ count: number }>('POST', '/collections/later/points/count', {})
    return result.count === 20
  })
  expect((await call('DELETE', `/collections/later/snapshots/${name}?wait=false`)).status).toBe(202)
  await until(async () => (await list()).result.length === 0)
})

test('a file that was cut or changed is refused, and nothing is lost', async () => {
  await fill('kept', 300)
  const content = await contentOf('kept')
  const bytes = await download('kept', (await snapshotOf('kept')).name)
  const cuts = [0, 1, 511, 512, 1024, bytes.length >> 1, bytes.length - 3000]
  const damaged = cuts.map((length) => bytes.slice(0, length))
  for (let at = 700; at < bytes.length; at += Math.floor(bytes.length / 12)) {
    const changed = bytes.slice()
    changed[at] = (changed[at] ?? 0) ^ 0x10
    damaged.push(changed)
  }
  for (const file of damaged) {
    const refused = await upload('kept', file)
    // What fills up a block of the archive means nothing, and may change.
    if (refused.status === 200) continue
    expect(refused.status).toBe(400)
    expect(refused.error).toMatch(/^Wrong input: Failed to unpack tar archive: /)
  }
  expect((await upload('not-made', bytes.slice(0, 2000))).status).toBe(400)
  expect((await call('GET', '/collections/not-made')).status).toBe(404)
  const wrong = await upload('kept', bytes, `?checksum=${'a'.repeat(64)}`)
  expect(wrong.error).toMatch(/^Checksum mismatch: expected [0-9a-f]{64}, actual a{64}$/)
  expect(await contentOf('kept')).toEqual(content)
  const folders = readdirSync(join(server.folder, 'storage', 'collections'))
  const { result } = await call<{ collections: unknown[] }>('GET', '/collections')
  expect(folders).toHaveLength(result.collections.length)
  expect(readdirSync(join(server.folder, 'storage', '.work'))).toEqual([])
})

test('a place from which nothing may be taken, and a collection of another form, are refused', async () => {
  await fill('strict', 10)
  const { name } = await snapshotOf('strict')
  const recover = async (body: object, collection = 'strict') =>
    (await call('PUT', `/collections/${collection}/snapshots/recover`, body)).error
  expect(await recover({ location: 'file:///nope' })).toBe(
    'Bad request: Snapshot file "/nope" does not exist',
  )
  const secret = join(root, 'outside.snapshot')
  writeFileSync(secret, 'x')
  expect(await recover({ location: pathToFileURL(secret).href })).toMatch(
    /^Forbidden: Snapshot file path must be inside the snapshots directory "/,
  )
  expect(await recover({ location: 'ftp://x/y' })).toBe(
    'Bad request: URL ftp://x/y with scheme ftp is not supported',
  )
  expect(await recover({ location: `${server.httpUrl}/none` })).toBe(
    `Wrong input: Failed to download tar from ${server.httpUrl}/none: status - 404 Not Found`,
  )
  expect(await recover({ location: urlOf('strict', name), checksum: 'a'.repeat(64) })).toMatch(
    /^Wrong input: Snapshot checksum mismatch: expected a{64}, got [0-9a-f]{64}$/,
  )
  await call('PUT', '/collections/other', { vectors: { size: 3, distance: 'Dot' } })
  expect(await recover({ location: urlOf('strict', name) }, 'other')).toMatch(
    /^Wrong input: Snapshot is not compatible with existing collection: Collection vectors: .*size: 3.* Snapshot Vectors: .*size: 8/,
  )
  expect((await call('POST', '/collections/strict/snapshots/upload', new FormData())).text).toBe(
    'Required field is missing: snapshot',
  )
  expect((await call('POST', '/collections/strict/snapshots/upload')).text).toBe(
    'Could not find Content-Type header',
  )
})

test('a shard has snapshots of its own', async () => {
  await fill('sharded', 40)
  const content = await contentOf('sharded')
  const base = '/collections/sharded/shards/0/snapshots'
  const { result: made } = await call<Snapshot>('POST', base)
  expect(made.name).toMatch(/^sharded-shard-0-[\d-]+\.snapshot$/)
  expect((await call<Snapshot[]>('GET', base)).result).toEqual([made])
  expect((await call<Snapshot[]>('GET', '/collections/sharded/snapshots')).result).toEqual([])
  await call('POST', '/collections/sharded/points/delete?wait=true', { filter: {} })
  expect((await call('PUT', `${base}/recover`, { location: made.name })).result).toBe(true)
  expect(await contentOf('sharded')).toEqual(content)
  const streamed = await fetch(`${server.httpUrl}/collections/sharded/shards/0/snapshot`)
  expect(streamed.status).toBe(200)
  const form = new FormData()
  form.append('snapshot', await streamed.blob(), 's')
  expect((await call('POST', `${base}/upload`, form)).result).toBe(true)
  expect(await contentOf('sharded')).toEqual(content)
  expect((await call('PUT', '/collections/none/shards/0/snapshots/recover', { location: 'x' })).status).toBe(
    404,
  )
  expect((await call('DELETE', `${base}/${made.name}`)).result).toBe(true)
})

test('parts of a snapshot can be downloaded', async () => {
  await fill('parts', 5)
  const { name, size } = await snapshotOf('parts')
  const whole = await download('parts', name)
  const get = (range: string) =>
    fetch(`${server.httpUrl}/collections/parts/snapshots/${name}`, { headers: { range } })
  const middle = await get('bytes=100-199')
  expect(middle.status).toBe(206)
  expect(middle.headers.get('content-range')).toBe(`bytes 100-199/${size}`)
  expect(new Uint8Array(await middle.arrayBuffer())).toEqual(whole.slice(100, 200))
  expect(new Uint8Array(await (await get('bytes=-10')).arrayBuffer())).toEqual(whole.slice(-10))
  expect((await get(`bytes=${size}-`)).status).toBe(416)
  expect((await get('lines=1-2')).status).toBe(200)
})

test('a snapshot that is made while writes go on has all of them up to one, and none after it', async () => {
  await fill('busy', 500)
  let acknowledged = 499
  let running = true
  const writing = (async () => {
    for (let id = 500; running; id++) {
      await write('busy', id, 1)
      acknowledged = id
    }
  })()
  const seen: { readonly name: string; readonly atLeast: number; readonly atMost: number }[] = []
  for (let round = 0; round < 4; round++) {
    const atLeast = acknowledged
    const { name } = await snapshotOf('busy')
    // One more may be written whose answer is on its way.
    seen.push({ name, atLeast, atMost: acknowledged + 1 })
  }
  running = false
  await writing
  for (const { name, atLeast, atMost } of seen) {
    const recovered = await call('PUT', '/collections/busy-copy/snapshots/recover', {
      location: urlOf('busy', name),
    })
    expect(recovered.status).toBe(200)
    const { points } = (
      await call<{ points: { id: number }[] }>('POST', '/collections/busy-copy/points/scroll', {
        limit: 100_000,
      })
    ).result
    expect(points.map(({ id }) => id)).toEqual(Array.from({ length: points.length }, (_, id) => id))
    expect(points.length - 1).toBeGreaterThanOrEqual(atLeast)
    expect(points.length - 1).toBeLessThanOrEqual(atMost)
  }
})

test('a whole storage comes back on another node, at its start', async () => {
  await fill('whole', 200)
  await call('POST', '/collections/aliases', {
    actions: [{ create_alias: { collection_name: 'whole', alias_name: 'all' } }],
  })
  const content = await contentOf('whole')
  const { result: made } = await call<Snapshot>('POST', '/snapshots')
  expect(made.name).toMatch(/^full-snapshot-[\d-]+\.snapshot$/)
  expect((await call<Snapshot[]>('GET', '/snapshots')).result).toEqual([made])
  const path = join(server.folder, 'snapshots', made.name)
  const [single] = [await snapshotOf('whole')]
  const second = mkdtempSync(join(root, 'second-'))
  const one = `${join(server.folder, 'snapshots', 'whole', single?.name ?? '')}:renamed`
  const args = ['--serve-threads', '1', '--storage-snapshot', path, '--snapshot', one]
  const restored = await startServer({ folder: second, args })
  for (const name of ['whole', 'all', 'renamed']) expect(await contentOf(name, restored)).toEqual(content)
  await restored.stop()
  const again = runExecutable(['--http-port', '0', '--grpc-port', '0', ...args], { folder: second })
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('is there already; --force-snapshot replaces it')
  const forced = await startServer({ folder: second, args: [...args, '-f'] })
  expect(await contentOf('whole', forced)).toEqual(content)
  await forced.stop()
  expect((await call('DELETE', `/snapshots/${made.name}`)).result).toBe(true)
  expect((await call<Snapshot[]>('GET', '/snapshots')).result).toEqual([])
})

test('a storage is backed up while its node runs, restored and verified by commands', async () => {
  await fill('archive', 1200)
  const content = await contentOf('archive')
  const target = join(root, 'backup')
  const backup = runExecutable(['backup', target], { folder: server.folder })
  expect([backup.code, backup.stderr]).toEqual([0, ''])
  const elsewhere = mkdtempSync(join(root, 'third-'))
  const restore = runExecutable(['restore', target], { folder: elsewhere })
  expect([restore.code, restore.stderr]).toEqual([0, ''])
  expect(restore.stdout).toContain('archive')
  expect(runExecutable(['restore', target], { folder: elsewhere }).code).toBe(1)
  expect(runExecutable(['restore', target, '--force'], { folder: elsewhere }).code).toBe(0)
  const sound = runExecutable(['verify'], { folder: elsewhere })
  expect([sound.code, sound.stderr]).toEqual([0, ''])
  expect(sound.stdout).toMatch(/^\d+ collections are sound\n$/)
  const restored = await startServer({ folder: elsewhere, args: ['--serve-threads', '1'] })
  expect(await contentOf('archive', restored)).toEqual(content)
  expect(runExecutable(['verify'], { folder: elsewhere }).code).toBe(4)
  await restored.stop()
  expect(runExecutable(['verify'], { folder: mkdtempSync(join(root, 'empty-')) }).code).toBe(1)
})

test('a node that is killed while it recovers has the old collection or the new one, and nothing else', async () => {
  const home = mkdtempSync(join(root, 'killed-'))
  const args = ['--serve-threads', '1']
  let node = await startServer({ folder: home, args })
  await fill('torn', 400, node)
  const young = await contentOf('torn', node)
  const { result: made } = await call<Snapshot>('POST', '/collections/torn/snapshots', undefined, node)
  await call('POST', '/collections/torn/points/delete?wait=true', { points: [1, 2, 3] }, node)
  const old = await contentOf('torn', node)
  const bytes = readFileSync(join(home, 'snapshots', 'torn', made.name))
  for (const delayMs of [0, 20, 60, 120]) {
    expect((await upload('torn', bytes, '?wait=false', node)).status).toBe(202)
    // The moment is what this test varies: it waits for nothing.
    await Bun.sleep(delayMs)
    await node.stop('SIGKILL')
    node = await startServer({ folder: home, args })
    const content = await contentOf('torn', node)
    const isOld = Bun.deepEquals(content, old)
    if (!isOld) expect(content).toEqual(young)
    expect(readdirSync(join(home, 'storage', 'collections'))).toHaveLength(1)
    expect(existsSync(join(home, 'storage', '.work'))).toBe(false)
    await call('POST', '/collections/torn/points/delete?wait=true', { points: [1, 2, 3] }, node)
  }
  await node.stop()
  expect(runExecutable(['verify'], { folder: home }).code).toBe(0)
  const [uuid = ''] = readdirSync(join(home, 'storage', 'collections'))
  const database = join(home, 'storage', 'collections', uuid, 'shard-0', 'shard.sqlite')
  const damaged = readFileSync(database)
  damaged.fill(0xff, 4096, 4200)
  writeFileSync(database, damaged)
  const found = runExecutable(['verify'], { folder: home })
  expect(found.code).toBe(1)
  expect(found.stdout).toMatch(/^torn: .*\n1 of 1 collections are damaged\n$/s)
})

test('a shard follows that of another node by what Qdrant calls partial snapshots', async () => {
  const other = await startServer({
    folder: mkdtempSync(join(root, 'peer-')),
    args: ['--serve-threads', '1'],
  })
  await fill('shared', 300)
  await fill('shared', 10, other)
  const partial = '/collections/shared/shards/0/snapshot/partial'
  const manifest = await call('GET', `${partial}/manifest`, undefined, other)
  expect(manifest.result).toEqual({})
  const body = { peer_url: server.httpUrl }
  expect((await call('POST', `${partial}/recover_from`, body, other)).result).toBe(true)
  expect(await contentOf('shared', other)).toEqual(await contentOf('shared'))
  await call('POST', '/collections/shared/points/delete?wait=true', { points: [1, 2, 3] })
  const content = await contentOf('shared')
  // The same in two steps.
  const made = await fetch(`${server.httpUrl}${partial}/create`, { method: 'POST', body: '{}' })
  const form = new FormData()
  form.set('snapshot', new Blob([await made.arrayBuffer()]))
  expect((await call('POST', `${partial}/recover`, form, other)).result).toBe(true)
  expect(await contentOf('shared', other)).toEqual(content)
  const refused = [
    await call('POST', `${partial}/create`, [1]),
    await call('GET', '/collections/shared/shards/1/snapshot/partial/manifest'),
    await call('POST', `${partial}/recover_from`, {}),
    await call('POST', `${partial}/recover_from`, { peer_url: 'file:///etc' }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([400, 404, 400, 400])
  await other.stop()
})
