import { afterAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert } from '#base/assert.ts'
import { createDisk, type Disk, type FileId } from '#base/disk.ts'
import { createFaultyDisk } from '#base/faulty-disk.fixture.ts'
import { deriveSegment, SegmentBuilder } from './segment-builder.ts'

const root = mkdtempSync(join(tmpdir(), 'quiver-builder-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A disk that knows what is open: a number that is closed twice may be that of another file by then. */
function countingDisk(inner: Disk): { readonly disk: Disk; readonly opened: ReadonlySet<FileId> } {
  const opened = new Set<FileId>()
  const disk: Disk = {
    ...inner,
    create(path) {
      const file = inner.create(path)
      opened.add(file)
      return file
    },
    close(file) {
      assert(opened.delete(file), 'a file is closed once')
      inner.close(file)
    },
  }
  return { disk, opened }
}

function build(disk: Disk, folder: string): void {
  const plan = {
    columns: [
      { vectorKey: 0, dimension: 2 },
      { vectorKey: 1, dimension: 2 },
    ],
    blobKeys: [],
    pointsMax: 2,
  }
  const builder = new SegmentBuilder(disk, folder, plan)
  try {
    const vector = { kind: 'dense', values: Float32Array.of(1, 2) } as const
    builder.add({ id: 1, row: 1, version: 1, payload: null, vectors: [{ key: 0, vector }] })
    builder.add({ id: 2, row: 2, version: 2, payload: Uint8Array.of(1), vectors: [] })
    const segment = builder.finishPoints()
    builder.addFile('graph', Uint8Array.of(1, 2, 3))
    builder.finish()
    deriveSegment(disk, segment, `${folder}-derived`, {
      without: [],
      add: [{ name: 'graph', content: Uint8Array.of(4) }],
    })
  } catch (error) {
    builder.abandon()
    throw error
  }
}

test.each(['crash', 'full'] as const)('%s at every change closes every file once', (kind) => {
  let finished = false
  let failures = 0
  for (let at = 1; !finished; at++) {
    const faulty = createFaultyDisk({ ...createDisk(), sync: () => {}, syncFolder: () => {} })
    const { disk, opened } = countingDisk(faulty)
    const folder = join(root, `${kind}-${at}`)
    faulty.arm({ kind, at })
    try {
      build(disk, folder)
      finished = true
    } catch (error) {
      expect(String(error)).toContain(kind === 'full' ? 'ENOSPC' : 'the disk is gone')
      failures++
    }
    expect(opened.size).toBe(0)
    if (kind === 'full' && !finished) expect(existsSync(folder)).toBe(false)
  }
  expect(failures).toBeGreaterThan(5)
})
