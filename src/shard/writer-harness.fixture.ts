import { expect } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { hasBit } from '#base/bit-set.ts'
import { createDisk } from '#base/disk.ts'
import { createFaultyDisk } from '#base/faulty-disk.fixture.ts'
import { comparePointIds, type PointId } from '#model/point-id.ts'
import type { VectorData } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'
import type { Part } from '#storage/part.ts'
import { SegmentBuilder } from '#storage/segment-builder.ts'
import { ShardParts, type ShardSnapshot } from '#storage/shard-parts.ts'
import { ShardWriter } from './writer.ts'
import { Oracle, type OraclePoint, oracleConfig, passes } from './writer-oracle.fixture.ts'
import type { WriteOutcome } from './writer-outcomes.ts'
import { columnsOf } from './writer-parts.ts'

/** A shard on a disk that can fail, beside the oracle. */
export class ShardHarness {
  readonly path: string
  /** Nothing in these tests needs to outlive the machine. */
  readonly disk = createFaultyDisk({ ...createDisk(), sync: () => {}, syncFolder: () => {} })
  oracle = new Oracle()
  writer: ShardWriter | undefined
  #boot = 1
  #drafts = 0
  #parts: ShardParts | undefined

  constructor() {
    this.path = join(mkdtempSync(join(tmpdir(), 'quiver-writer-')), 'shard-0')
  }

  async open(newProcess = true): Promise<ShardWriter> {
    if (newProcess) {
      this.#boot++
      this.#parts = undefined
    }
    this.writer = await ShardWriter.open(this.path, {
      disk: this.disk,
      boot: this.#boot,
      config: oracleConfig,
      database: { synced: false },
      headCapacityMax: 64,
      pause: async () => {},
      matcher: {
        selectPoints: async (filter) => [...this.live().keys()].filter((id) => passes(id, filter)),
        matching: async (ids, filter) => {
          const live = this.live()
          return new Set(ids.filter((id) => live.has(id) && passes(id, filter)))
        },
      },
    })
    return this.writer
  }

  async close(): Promise<void> {
    await this.writer?.close()
    this.writer = undefined
  }

  /** Closes the shard and removes it. */
  async remove(): Promise<void> {
    await this.close()
    rmSync(join(this.path, '..'), { recursive: true, force: true })
  }

  snapshot(): ShardSnapshot {
    this.#parts ??= ShardParts.open(this.path, this.#boot)
    return must(this.#parts, 'the shard was opened').snapshot()
  }

  /** Every live point as a reader sees it; each id once. */
  live(): Map<PointId, OraclePoint> {
    const points = new Map<PointId, OraclePoint>()
    for (const part of this.snapshot().parts) {
      for (let slot = 0; slot < part.slotCount; slot++) {
        if (hasBit(part.tombstones, slot)) continue
        const id = part.idAt(slot)
        expect(points.has(id)).toBe(false)
        expect(part.find(id)).toBe(slot)
        points.set(id, readPoint(part, slot))
      }
    }
    return points
  }

  expectSame(oracle = this.oracle): void {
    const snapshot = this.snapshot()
    const live = this.live()
    expect(plain(live)).toEqual(plain(oracle.points))
    expect(snapshot.livePoints).toBe(oracle.points.size)
    expect(snapshot.operationNumber).toBe(oracle.number)
    const indexes = [...snapshot.payloadIndexes].map(([text, schema]) => [text, schema.type] as const)
    expect(new Map<string, string>(indexes)).toEqual(oracle.indexes)
  }

  async apply(operations: readonly WriteOperation[], wait = true): Promise<readonly WriteOutcome[]> {
    const writes = operations.map((operation) => ({ operation, wait }))
    return must(this.writer, 'the shard is open').apply(writes)
  }

  /** Merges some sealed parts, as the optimizer does, with writes between the copy and the publication. */
  async merge(choice: number, meanwhile: readonly WriteOperation[]): Promise<void> {
    const { parts } = this.snapshot()
    const sources = parts.filter((part, index) => {
      const isSealed = part.kind === 'segment' || part.frozen
      return isSealed && ((choice >> (index % 8)) & 1) === 1
    })
    if (sources.length === 0) return
    const slots = sources.flatMap((part) =>
      Array.from({ length: part.slotCount }, (_, slot) => ({ part, slot, id: part.idAt(slot) })).filter(
        ({ slot }) => !hasBit(part.tombstones, slot),
      ),
    )
    const builder = new SegmentBuilder(this.disk, join(this.path, `building-${this.#drafts++}`), {
      columns: columnsOf(oracleConfig),
      blobKeys: [2, 4],
      pointsMax: slots.length,
    })
    for (const { part, slot } of slots.toSorted((a, b) => comparePointIds(a.id, b.id))) {
      builder.addFrom(part, slot)
    }
    builder.finishPoints()
    builder.addFile('graph-0', Uint8Array.of(1, 2, 3))
    const description = builder.finish()
    await this.applyBoth(meanwhile)
    await must(this.writer, 'the shard is open').publish({
      sources: sources.map(({ partId, tombstones }, index) => ({
        partId,
        tombstones: index % 2 === 0 ? tombstones : undefined,
      })),
      segment: { folder: builder.folder, description },
    })
  }

  async applyBoth(operations: readonly WriteOperation[]): Promise<void> {
    const outcomes = await this.apply(operations)
    operations.forEach((operation, index) => {
      const expected = attempt(() => this.oracle.apply(operation))
      const outcome = outcomes[index]
      if (expected) expect<unknown>(outcome).toEqual(expected)
      else expect<unknown>(outcome).toMatchObject({ operationId: this.oracle.number, status: 'completed' })
    })
  }
}

/** What a function threw; undefined when nothing. */
export function attempt(run: () => void): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}

function readPoint(part: Part, slot: number): OraclePoint {
  const vectors = new Map<string, VectorData>()
  const column = part.dense(0)
  if (column && part.hasVector(0, slot)) {
    vectors.set('', { kind: 'dense', values: column.values.slice(slot * 3, slot * 3 + 3) })
  }
  const rows = part.blobVectorAt(4, slot)
  if (rows) vectors.set('rows', rows)
  const sparse = part.blobVectorAt(2, slot)
  if (sparse) vectors.set('words', sparse)
  return { version: part.versionAt(slot), payload: part.payloadAt(slot), vectors }
}

/** In an order and a form that can be compared. */
export function plain(points: ReadonlyMap<PointId, OraclePoint>): unknown {
  return [...points.entries()]
    .toSorted(([a], [b]) => comparePointIds(a, b))
    .map(([id, point]) => [
      id,
      point.version,
      point.payload && [...point.payload],
      [...point.vectors]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { kind, values }]) => [name, kind, [...values]]),
    ])
}
