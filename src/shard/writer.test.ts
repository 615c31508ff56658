import { expect, test } from 'bun:test'
import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { must, unreachable } from '#base/assert.ts'
import { RequestError } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import type { Payload } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { NamedVectors, VectorData } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'
import { testId } from '#storage/points.fixture.ts'
import { attempt, plain, ShardHarness } from './writer-harness.fixture.ts'

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
  harness: ShardHarness,
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
    const isFull = outcome instanceof RequestError && outcome.kind === 'insufficient-storage'
    if (!isFull) attempt(() => harness.oracle.apply(next))
  }
}

async function run(harness: ShardHarness, next: Step): Promise<void> {
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
      const harness = new ShardHarness()
      await harness.open()
      for (const next of steps) {
        await run(harness, next)
        harness.expectSame()
      }
      expect(await must(harness.writer, 'open').verify()).toEqual([])
      await harness.remove()
    }),
    { numRuns: 40 },
  )
}, 60_000)
