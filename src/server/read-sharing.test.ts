import { afterEach, expect, test } from 'bun:test'
import { MessageChannel } from 'node:worker_threads'
import type { GrpcMethod, GrpcMethods } from '#api/grpc/grpc-method.ts'
import { RequestError } from '#model/errors.ts'
import { fullAccess } from '#security/access.ts'
import { Channel } from '#threads/channel.ts'
import {
  createReadLoads,
  type PeerCalls,
  ReadSharing,
  serveThreadName,
  serveThreadPlace,
} from './read-sharing.ts'
import { threadErrors } from './thread-errors.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const channel of open.splice(0)) channel.close()
})

/** Serve threads that are all on this one, each with a method whose calls end when the test says so. */
function startThreads(count: number, idle = 1) {
  const loads = createReadLoads(count)
  const runs: { readonly place: number; readonly signal: AbortSignal; end(error?: Error): void }[] = []
  const sharings = Array.from(
    { length: count },
    (_, own) => new ReadSharing({ loads, own, isShared: () => true, idleCores: () => idle }),
  )
  for (const [a, first] of sharings.entries()) {
    for (const [b, second] of sharings.entries()) {
      if (b <= a) continue
      const { port1, port2 } = new MessageChannel()
      const options = { peer: 'other', errors: threadErrors }
      const toSecond = new Channel<PeerCalls, PeerCalls>(port1, { ...options, handlers: first.peerCalls() })
      const toFirst = new Channel<PeerCalls, PeerCalls>(port2, { ...options, handlers: second.peerCalls() })
      first.addPeer(b, toSecond)
      second.addPeer(a, toFirst)
      open.push(toSecond, toFirst)
    }
  }
  const methodOf = (place: number): GrpcMethod => ({
    path: '/read',
    streaming: false,
    handle: (message, { signal }) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error): void =>
          error ? reject(error) : resolve(Uint8Array.of(...message, place))
        runs.push({ place, signal, end })
        started?.()
      }),
  })
  let started: (() => void) | undefined
  /** Resolves when so many calls have begun. */
  const begun = async (calls: number): Promise<void> => {
    while (runs.length < calls) {
      await new Promise<void>((resolve) => {
        started = resolve
      })
    }
  }
  const tables: GrpcMethods[] = sharings.map((sharing, place) =>
    sharing.share(new Map([['/read', methodOf(place)]])),
  )
  const call = (place: number, message: number, signal = new AbortController().signal) => {
    // The message is a piece of a larger buffer, as those of a connection are.
    const bytes = Uint8Array.of(9, message, 9).subarray(1, 2)
    return (
      tables[place]?.get('/read')?.handle(bytes, { signal, access: fullAccess }) ??
      Promise.reject(new Error('no method'))
    )
  }
  return { loads, runs, call, begun }
}

test('reads that wait are shared with idle threads, and all are answered', async () => {
  const { loads, runs, call, begun } = startThreads(3)
  const answers = Array.from({ length: 12 }, (_, index) => call(0, index))
  await begun(12)
  const places = runs.map((run) => run.place)
  expect(new Set(places)).toEqual(new Set([0, 1, 2]))
  for (const run of runs) run.end()
  const bytes = await Promise.all(answers)
  expect(bytes.map((answer) => answer[0])).toEqual(answers.map((_, index) => index))
  expect(bytes.every((answer) => answer.length === 2)).toBe(true)
  expect([...loads].filter((_, index) => index % 2 === 0)).toEqual([0, 0, 0])
})

test('a thread that its own clients keep busy gets nothing', async () => {
  const { runs, call, begun } = startThreads(2)
  const own = call(1, 100)
  await begun(1)
  const others = Array.from({ length: 6 }, (_, index) => call(0, index))
  await begun(7)
  expect(runs.map((run) => run.place)).toEqual([1, 0, 0, 0, 0, 0, 0])
  for (const run of runs) run.end()
  await Promise.all([own, ...others])
})

test('without idle cores nothing is sent', async () => {
  const { runs, call, begun } = startThreads(2, 0)
  const answers = Array.from({ length: 6 }, (_, index) => call(0, index))
  await begun(6)
  expect(runs.every((run) => run.place === 0)).toBe(true)
  for (const run of runs) run.end()
  await Promise.all(answers)
})

test('one read at a time stays where it came in', async () => {
  const { runs, call, begun } = startThreads(2)
  for (let round = 1; round <= 4; round++) {
    const answer = call(0, round)
    await begun(round)
    runs.at(-1)?.end()
    await answer
  }
  expect(runs.every((run) => run.place === 0)).toBe(true)
})

test('errors and cancellations find their call on the other thread', async () => {
  const { loads, runs, call, begun } = startThreads(2)
  const abort = new AbortController()
  const answers = Array.from({ length: 4 }, (_, index) => call(0, index, abort.signal))
  await begun(4)
  const away = runs.filter((run) => run.place === 1)
  expect(away).toHaveLength(2)
  const aborted = away.map((run) => new Promise((resolve) => run.signal.addEventListener('abort', resolve)))
  abort.abort()
  await Promise.all(aborted)
  for (const run of runs) run.end(new RequestError('not-found', `from ${run.place}`))
  const failures = await Promise.all(answers.map((answer) => answer.catch((error: unknown) => error)))
  expect(failures.every((error) => error instanceof RequestError && error.kind === 'not-found')).toBe(true)
  expect(loads[0]).toBe(0)
  expect(loads[2]).toBe(0)
})

test('names and places of serve threads', () => {
  expect(serveThreadPlace(serveThreadName(12))).toBe(12)
})
