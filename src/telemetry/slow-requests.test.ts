import { expect, test } from 'bun:test'
import { describeRequest, type SlowRequest, SlowRequests } from './slow-requests.ts'

test('the slowest are kept, equal ones as one', () => {
  const told: SlowRequest[] = []
  const slow = new SlowRequests(100, (request) => told.push(request))
  for (let index = 0; index < 50; index++) slow.note('c', 'points.Query', 100 + index, { index })
  slow.note('c', 'points.Query', 120, { index: 49 })
  slow.note('d', 'points.Query', 500, { index: 49 })
  expect(told).toHaveLength(52)
  const kept = slow.snapshot()
  expect(kept).toHaveLength(32)
  expect(kept[0]).toMatchObject({ collection: 'd', durationSec: 0.5, count: 1 })
  expect(kept[1]).toMatchObject({ collection: 'c', durationSec: 0.149, count: 2, body: '{"index":49}' })
  const other = new SlowRequests(0)
  for (const request of [...kept, ...kept]) other.add(request)
  expect(other.snapshot()[1]).toMatchObject({ count: 4, durationSec: 0.149 })
})

test('requests are described in bounded size, whatever they hold', () => {
  const request = {
    id: 2n ** 63n,
    vectors: new Map([['', new Float32Array(1000)]]),
    payload: new Uint8Array(5000),
    text: 'a'.repeat(10_000),
    ids: new Set([1, 2]),
    nothing: undefined,
    points: Array.from({ length: 5000 }, () => ({ deep: { deeper: ['x'] } })),
  }
  const text = describeRequest(request)
  expect(text.length).toBeLessThan(2000)
  expect(JSON.parse(text)).toMatchObject({
    id: '9223372036854775808',
    payload: '5000 bytes',
    ids: [1, 2],
    vectors: { '': [...Array.from({ length: 16 }, () => 0), '… 984 more'] },
  })
  const circular: { self?: object } = {}
  circular.self = circular
  expect(describeRequest(circular).length).toBeLessThan(200)
  expect(describeRequest(undefined)).toBe('null')
})
