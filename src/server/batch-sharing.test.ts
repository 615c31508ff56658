import { afterEach, expect, test } from 'bun:test'
import { type CancelSignal, CancelSource } from '#base/cancel-signal.ts'
import { MessageChannel } from 'node:worker_threads'
import { must } from '#base/assert.ts'
import { createHardwareUsage } from '#base/hardware-usage.ts'
import { RequestError } from '#model/errors.ts'
import type { QueryRequest } from '#model/query.ts'
import type { ScoredPoint } from '#model/result.ts'
import type { Batch, CallContext } from '#service/ports.ts'
import { Channel } from '#threads/channel.ts'
import { portable } from '#threads/portable.ts'
import { ThreadBatches } from './batch-sharing.ts'
import type { PeerCalls } from './contracts.ts'
import { createReadLoads, loadOf } from './read-loads.ts'
import { type PeerChannel, ReadSharing } from './read-sharing.ts'
import { threadErrors } from './thread-errors.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const channel of open.splice(0)) channel.close()
})

type Answer = (
  requests: readonly QueryRequest[],
  place: number,
  signal?: CancelSignal,
) => Promise<ScoredPoint[][]>

/** A thread with so many idle ones beside it, all of them on this one. */
function startThreads(idle: number, answer: Answer) {
  const loads = createReadLoads(idle + 1)
  const shares: number[] = []
  const peerHandlers = (place: number, sharing: ReadSharing): PeerCalls => {
    const inbox = sharing.openInbox()
    return {
      method: () => Promise.reject(new Error('not here')),
      fetch: () => Promise.reject(new Error('not here')),
      batch: ({ ticket, requests }) =>
        inbox.run(ticket, async (signal) => {
          shares.push(requests.length)
          const points = portable(await answer(requests, place, signal)).value
          return { points, usage: createHardwareUsage() }
        }),
      cancel: (ticket) => inbox.cancel(ticket),
    }
  }
  const own = new ReadSharing({ loads, own: 0, hasCores: () => true })
  for (let place = 1; place <= idle; place++) {
    const { port1, port2 } = new MessageChannel()
    const other = new ReadSharing({ loads, own: place, hasCores: () => true })
    const options = { peer: 'other', errors: threadErrors }
    const channel: PeerChannel = new Channel(port1, { ...options, handlers: peerHandlers(0, own) })
    open.push(channel, new Channel(port2, { ...options, handlers: peerHandlers(place, other) }))
    own.addPeer(place, channel)
  }
  const batches = new ThreadBatches(own)
  const run = (requests: readonly QueryRequest[], signal: CancelSignal = new CancelSource()) => {
    const call = { signal } as CallContext
    const batch: Batch = {
      operation: 'points.QueryBatch',
      collection: 'c',
      requests,
      timeoutSec: undefined,
      call,
      here: (some) => answer(some, 0),
    }
    return batches.run(batch)
  }
  return { run, shares, idle: () => Array.from({ length: idle + 1 }, (_, place) => loadOf(loads, place)) }
}

/** Requests that are told apart by their vectors, pieces of one large buffer. */
function requestsOf(count: number): QueryRequest[] {
  const all = Float32Array.from({ length: count }, (_, index) => index)
  return Array.from({ length: count }, (_, index) => ({
    prefetch: [],
    query: { kind: 'nearest', vector: { kind: 'dense', values: all.subarray(index, index + 1) } },
    using: '',
    params: {},
    limit: 1,
    offset: 0,
    withPayload: { kind: 'none' },
    withVectors: { kind: 'none' },
  }))
}

function numberOf({ query }: QueryRequest): number {
  if (query?.kind !== 'nearest' || query.vector.kind !== 'dense') throw new Error('not one of the requests')
  return must(query.vector.values[0], 'a request has its number')
}

/** The number of the request as the id, the place of the thread as the version. */
const echo: Answer = async (requests, place) =>
  requests.map((request) => [
    {
      id: numberOf(request),
      version: place,
      score: 0,
      payload: Uint8Array.of(place) as never,
      vectors: null,
    },
  ])

test('a batch is spread over idle threads and its answers keep the order', async () => {
  const { run, shares, idle } = startThreads(3, echo)
  const answers = await run(requestsOf(10))
  expect(answers.map((points) => points[0]?.id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(answers.map((points) => points[0]?.version)).toEqual([0, 0, 1, 1, 1, 2, 2, 3, 3, 3])
  expect(answers.map((points) => [...(points[0]?.payload ?? [])])).toEqual(
    answers.map((points) => [points[0]?.version ?? -1]),
  )
  expect(shares).toEqual([3, 2, 3])
  expect(idle()).toEqual([0, 0, 0, 0])
})

test('the error of the first request that fails is told, wherever it ran', async () => {
  const failing: Answer = async (requests, place) => {
    const bad = requests.find((request) => numberOf(request) >= 3)
    if (bad) throw new RequestError('invalid-argument', `request ${numberOf(bad)}`)
    return await echo(requests, place)
  }
  const { run, idle } = startThreads(2, failing)
  const error: unknown = await run(requestsOf(9)).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind: 'invalid-argument', message: 'request 3' })
  // The last share fails by itself: it is not waited for.
  while (idle().some((load) => load > 0)) await new Promise((resolve) => setImmediate(resolve))
})

test('after an error, and when the client goes, the other threads stop', async () => {
  for (const clientGoes of [false, true]) {
    const stopped = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const abort = new AbortController()
    const { run } = startThreads(1, async (requests, place, signal) => {
      if (place === 1) {
        begun.resolve()
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
        stopped.resolve()
        throw new RequestError('cancelled', 'stopped')
      }
      await begun.promise
      if (!clientGoes) throw new RequestError('not-found', 'here')
      abort.abort()
      return await echo(requests, place)
    })
    const error: unknown = await run(requestsOf(4), abort.signal).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind: clientGoes ? 'cancelled' : 'not-found' })
    await stopped.promise
  }
})

test('the share of a thread that ends is answered here', async () => {
  const { run } = startThreads(1, async (requests, place) => {
    if (place === 1) {
      for (const channel of open.splice(0)) channel.close()
      return await new Promise<never>(() => {})
    }
    return await echo(requests, place)
  })
  const answers = await run(requestsOf(4))
  expect(answers.map((points) => points[0]?.id)).toEqual([0, 1, 2, 3])
  expect(answers.every((points) => points[0]?.version === 0)).toBe(true)
})
