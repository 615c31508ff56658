import { expect, test } from 'bun:test'
import { isSampled, RequestSpans, type SpanRecord } from './request-spans.ts'
import { parseTraceParent } from './trace-context.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'
const search = {
  protocol: 'grpc',
  method: '',
  endpoint: '/qdrant.Points/Search',
  status: 0,
  collection: 'c',
} as const

test('the header of the caller is read', () => {
  expect(parseTraceParent(`00-${traceId}-${spanId}-01`, 'a=1')).toEqual({
    traceId,
    spanId,
    sampled: true,
    state: 'a=1',
  })
  expect(parseTraceParent(`00-${traceId}-${spanId}-02`, undefined)?.sampled).toBe(false)
  // A later version may have more.
  expect(parseTraceParent(`01-${traceId}-${spanId}-01-more`, undefined)?.spanId).toBe(spanId)
})

test.each([
  undefined,
  '',
  `00-${traceId}-${spanId}`,
  `00-${traceId}-${spanId}-01-more`,
  `ff-${traceId}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
])('the header %p is none', (header) => {
  expect(parseTraceParent(header, undefined)).toBeUndefined()
})

test('the caller decides where it is followed, else the trace itself', () => {
  const parent = (sampled: boolean, id = traceId) => ({ traceId: id, spanId, sampled, state: undefined })
  const follows = { followsParent: true, ratio: 0 }
  expect([
    isSampled(follows, parent(true), Math.random),
    isSampled(follows, parent(false), Math.random),
  ]).toEqual([true, false])
  const half = { followsParent: false, ratio: 0.5 }
  const low = `${'1'.repeat(18)}${'0'.repeat(14)}`
  const high = `${'1'.repeat(18)}${'f'.repeat(14)}`
  expect([
    isSampled(half, parent(true, low), Math.random),
    isSampled(half, parent(false, high), Math.random),
  ]).toEqual([false, true])
  expect([isSampled(half, undefined, () => 0.4), isSampled(half, undefined, () => 0.6)]).toEqual([
    true,
    false,
  ])
  for (const id of [low, high]) {
    expect(isSampled({ followsParent: false, ratio: 1 }, parent(false, id), Math.random)).toBe(true)
    expect(isSampled({ followsParent: false, ratio: 0 }, parent(true, id), Math.random)).toBe(false)
  }
})

test('records travel together, and are dropped when nobody takes them', async () => {
  const sent: (readonly SpanRecord[])[] = []
  const gate = Promise.withResolvers<void>()
  const spans = new RequestSpans({
    sampling: { followsParent: true, ratio: 1 },
    random: () => 0,
    send: (records) => {
      sent.push(records)
      return gate.promise
    },
  })
  const record = (): void => {
    const span = spans.begin((name) => (name === 'traceparent' ? `00-${traceId}-${spanId}-01` : undefined))
    if (span) spans.end(span, search)
  }
  record()
  record()
  const flushed = spans.flush()
  for (let i = 0; i < 5000; i++) record()
  expect(sent.map((records) => records.length)).toEqual([2])
  expect(spans.dropped).toBe(5000 - 2048)
  gate.resolve()
  await flushed
  expect(sent.map((records) => records.length)).toEqual([2, 2048])
  const [first] = sent[0] ?? []
  expect(first).toMatchObject({ ...search, parent: { traceId, spanId, sampled: true } })
  expect(first && first.endMs >= first.startMs && Math.abs(first.endMs - Date.now()) < 60_000).toBe(true)
})

test('a thread that has gone loses its records, and nobody waits', async () => {
  const spans = new RequestSpans({
    sampling: { followsParent: false, ratio: 1 },
    random: () => 0,
    send: () => Promise.reject(new Error('gone')),
  })
  const span = spans.begin(() => undefined)
  if (span) spans.end(span, search)
  await spans.flush()
  expect(spans.dropped).toBe(1)
})
