import { afterEach, beforeEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { createHardwareUsage } from '#base/hardware-usage.ts'
import { pointMissing } from '#model/errors.ts'
import { encodePayload } from '#model/payload-codec.ts'
import type { PointId } from '#model/point-id.ts'
import type { NamedVectors } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'
import { segmentFileHeaderBytes } from '#storage/segment-file.ts'
import { pointsFile } from '#storage/segment-layout.ts'
import { encodeVectorRecord } from '#storage/vector-record.ts'
import { ShardHarness } from './writer-harness.fixture.ts'
import { stageOperation } from './writer-operations.ts'
import { oracleConfig } from './writer-oracle.fixture.ts'
import { WriteStage } from './writer-stage.ts'

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
const three = (value: number): NamedVectors =>
  new Map([['', { kind: 'dense', values: Float32Array.of(value, 2, 3) }]])
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
  expect(outcomes[2]).toMatchObject({ kind: 'insufficient-storage' })
  expect(harness.live().size).toBe(0)
})

test('a small change of points with large payloads is written out as it goes', async () => {
  const megabyte = encodePayload(new Map([['text', 'x'.repeat(1 << 20)]]))
  const ids = Array.from({ length: 40 }, (_, id) => id)
  for (let from = 0; from < ids.length; from += 20) {
    const points = ids.slice(from, from + 20).map((id) => ({ id, vectors: new Map(), payload: megabyte }))
    await harness.applyBoth([{ kind: 'upsert', points, mode: 'upsert' }])
  }
  const payload = encodePayload(new Map([['k', 1n]]))
  await harness.applyBoth([
    upsert(100),
    { kind: 'set_payload', selector: { kind: 'ids', ids: [...ids, 100] }, payload, path: undefined },
    { kind: 'set_payload', selector: { kind: 'ids', ids: [...ids, 101] }, payload, path: undefined },
    { kind: 'delete', selector: { kind: 'ids', ids: ids.filter((id) => id !== 3) } },
    {
      kind: 'update_vectors',
      points: [
        { id: 3, vectors: three(1) },
        { id: 3, vectors: three(2) },
      ],
    },
  ])
  harness.expectSame()
  expect(await must(harness.writer, 'open').verify()).toEqual([])
})

test('what is staged at a time is bounded in bytes, and each point is staged once', () => {
  const content = { version: 1, payload: new Uint8Array(5 << 20), vectors: encodeVectorRecord([]) }
  const stage = new WriteStage({ has: () => true, read: () => content, payloadIndex: () => undefined })
  const ids = [1, 2, 3, 4, 5, 6]
  const points = [...ids, ...ids].map((id) => ({ id, vectors: three(id) }))
  const seen: PointId[] = []
  const context = { stage, config: oracleConfig, number: 2 }
  for (const _ of stageOperation(
    { kind: 'update_vectors', points },
    { ids: [], passing: undefined, usage: createHardwareUsage() },
    context,
  )) {
    expect(stage.currentBytes).toBeLessThan(14 << 20)
    seen.push(...stage.current.keys())
    stage.drop()
  }
  expect(seen).toEqual(ids)
})

test('an operation that fails as nobody expected costs no other one', async () => {
  const writer = must(harness.writer, 'open')
  const points = [{ id: 2, vectors: undefined as unknown as NamedVectors, payload: null }]
  const outcomes = await writer.apply([
    { wait: true, operation: upsert(1) },
    { wait: true, operation: { kind: 'upsert', points, mode: 'upsert' } },
    { wait: true, operation: upsert(3) },
  ])
  expect(outcomes).toMatchObject([{ status: 'completed' }, { kind: 'internal' }, { status: 'completed' }])
  expect([...harness.live().keys()]).toEqual([1, 3])
})

test('a segment that is damaged unnoticed costs no other point its life', async () => {
  await harness.applyBoth([upsert(1, 2, 3)])
  await must(harness.writer, 'open').freeze()
  await harness.merge(255, [])
  await harness.close()
  const [segment] = harness.disk.list(harness.path).filter((name) => name.startsWith('segment-'))
  const file = harness.disk.open(join(harness.path, must(segment, 'there is a segment'), pointsFile))
  // The row of the first point becomes that of the second one; the header stays what it was.
  harness.disk.write(file, new Uint8Array(Float64Array.of(1).buffer), segmentFileHeaderBytes)
  harness.disk.close(file)
  for (const operation of [upsert(1), clear(1)]) {
    await harness.open()
    const [outcome] = await harness.apply([operation])
    expect(outcome).toMatchObject({ kind: 'internal' })
    await harness.close()
  }
  harness.disk.remove(join(harness.path, must(segment, 'there is a segment')))
  await harness.open()
  harness.oracle.number = harness.snapshot().operationNumber
  harness.expectSame()
  expect(await must(harness.writer, 'open').verify()).toEqual([])
})
