import { expect, test } from 'bun:test'
import { must } from '#base/assert.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { VectorData } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'
import { plain, ShardHarness } from './writer-harness.fixture.ts'
import type { Oracle } from './writer-oracle.fixture.ts'

const vector = (...values: number[]): VectorData => ({ kind: 'dense', values: Float32Array.from(values) })
const payload = encodePayload(new Map([['a', 'text']]))

function upsert(from: number, to: number): WriteOperation {
  const points = Array.from({ length: to - from }, (_, index) => ({
    id: from + index,
    vectors: new Map([
      ['', vector(index, 2, 3)],
      ['rows', vector(4, 5)],
    ]),
    payload,
  }))
  return { kind: 'upsert', points, mode: 'upsert' }
}
const remove = (...ids: number[]): WriteOperation => ({ kind: 'delete', selector: { kind: 'ids', ids } })

const createIndex: WriteOperation = {
  kind: 'create_field_index',
  path: parsePayloadPath('a'),
  schema: { type: 'keyword', explicitParams: false },
}
const operations = [upsert(0, 70), remove(3, 4, 5), upsert(60, 140), createIndex, remove(6, 61, 139)] as const

/** Everything a shard does, each step one durable change. */
const script: readonly ((harness: ShardHarness) => Promise<unknown>)[] = [
  (harness) => applied(harness, operations[0]),
  (harness) => applied(harness, operations[1]),
  (harness) => must(harness.writer, 'open').freeze(),
  (harness) => harness.merge(255, []),
  (harness) => applied(harness, operations[2]),
  (harness) => applied(harness, operations[3]),
  (harness) => applied(harness, operations[4]),
  (harness) => harness.merge(255, []),
  async (harness) => {
    await harness.close()
    await harness.open()
  },
]

async function applied(harness: ShardHarness, operation: WriteOperation): Promise<void> {
  const [outcome] = await harness.apply([operation])
  if (outcome instanceof Error) throw outcome
}

/** The oracle after each step of the script. */
function statesOf(harness: ShardHarness): Oracle[] {
  const oracle = harness.oracle.copy()
  const states = [oracle.copy()]
  for (const operation of operations) {
    oracle.apply(operation)
    states.push(oracle.copy())
  }
  return states
}

/** Stops at the first step that fails; true: none has. */
async function runScript(harness: ShardHarness): Promise<boolean> {
  for (const step of script) {
    try {
      await step(harness)
    } catch {
      return false
    }
  }
  return true
}

test.each(['crash', 'full', 'error'] as const)(
  '%s at every change of the disk loses nothing',
  async (kind) => {
    let finished = false
    let points = 0
    for (let at = 1; !finished; at++) {
      const harness = new ShardHarness()
      await harness.open()
      const states = statesOf(harness)
      harness.disk.arm({ at, kind })
      finished = await runScript(harness)
      harness.disk.arm(undefined)
      // A process that has lost its disk is gone; others go on, with the shard opened again where that is due.
      const goesOn = kind !== 'crash' && harness.writer !== undefined && !harness.writer.broken
      if (!goesOn) {
        await harness.close()
        await harness.open(kind === 'crash')
      }
      const { operationNumber } = harness.snapshot()
      const state = states.find((oracle) => oracle.number === operationNumber)
      expect(plain(harness.live())).toEqual(plain(must(state, 'whole operations').points))
      harness.expectSame(state)
      await applied(harness, upsert(500, 510))
      expect(await must(harness.writer, 'open').verify()).toEqual([])
      await harness.remove()
      points++
    }
    expect(points).toBeGreaterThan(30)
  },
  60_000,
)
