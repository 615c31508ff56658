import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { createDisk } from '#base/disk.ts'
import { comparePointIds } from '#model/point-id.ts'
import { HeadReader } from './head.ts'
import { describeHead } from './head-layout.ts'
import { HeadWriter } from './head-writer.ts'
import type { Part } from './part.ts'
import { type TestPoint, testColumns, testId, testKeys, testPoint } from './points.fixture.ts'
import { openSegment } from './segment.ts'
import { SegmentBuilder } from './segment-builder.ts'
import { encodeVectorRecord } from './vector-record.ts'

// Nothing here needs to outlive the machine.
const disk = { ...createDisk(), sync: () => {}, syncFolder: () => {} }
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quiver-part-'))
  folders.push(folder)
  return folder
}

/** Checks one slot against the point that was written there. */
function expectPoint(part: Part, slot: number, point: TestPoint, row: number): void {
  expect(part.idAt(slot)).toBe(point.id)
  expect(part.rowAt(slot)).toBe(row)
  expect(part.versionAt(slot)).toBe(point.version)
  expect(part.payloadAt(slot)).toEqual(point.payload)
  for (const key of Object.values(testKeys)) {
    const wanted = point.vectors.find((entry) => entry.key === key)?.vector
    expect(part.hasVector(key, slot)).toBe(wanted !== undefined)
    const column = part.dense(key)
    if (column) {
      const start = slot * column.dimension
      const present = column.present === null || hasBit(column.present, slot)
      expect(present).toBe(wanted !== undefined)
      const stored = column.values.slice(start, start + column.dimension)
      expect([...stored]).toEqual([...(wanted?.values ?? new Float32Array(column.dimension))])
    } else if (wanted?.kind !== 'dense') {
      expect(part.blobVectorAt(key, slot)).toEqual(wanted)
    }
  }
}

test('a head gives back what was written, finds the newest version, and old pictures do not change', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(testPoint, fc.boolean()), { maxLength: 40 }),
      fc.boolean(),
      (points, columnsLater) => {
        const folder = join(newFolder(), 'head-1')
        const described = describeHead(columnsLater ? [] : testColumns, 0)
        const writer = new HeadWriter(disk, folder, 1, described)
        const reader = new HeadReader(folder, 1, described)
        const live = new Map<unknown, number>()
        points.forEach(([point, discardsFirst], slot) => {
          const before = reader.snapshot()
          const expected = new Map(live)
          const whole = { ...point, row: slot * 3, vectors: encodeVectorRecord(point.vectors) }
          if (discardsFirst) {
            const other = {
              key: testKeys.short,
              vector: { kind: 'dense', values: Float32Array.of(9, 9, 9) },
            } as const
            writer.append({ ...whole, vectors: encodeVectorRecord([other]), payload: new Uint8Array(90) })
            writer.flush()
            writer.discard()
          }
          expect(writer.append(whole)).toBe(slot)
          writer.flush()
          const old = writer.find(point.id)
          writer.publish()
          if (old >= 0) writer.kill(old)
          live.set(point.id, slot)
          reader.follow(writer.description)
          for (const [id, was] of expected) expect(before.find(id as TestPoint['id'])).toBe(was)
          if (!expected.has(point.id)) expect(before.find(point.id)).toBe(-1)
        })
        writer.freeze()
        const head = reader.snapshot()
        expect(head.frozen).toBe(true)
        expect(head.slotCount).toBe(points.length)
        expect(head.deadCount).toBe(points.length - live.size)
        points.forEach(([point], slot) => {
          expectPoint(head, slot, point, slot * 3)
          expect(hasBit(head.tombstones, slot)).toBe(live.get(point.id) !== slot)
        })
        for (const [id, slot] of live) expect(head.find(id as TestPoint['id'])).toBe(slot)
        folders.splice(0).forEach((path) => rmSync(path, { recursive: true }))
      },
    ),
    { numRuns: 40 },
  )
})

test('a segment gives back what was added, from points or from another part', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(testPoint, { maxLength: 25, selector: (point) => point.id }),
      fc.array(testId, { maxLength: 10 }),
      (unsorted, probes) => {
        const points = unsorted.toSorted((a, b) => comparePointIds(a.id, b.id))
        const plan = {
          columns: testColumns,
          blobKeys: [testKeys.sparse, testKeys.multi],
          pointsMax: points.length,
        }
        const folder = newFolder()
        const first = new SegmentBuilder(disk, join(folder, 'building-a'), plan)
        points.forEach((point, index) => first.add({ ...point, row: index * 2 }))
        const draft = first.finishPoints()
        const second = new SegmentBuilder(disk, join(folder, 'building-b'), plan)
        for (let slot = 0; slot < draft.slotCount; slot++) second.addFrom(draft, slot)
        second.finishPoints()
        const extra = new Uint8Array((1 << 20) + 9).fill(7)
        second.addFile('graph-1', [extra.subarray(0, 5), extra.subarray(5)])
        const description = second.finish()

        const dead = createBitSet(points.length)
        if (points.length > 0) setBit(dead, 0)
        const segment = openSegment(join(folder, 'building-b'), 2, description, dead, 1)
        expect(segment.slotCount).toBe(points.length)
        points.forEach((point, slot) => {
          expectPoint(segment, slot, point, slot * 2)
          expect(segment.find(point.id)).toBe(slot === 0 ? -1 : slot)
        })
        for (const id of probes) {
          const bound = points.filter((point) => comparePointIds(point.id, id) < 0).length
          expect(segment.lowerBound(id)).toBe(bound)
        }
        expect(segment.file('graph-1')?.length).toBe(extra.length)
        expect(segment.file('graph-2')).toBeUndefined()
        folders.splice(0).forEach((path) => rmSync(path, { recursive: true }))
      },
    ),
    { numRuns: 40 },
  )
})
