import { afterEach, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBitSet } from '#base/bit-set.ts'
import { createDisk } from '#base/disk.ts'
import { openSegment, type Segment } from '#storage/segment.ts'
import { deriveSegment, SegmentBuilder } from '#storage/segment-builder.ts'
import { openIndexFile } from './index-file-reader.ts'
import { createReaderThread } from './reader-thread.ts'

const disk = createDisk()
let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A segment with an index file, and a copy of it with one more. */
function makeSegments(): { first: Segment; copy: Segment } {
  folder = mkdtempSync(join(tmpdir(), 'quiver-index-file-'))
  mkdirSync(join(folder, 'shard-0'))
  const path = (name: string): string => join(folder, 'shard-0', name)
  const builder = new SegmentBuilder(disk, path('building-1'), { columns: [], blobKeys: [], pointsMax: 1 })
  builder.add({ id: 1, row: 0, version: 1, payload: null, vectors: [] })
  builder.finishPoints()
  builder.addFile('column-a', new Uint8Array(100).fill(7))
  const first = openSegment(path('building-1'), 1, builder.finish(), createBitSet(1), 0)
  const changes = { without: [], add: [{ name: 'column-b', content: new Uint8Array(10) }] }
  const description = deriveSegment(disk, first, path('building-2'), changes)
  return { first, copy: openSegment(path('building-2'), 2, description, createBitSet(1), 0) }
}

const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0)

test('a file that a copy of a segment shares is read once on a thread', () => {
  const { first, copy } = makeSegments()
  const thread = createReaderThread()
  expect(openIndexFile(thread, first, 'column-a', sum)).toBe(700)
  expect(thread.soundFiles.size).toBe(1)
  expect(openIndexFile(thread, copy, 'column-a', sum)).toBe(700)
  expect(thread.soundFiles.size).toBe(1)
  expect(openIndexFile(thread, copy, 'column-b', sum)).toBe(0)
  expect(thread.soundFiles.size).toBe(2)
})

test('a damaged file is refused as often as it is asked for', () => {
  const { first } = makeSegments()
  const file = disk.open(join(first.path, 'column-a'))
  disk.write(file, new Uint8Array([9]), 80)
  disk.close(file)
  const warnings: string[] = []
  const thread = createReaderThread({ warn: (message) => warnings.push(message) })
  expect(openIndexFile(thread, first, 'column-a', sum)).toBeUndefined()
  expect(openIndexFile(thread, first, 'column-a', sum)).toBeUndefined()
  expect(warnings).toHaveLength(2)
  expect(thread.soundFiles.size).toBe(0)
})
