import { afterEach, expect, test } from 'bun:test'
import { type CancelSignal, CancelSource } from '#base/cancel-signal.ts'
import { MessageChannel } from 'node:worker_threads'
import { TaskCancelled } from '#base/task.ts'
import { RequestError } from '#model/errors.ts'
import { Channel } from '#threads/channel.ts'
import type { PeerCalls } from './contracts.ts'
import { createReadLoads, loadOf, serveThreadName, serveThreadPlace } from './read-loads.ts'
import { type PeerChannel, ReadSharing } from './read-sharing.ts'
import { threadErrors } from './thread-errors.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const channel of open.splice(0)) channel.close()
})

interface Run {
  readonly place: number
  readonly signal: CancelSignal
  end(error?: Error): void
}

/** Serve threads that are all on this one, with reads that end when the test says so. */
class Threads {
  readonly loads
  readonly runs: Run[] = []
  readonly sharings: ReadSharing[]
  #onRun = (): void => {}

  constructor(count: number, hasCores = true) {
    this.loads = createReadLoads(count)
    this.sharings = Array.from(
      { length: count },
      (_, own) => new ReadSharing({ loads: this.loads, own, hasCores: () => hasCores }),
    )
    for (let first = 0; first < count; first++) {
      for (let second = first + 1; second < count; second++) this.#join(first, second)
    }
  }

  /** A client asks the thread at this place. */
  call(place: number, message: number, signal: CancelSignal = new CancelSource()): Promise<Uint8Array> {
    return this.#sharing(place).run({
      signal,
      here: () => this.#read(place, message, signal),
      there: (peer, ticket) =>
        peer.call('method', { ticket, path: '/read', message: Uint8Array.of(message), info: {} as never }),
    })
  }

  /** Resolves when so many reads have begun. */
  async begun(count: number): Promise<void> {
    while (this.runs.length < count) {
      await new Promise<void>((resolve) => {
        this.#onRun = resolve
      })
    }
  }

  places(): number[] {
    return this.runs.map(({ place }) => place)
  }

  allLoads(): number[] {
    return this.sharings.map((_, place) => loadOf(this.loads, place))
  }

  #join(first: number, second: number): void {
    const { port1, port2 } = new MessageChannel()
    for (const [own, other, port] of [
      [first, second, port1],
      [second, first, port2],
    ] as const) {
      const inbox = this.#sharing(own).openInbox()
      const handlers: PeerCalls = {
        method: ({ ticket, message }) =>
          inbox.run(ticket, (signal) => this.#read(own, message[0] ?? -1, signal)),
        fetch: () => Promise.reject(new Error('not here')),
        batch: () => Promise.reject(new Error('not here')),
        cancel: (ticket) => inbox.cancel(ticket),
      }
      const channel: PeerChannel = new Channel(port, { peer: 'other', errors: threadErrors, handlers })
      this.#sharing(own).addPeer(other, channel)
      open.push(channel)
    }
  }

  #sharing(place: number): ReadSharing {
    return this.sharings[place] as ReadSharing
  }

  #read(place: number, message: number, signal: CancelSignal): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const end = (error?: Error): void => (error ? reject(error) : resolve(Uint8Array.of(message, place)))
      this.runs.push({ place, signal, end })
      this.#onRun()
    })
  }
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

test('reads that wait are shared with idle threads, and all are answered', async () => {
  const threads = new Threads(3)
  const answers = Array.from({ length: 12 }, (_, index) => threads.call(0, index))
  await threads.begun(12)
  expect(new Set(threads.places())).toEqual(new Set([0, 1, 2]))
  for (const run of threads.runs) run.end()
  const bytes = await Promise.all(answers)
  expect(bytes.map((answer) => answer[0])).toEqual(answers.map((_, index) => index))
  expect(threads.allLoads()).toEqual([0, 0, 0])
})

test('a thread that its own clients keep busy gets nothing', async () => {
  const threads = new Threads(2)
  const own = threads.call(1, 100)
  await threads.begun(1)
  const others = Array.from({ length: 6 }, (_, index) => threads.call(0, index))
  await threads.begun(7)
  expect(threads.places()).toEqual([1, 0, 0, 0, 0, 0, 0])
  for (const run of threads.runs) run.end()
  await Promise.all([own, ...others])
})

test('without cores for other threads nothing is sent', async () => {
  const threads = new Threads(2, false)
  const answers = Array.from({ length: 6 }, (_, index) => threads.call(0, index))
  await threads.begun(6)
  expect(new Set(threads.places())).toEqual(new Set([0]))
  expect(threads.sharings[0]?.takeIdle(100, 1)).toEqual([])
  for (const run of threads.runs) run.end()
  await Promise.all(answers)
})

test('one read at a time stays where it came in', async () => {
  const threads = new Threads(2)
  for (let round = 1; round <= 4; round++) {
    const answer = threads.call(0, round)
    await threads.begun(round)
    threads.runs.at(-1)?.end()
    await answer
  }
  expect(new Set(threads.places())).toEqual(new Set([0]))
})

test('a read that comes while another one lasts goes to an idle thread', async () => {
  const threads = new Threads(2)
  // So that the thread knows that its reads are long.
  const slow = threads.call(0, 1)
  await threads.begun(1)
  const startedMs = performance.now()
  while (performance.now() - startedMs < 20) await new Promise((resolve) => setImmediate(resolve))
  threads.runs[0]?.end()
  await slow
  const first = threads.call(0, 2)
  await threads.begun(2)
  const second = threads.call(0, 3)
  await threads.begun(3)
  expect(threads.places()).toEqual([0, 0, 1])
  for (const run of threads.runs) run.end()
  expect([await first, await second].map((answer) => [...answer])).toEqual([
    [2, 0],
    [3, 1],
  ])
  expect(threads.allLoads()).toEqual([0, 0])
})

test('errors and cancellations find their read on the other thread', async () => {
  const threads = new Threads(2)
  const abort = new AbortController()
  const answers = Array.from({ length: 4 }, (_, index) => threads.call(0, index, abort.signal))
  await threads.begun(4)
  const away = threads.runs.filter((run) => run.place === 1)
  expect(away).toHaveLength(2)
  const aborted = away.map(
    (run) => new Promise<void>((resolve) => run.signal.addEventListener('abort', resolve)),
  )
  abort.abort()
  await Promise.all(aborted)
  for (const run of threads.runs) run.end(new RequestError('not-found', `from ${run.place}`))
  const failures = await Promise.all(answers.map(failure))
  expect(failures.every((error) => error instanceof RequestError && error.kind === 'not-found')).toBe(true)
  expect(threads.allLoads()).toEqual([0, 0])
})

test('a read whose client has gone while it waited is not begun', async () => {
  const threads = new Threads(2, false)
  const abort = new AbortController()
  const gone = failure(threads.call(0, 1, abort.signal))
  const other = threads.call(0, 2)
  abort.abort()
  await threads.begun(1)
  threads.runs[0]?.end()
  expect(await other).toEqual(Uint8Array.of(2, 0))
  expect(await gone).toBeInstanceOf(TaskCancelled)
  expect(threads.runs).toHaveLength(1)
  expect(threads.allLoads()).toEqual([0, 0])
})

test('what a thread that ends leaves unanswered is answered here', async () => {
  const threads = new Threads(2)
  const answers = Array.from({ length: 4 }, (_, index) => threads.call(0, index))
  await threads.begun(4)
  expect(threads.places().filter((place) => place === 1)).toHaveLength(2)
  for (const channel of open.splice(0)) channel.close()
  await threads.begun(6)
  expect(threads.places().slice(4)).toEqual([0, 0])
  for (const run of threads.runs) run.end()
  const bytes = await Promise.all(answers)
  expect(bytes.map((answer) => [...answer])).toEqual([0, 1, 2, 3].map((message) => [message, 0]))
})

test('an idle thread is taken once', async () => {
  const threads = new Threads(3)
  const [first, second] = threads.sharings
  expect(first?.takeIdle(100, 1).map(({ place }) => place)).toEqual([1, 2])
  expect(second?.takeIdle(100, 1).map(({ place }) => place)).toEqual([0])
  expect(first?.takeIdle(100, 1)).toEqual([])
})

test('names and places of serve threads', () => {
  expect(serveThreadPlace(serveThreadName(12))).toBe(12)
  expect(serveThreadPlace('writer')).toBeUndefined()
})
