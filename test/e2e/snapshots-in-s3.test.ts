import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { TestBucket } from '#storage/bucket.fixture.ts'
import { runExecutable, startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const bucket = new TestBucket()
let server: TestServer | undefined
afterAll(async () => {
  await server?.stop()
  await bucket.stop()
})

const prefix = 'QDRANT__STORAGE__SNAPSHOTS_CONFIG__'
const env = {
  [`${prefix}SNAPSHOTS_STORAGE`]: 's3',
  [`${prefix}S3_CONFIG__BUCKET`]: 'b',
  [`${prefix}S3_CONFIG__REGION`]: 'here',
  [`${prefix}S3_CONFIG__ACCESS_KEY`]: 'me',
  [`${prefix}S3_CONFIG__SECRET_KEY`]: 'hush',
  [`${prefix}S3_CONFIG__ENDPOINT_URL`]: bucket.url,
}

interface Answer {
  readonly status: number
  readonly result: unknown
  readonly error: string | undefined
}

async function call(to: TestServer, method: string, path: string, body?: object): Promise<Answer> {
  const text = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(`${to.httpUrl}${path}`, { method, ...text })
  const json = (await response.json()) as { result: unknown; status: { error?: string } }
  return { status: response.status, result: json.result, error: json.status.error }
}

test('snapshots are made in a bucket, downloaded, recovered from and deleted', async () => {
  server = await startServer({ args: ['--serve-threads', '2'], env })
  const here = server
  await call(here, 'PUT', '/collections/c', { vectors: { size: 2, distance: 'Dot' } })
  const points = Array.from({ length: 100 }, (_, id) => ({ id, vector: [id, 1], payload: { n: id } }))
  await call(here, 'PUT', '/collections/c/points?wait=true', { points })
  const created = (await call(here, 'POST', '/collections/c/snapshots')).result as Record<string, unknown>
  const name = String(created['name'])
  const key = `snapshots/c/${name}`
  expect([...bucket.objects.keys()]).toEqual([key])
  expect((await call(here, 'GET', '/collections/c/snapshots')).result).toEqual([
    { name, size: created['size'], creation_time: '2001-09-09T01:46:40', checksum: null },
  ])
  const download = await fetch(`${here.httpUrl}/collections/c/snapshots/${name}`)
  const bytes = new Uint8Array(await download.arrayBuffer())
  expect(new Bun.CryptoHasher('sha256').update(bytes).digest('hex')).toBe(String(created['checksum']))
  const part = await fetch(`${here.httpUrl}/collections/c/snapshots/${name}`, {
    headers: { range: 'bytes=1-3' },
  })
  expect([part.status, new Uint8Array(await part.arrayBuffer())]).toEqual([206, bytes.slice(1, 4)])
  // A shard is recovered from its own snapshots by their name.
  const ofShard = (await call(here, 'POST', '/collections/c/shards/0/snapshots')).result as { name: string }
  await call(here, 'POST', '/collections/c/points/delete?wait=true', { points: [1, 2, 3] })
  const recover = { location: ofShard.name }
  expect(await call(here, 'PUT', '/collections/c/shards/0/snapshots/recover', recover)).toMatchObject({
    result: true,
  })
  expect((await call(here, 'POST', '/collections/c/points/count', { exact: true })).result).toEqual({
    count: 100,
  })
  // Another node recovers it by the address of the download.
  const location = `${here.httpUrl}/collections/c/snapshots/${name}`
  expect(await call(here, 'PUT', '/collections/d/snapshots/recover', { location })).toMatchObject({
    result: true,
  })
  expect((await call(here, 'POST', '/collections/d/points/count', { exact: true })).result).toEqual({
    count: 100,
  })
  const full = (await call(here, 'POST', '/snapshots')).result as { name: string }
  expect(bucket.objects.has(`snapshots/${full.name}`)).toBe(true)
  expect((await call(here, 'DELETE', `/collections/c/snapshots/${name}`)).result).toBe(true)
  expect(await call(here, 'DELETE', `/collections/c/snapshots/${name}`)).toMatchObject({ status: 404 })
  expect(readdirSync(here.folder)).toEqual(['storage'])
  expect(readdirSync(join(here.folder, 'storage', '.work'))).toEqual([])
})

test('a bucket that refuses is told of', async () => {
  const here = server
  if (here === undefined) throw new Error('the server runs')
  bucket.broken = true
  expect(await call(here, 'POST', '/collections/c/snapshots')).toMatchObject({
    status: 500,
    error: 'Service internal error: Failed to list snapshots: AccessDenied: not for you',
  })
  bucket.broken = false
})

test('what is missing of the configuration is told at once, and the key is not shown', () => {
  const folder = process.cwd()
  const run = (set: Record<string, string>, command = 'check') =>
    runExecutable(['config', command], { folder, env: set })
  const storage = { [`${prefix}SNAPSHOTS_STORAGE`]: 's3' }
  expect(run(storage).stderr).toContain('s3_config.bucket: snapshots in S3 need the name of a bucket')
  expect(run({ ...env, [`${prefix}S3_CONFIG__ENDPOINT_URL`]: 'x' }).stderr).toContain(
    'endpoint_url: it must be',
  )
  expect(run({ ...env, [`${prefix}S3_CONFIG__BUCKETS`]: 'x' }).stderr).toContain('there is no such key')
  expect(run(env, 'show').stdout).not.toContain('hush')
})
