import { afterAll, expect, test } from 'bun:test'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SnapshotTarget } from '#model/snapshot.ts'
import { fileNameOf, SnapshotFolders, snapshotName } from './snapshot-folders.ts'

const root = mkdtempSync(join(tmpdir(), 'quiver-folders-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const folders = new SnapshotFolders(join(root, 'snapshots'))
const nowMs = Date.UTC(2026, 0, 31, 10, 11, 12, 999)
const peerId = 7
const targets: readonly SnapshotTarget[] = [
  { kind: 'full' },
  { kind: 'collection', collection: 'c' },
  { kind: 'shard', collection: 'c', shardId: 0 },
]

async function write(draft: string): Promise<{ checksum: string }> {
  writeFileSync(draft, 'content')
  return { checksum: 'abc' }
}

const failureOf = (failing: Promise<unknown>): Promise<string> =>
  failing.then(
    () => 'nothing',
    (error: Error) => error.message,
  )

test('names tell of what and when a snapshot is', () => {
  expect(targets.map((target) => snapshotName(target, peerId, nowMs))).toEqual([
    'full-snapshot-2026-01-31-10-11-12.snapshot',
    'c-7-2026-01-31-10-11-12.snapshot',
    'c-shard-0-2026-01-31-10-11-12.snapshot',
  ])
})

test('a snapshot of each kind is made, found, listed and removed, apart from the others', async () => {
  for (const target of targets) expect(await folders.list(target)).toEqual([])
  for (const target of targets) {
    const first = await folders.create(target, peerId, nowMs, write)
    const second = await folders.create(target, peerId, nowMs, write)
    expect(first).toMatchObject({ sizeBytes: 7, checksum: 'abc', name: snapshotName(target, peerId, nowMs) })
    expect(second.name).toBe(snapshotName(target, peerId, nowMs + 1000))
    expect(first.createdMs % 1000).toBe(0)
    expect(await folders.list(target)).toEqual([first, second])
    expect(await folders.find(target, first.name)).toMatchObject(first)
    await folders.remove(target, first.name)
    expect(await folders.list(target)).toEqual([second])
    expect(await failureOf(folders.remove(target, first.name))).toBe(
      `Not found: Snapshot ${first.name} not found`,
    )
  }
})

test('a snapshot that could not be made leaves nothing behind', async () => {
  const target: SnapshotTarget = { kind: 'collection', collection: 'failing' }
  const failing = folders.create(target, peerId, nowMs, async (draft) => {
    writeFileSync(draft, 'half')
    throw new Error('no more')
  })
  expect(await failureOf(failing)).toBe('no more')
  expect(readdirSync(folders.folderOf(target))).toEqual([])
  const [dead, busy] = ['x', 'y'].map((name) => join(folders.folderOf(target), `${name}.snapshot.draft`))
  for (const path of [dead, busy]) writeFileSync(path ?? '', 'half')
  utimesSync(dead ?? '', 1, 1)
  expect(await folders.list(target)).toEqual([])
  await folders.create(target, peerId, nowMs, write)
  expect([existsSync(dead ?? ''), existsSync(busy ?? '')]).toEqual([false, true])
})

test('nothing outside of the folder can be reached by a name', async () => {
  mkdirSync(join(root, 'secret'), { recursive: true })
  writeFileSync(join(root, 'secret', 'x.snapshot'), 'secret')
  const target: SnapshotTarget = { kind: 'collection', collection: 'c' }
  for (const name of [
    '../../secret/x.snapshot',
    '..',
    '.',
    '',
    'shards',
    'a\\b.snapshot',
    '\0.snapshot',
    'no',
  ]) {
    expect(await failureOf(folders.find(target, name))).toBe(`Not found: Snapshot ${name} not found`)
  }
  expect(await failureOf(folders.find(target, `${'x'.repeat(300)}.snapshot`))).toContain('Not found')
})

test('any name of a collection gives a name of a file of its own', () => {
  const collections = ['c', '.', '..', '.tmp', '%2E', '%', 'Ä'.repeat(255), 'ä'.repeat(255), 'x'.repeat(255)]
  const names = collections.map(fileNameOf)
  expect(new Set(names).size).toBe(collections.length)
  for (const name of names) {
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(152)
    expect(name.startsWith('.')).toBe(false)
  }
  expect(fileNameOf('plain name')).toBe('plain name')
})
