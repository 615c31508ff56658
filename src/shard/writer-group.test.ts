import { afterEach, beforeEach, expect, test } from 'bun:test'
import { must } from '#base/assert.ts'
import { pointMissing } from '#model/errors.ts'
import type { PointId } from '#model/point-id.ts'
import type { WriteOperation } from '#model/write.ts'
import { ShardHarness } from './writer-harness.fixture.ts'

let harness: ShardHarness
beforeEach(async () => {
  harness = new ShardHarness()
  await harness.open()
})
afterEach(() => harness.remove())

function upsert(...ids: PointId[]): WriteOperation {
  const points = ids.map((id) => ({ id, vectors: new Map(), payload: null }))
  return { kind: 'upsert', points, mode: 'upsert' }
}
const clear = (id: PointId): WriteOperation => ({
  kind: 'clear_payload',
  selector: { kind: 'ids', ids: [id] },
})

test('an operation that fails in a group for which there is no space fails for its own reason', async () => {
  const writer = must(harness.writer, 'open')
  const first = { wait: true, request: {} }
  const second = { wait: true, request: {} }
  harness.disk.arm({ kind: 'full', at: 1 })
  const outcomes = await writer.apply([
    { ...first, operation: clear(1) },
    { ...first, operation: upsert(2) },
    { ...second, operation: upsert(3) },
  ])
  harness.disk.arm(undefined)
  expect(outcomes[0]).toEqual(pointMissing(1))
  expect(outcomes[1]).toBe('skipped')
  expect(outcomes[2]).toMatchObject({ kind: 'resource-exhausted' })
  expect(harness.live().size).toBe(0)
})
