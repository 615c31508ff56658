import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { must, unreachable } from '#base/assert.ts'
import { hasBit } from '#base/bit-set.ts'
import { createDisk } from '#base/disk.ts'
import { createFaultyDisk, DiskCrash } from '#base/faulty-disk.ts'
import { RequestError } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import type { Payload } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import { comparePointIds, type PointId } from '#model/point-id.ts'
import type { NamedVectors, VectorData } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'
import type { Part } from '#storage/part.ts'
import { SegmentBuilder } from '#storage/segment-builder.ts'
import { ShardParts } from '#storage/shard-parts.ts'
import { testId } from '#storage/points.fixture.ts'
import { ShardWriter } from './writer.ts'
import { Oracle, type OraclePoint, oracleConfig, passes } from './writer-oracle.fixture.ts'
import type { WriteOutcome } from './writer-outcomes.ts'
import { columnsOf } from './writer-parts.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A shard on a disk that can fail, beside the oracle. */
class Harness {
  readonly path: string
  readonly disk = createFaultyDisk(createDisk())
  oracle = new Oracle()
  writer: ShardWriter | undefined
  #boot = 1
  #drafts = 0
  #parts: ShardParts | undefined

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'quiver-writer-'))
    folders.push(folder)
    this.path = join(folder, 'shard-0')
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

  snapshot() {
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
      else expect<unknown>(outcome).toEqual({ operationId: this.oracle.number, status: 'completed' })
    })
  }
}

function attempt(run: () => void): unknown {
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
function plain(points: ReadonlyMap<PointId, OraclePoint>): unknown {
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

const numbers = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values))
const dense = numbers(3).map((values): VectorData => ({ kind: 'dense', values }))
const rows = fc.oneof(
  numbers(4).map((values): VectorData => ({ kind: 'multi', dimension: 2, values })),
  numbers(2).map((values): VectorData => ({ kind: 'dense', values })),
)
const words = numbers(2).map(
  (values): VectorData => ({ kind: 'sparse', indices: Uint32Array.of(3, 70_000), values }),
)
const vectors: fc.Arbitrary<NamedVectors> = fc
  .record({ '': dense, rows, words }, { requiredKeys: [] })
  .map((record) => new Map(Object.entries(record) as [string, VectorData][]))
const payload = fc
  .dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(null, 1n, 'text', true))
  .map((record) => encodePayload(new Map(Object.entries(record)) as Payload))
const maybePayload = fc.option(payload, { nil: null })
const filter: fc.Arbitrary<Filter> = fc.array(testId, { maxLength: 12 }).map((ids) => ({
  must: [{ kind: 'has_id', ids: new Set(ids) }],
  should: [],
  mustNot: [],
  minShould: undefined,
}))
const updateFilter = fc.option(filter, { nil: undefined })
const selector = fc.oneof(
  fc.array(testId, { maxLength: 3 }).map((ids) => ({ kind: 'ids' as const, ids })),
  filter.map((chosen) => ({ kind: 'filter' as const, filter: chosen })),
)
const path = fc.constantFrom('a', 'b').map(parsePayloadPath)
const operation: fc.Arbitrary<WriteOperation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('upsert' as const),
      points: fc.array(fc.record({ id: testId, vectors, payload: maybePayload }), {
        minLength: 1,
        maxLength: 12,
      }),
      mode: fc.constantFrom(
        'upsert' as const,
        'upsert' as const,
        'insert_only' as const,
        'update_only' as const,
      ),
      updateFilter,
    }),
  },
  fc.record({ kind: fc.constant('delete' as const), selector }),
  fc.record({
    kind: fc.constant('update_vectors' as const),
    points: fc.array(fc.record({ id: testId, vectors }), { minLength: 1, maxLength: 3 }),
    updateFilter,
  }),
  fc.record({
    kind: fc.constant('delete_vectors' as const),
    selector,
    names: fc.subarray(['', 'rows', 'words']),
  }),
  fc.record({
    kind: fc.constant('set_payload' as const),
    selector,
    payload,
    path: fc.option(path, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('overwrite_payload' as const), selector, payload }),
  fc.record({
    kind: fc.constant('delete_payload' as const),
    selector,
    paths: fc.array(path, { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('clear_payload' as const), selector }),
  fc.record({
    kind: fc.constant('create_field_index' as const),
    path,
    schema: fc.constantFrom(
      { type: 'keyword' as const, explicitParams: false },
      { type: 'integer' as const, explicitParams: true },
    ),
  }),
  fc.record({ kind: fc.constant('delete_field_index' as const), path }),
)
const batch = fc.array(operation, { minLength: 1, maxLength: 6 })

type Step =
  | {
      readonly kind: 'apply' | 'merge'
      readonly operations: readonly WriteOperation[]
      readonly choice: number
    }
  | { readonly kind: 'full' | 'crash'; readonly operations: readonly WriteOperation[]; readonly at: number }
  | { readonly kind: 'freeze' | 'restart' | 'reopen' | 'lose' }
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('apply' as const), operations: batch, choice: fc.constant(0) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('merge' as const), operations: batch, choice: fc.nat(255) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('full' as const, 'crash' as const),
      operations: batch,
      at: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('freeze' as const, 'restart' as const, 'reopen' as const, 'lose' as const),
    }),
  },
)

/** The disk fails while operations are applied; what is left must be the operations up to some point. */
async function applyWithFault(
  harness: Harness,
  fault: Extract<Step, { readonly at: number }>,
): Promise<void> {
  const allowed = [harness.oracle.copy()]
  const trial = harness.oracle.copy()
  for (const next of fault.operations) {
    attempt(() => trial.apply(next))
    allowed.push(trial.copy())
  }
  harness.disk.arm({ at: fault.at, kind: fault.kind })
  const outcomes = await harness.apply(fault.operations)
  harness.disk.arm(undefined)
  if (fault.kind === 'crash') {
    await harness.close()
    await harness.open()
    const now = plain(harness.live())
    const { operationNumber } = harness.snapshot()
    const state = allowed.find(
      (oracle) => oracle.number === operationNumber && Bun.deepEquals(plain(oracle.points), now),
    )
    harness.oracle = must(state, 'a crash leaves whole operations')
    return
  }
  // Every operation has succeeded, or changed nothing.
  for (const [index, next] of fault.operations.entries()) {
    const outcome = outcomes[index]
    const isFull = outcome instanceof RequestError && outcome.kind === 'resource-exhausted'
    if (!isFull) attempt(() => harness.oracle.apply(next))
  }
}

async function run(harness: Harness, next: Step): Promise<void> {
  switch (next.kind) {
    case 'apply':
      return harness.applyBoth(next.operations)
    case 'merge':
      return harness.merge(next.choice, next.operations)
    case 'full':
    case 'crash':
      return applyWithFault(harness, next)
    case 'freeze':
      return must(harness.writer, 'open').freeze()
    case 'lose': {
      const segment = harness.snapshot().parts.find((part) => part.kind === 'segment')
      await harness.close()
      if (segment?.kind === 'segment') truncateSync(join(segment.path, 'points'), 70)
      const writer = await harness.open()
      expect(writer.lost.map(({ partId }) => partId)).toEqual(segment ? [segment.partId] : [])
      return
    }
    case 'restart':
    case 'reopen':
      await harness.close()
      await harness.open(next.kind === 'restart')
      return
    default:
      return unreachable(next)
  }
}

test('a shard is what the operations say, through merges, restarts, lost files, full disks and crashes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const harness = new Harness()
      await harness.open()
      for (const next of steps) {
        await run(harness, next)
        harness.expectSame()
      }
      expect(await must(harness.writer, 'open').verify()).toEqual([])
      await harness.close()
      rmSync(join(harness.path, '..'), { recursive: true })
    }),
    { numRuns: 40 },
  )
}, 60_000)

test('a crash names itself', () => {
  const disk = createFaultyDisk(createDisk())
  disk.arm({ at: 1, kind: 'crash' })
  expect(() => disk.makeFolder('/nowhere')).toThrow(DiskCrash)
})
