import { afterAll, beforeEach, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RequestError } from '#model/errors.ts'
import type { SnapshotTarget } from '#model/snapshot.ts'
import { TestBucket } from './bucket.fixture.ts'
import { snapshotName } from './snapshot-folders.ts'
import { SnapshotObjects } from './snapshot-objects.ts'

const work = mkdtempSync(join(tmpdir(), 'quiver-objects-'))
const bucket = new TestBucket()
afterAll(async () => {
  await bucket.stop()
  rmSync(work, { recursive: true, force: true })
})
beforeEach(() => {
  bucket.objects.clear()
  bucket.requests.length = 0
  bucket.broken = false
})

const settings = {
  bucket: 'b',
  prefix: 'snapshots',
  region: 'here',
  accessKey: 'me',
  secretKey: 'secret',
  endpoint: bucket.url,
}
const store = new SnapshotObjects(settings, join(work, 'made'))
const nowMs = Date.UTC(2026, 0, 31, 10, 11, 12, 999)
const targets: readonly SnapshotTarget[] = [
  { kind: 'full' },
  { kind: 'collection', collection: 'c d' },
  { kind: 'shard', collection: 'c d', shardId: 0 },
]
const [, collection] = targets as [SnapshotTarget, SnapshotTarget]

const writing = (content: string | Uint8Array) => async (draft: string) => {
  writeFileSync(draft, content)
  return { checksum: 'abc' }
}

async function bytesOf(content: Blob | ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(content).arrayBuffer())
}

function failureOf(failing: Promise<unknown>): Promise<unknown> {
  return failing.then(
    () => 'nothing',
    (error: unknown) => (error instanceof RequestError ? error.message : error),
  )
}

test('a snapshot of each kind is made, found, listed and removed, apart from the others', async () => {
  for (const target of targets) {
    const first = await store.create(target, 7, nowMs, writing('content'))
    expect(first).toEqual({
      name: snapshotName(target, 7, nowMs),
      sizeBytes: 7,
      createdMs: 1_000_000_000_000,
      checksum: 'abc',
    })
    const second = await store.create(target, 7, nowMs, writing('content'))
    expect(second.name).toBe(snapshotName(target, 7, nowMs + 1000))
  }
  expect([...bucket.objects.keys()].toSorted()[0]).toBe(`snapshots/c d/${snapshotName(collection, 7, nowMs)}`)
  for (const target of targets) {
    const name = snapshotName(target, 7, nowMs)
    const stored = await store.find(target, name)
    expect(new TextDecoder().decode(await bytesOf(stored.open()))).toBe('content')
    expect(new TextDecoder().decode(await bytesOf(stored.open(1, 4)))).toBe('ont')
    expect((await store.list(target)).map((info) => info.name)).toEqual([
      name,
      snapshotName(target, 7, nowMs + 1000),
    ])
    await store.remove(target, name)
    expect(await failureOf(store.remove(target, name))).toBe(`Not found: Snapshot ${name} not found`)
    expect(await store.list(target)).toHaveLength(1)
  }
  expect(readdirSync(join(work, 'made'))).toEqual([])
  expect(new Set(bucket.requests.map(({ credential }) => credential.replace(/\d{8}/, 'DAY')))).toEqual(
    new Set(['me/DAY/here/s3/aws4_request']),
  )
})

test('large ones are sent in parts, and come back as they were', async () => {
  const content = new Uint8Array(20 * 1024 * 1024).map((_, index) => index % 251)
  const { name } = await store.create(collection, 7, nowMs, writing(content))
  expect(bucket.requests.filter(({ what }) => what.includes('partNumber='))).toHaveLength(3)
  const stored = await store.find(collection, name)
  expect(Bun.hash(await bytesOf(stored.open()))).toBe(Bun.hash(content))
})

test('lists come page by page, and show snapshots only', async () => {
  bucket.pageMax = 2
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    bucket.objects.set(`snapshots/c d/${name}.snapshot`, new Uint8Array(1))
  }
  bucket.objects.set('snapshots/c d/note.txt', new Uint8Array(1))
  expect((await store.list(collection)).map(({ name }) => name)).toEqual(
    ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.snapshot`),
  )
  bucket.pageMax = 1000
})

test('names that are none of a snapshot reach nothing', async () => {
  for (const name of ['../../other.snapshot', 'x', '', 'a/b.snapshot']) {
    expect(await failureOf(store.find(collection, name))).toBe(`Not found: Snapshot ${name} not found`)
  }
  expect(bucket.requests).toEqual([])
})

test('a service that refuses is told of, and nothing is left behind', async () => {
  bucket.broken = true
  expect(await failureOf(store.list(collection))).toBe(
    'Service internal error: Failed to list snapshots: AccessDenied: not for you',
  )
  bucket.broken = false
  const failing = store.create(collection, 7, nowMs, async (draft) => {
    writeFileSync(draft, 'half')
    bucket.broken = true
    return { checksum: 'abc' }
  })
  expect(await failureOf(failing)).toContain(
    'Service internal error: Failed to upload snapshot: AccessDenied',
  )
  expect(readdirSync(join(work, 'made'))).toEqual([])
  expect(existsSync(work)).toBe(true)
})
