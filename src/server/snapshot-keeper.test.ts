import { expect, test } from 'bun:test'
import type { SnapshotRecovery } from '#service/snapshot-ports.ts'
import { createLogger } from '#telemetry/logger.ts'
import type { SnapshotCalls } from './contracts.ts'
import { SnapshotKeeper } from './snapshot-keeper.ts'
import type { SnapshotThread } from './snapshot-thread.ts'

const info = { name: 's', createdMs: 0, sizeBytes: 1, checksum: 'x' }
const recovery: SnapshotRecovery = {
  collection: 'c',
  mustExist: false,
  source: { kind: 'file', path: '/x', removed: false },
  checksum: undefined,
}

interface FakeThread {
  readonly call: string
  readonly answer: PromiseWithResolvers<unknown>
  readonly death: PromiseWithResolvers<never>
  ended: boolean
}

/** A keeper whose threads do what the test says. */
function createKeeper() {
  const threads: FakeThread[] = []
  const restored: string[] = []
  const spawn = (): SnapshotThread => {
    const thread = {
      answer: Promise.withResolvers(),
      death: Promise.withResolvers<never>(),
      ended: false,
      call: '',
    }
    thread.death.promise.catch(() => {})
    const call = (name: keyof SnapshotCalls): Promise<unknown> => {
      threads.push(Object.assign(thread, { call: name }))
      return thread.answer.promise
    }
    return {
      calls: { call } as unknown as SnapshotThread['calls'],
      death: thread.death.promise,
      async end() {
        thread.ended = true
        thread.answer.reject(new Error('the channel was closed'))
        await thread.answer.promise.catch(() => {})
      },
    }
  }
  const keeper = new SnapshotKeeper({
    catalog: { restore: async (name) => void restored.push(name) },
    spawn,
    logger: createLogger({ thread: 'test', level: 'off', write: () => {} }),
  })
  return { keeper, threads, restored }
}

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))
const failureOf = (failing: Promise<unknown>): Promise<string> =>
  failing.then(
    () => 'nothing',
    (error: Error) => error.message,
  )

test('jobs run one after the other, each on a thread of its own', async () => {
  const { keeper, threads, restored } = createKeeper()
  const created = keeper.create({ kind: 'full' })
  const recovered = keeper.recover(recovery)
  await turn()
  expect(threads.map(({ call }) => call)).toEqual(['create'])
  threads[0]?.answer.resolve(info)
  expect(await created).toEqual(info)
  await turn()
  expect(threads.map(({ call, ended }) => [call, ended])).toEqual([
    ['create', true],
    ['restore', false],
  ])
  expect(restored).toEqual([])
  threads[1]?.answer.resolve({ uuid: 'u', collection: 'c', config: {} })
  await recovered
  expect(restored).toEqual(['c'])
})

test('a thread that dies, a full disk and a crowd are told as what they are', async () => {
  const { keeper, threads } = createKeeper()
  const dying = failureOf(keeper.create({ kind: 'full' }))
  await turn()
  threads[0]?.death.reject(new Error('out of memory'))
  expect(await dying).toBe('Service internal error: the snapshot failed: out of memory')
  const full = failureOf(keeper.create({ kind: 'full' }))
  await turn()
  threads[1]?.answer.reject(new Error('ENOSPC: no space left on device, write'))
  expect(await full).toBe('No space left on the disk for the snapshot')
  const crowd = Array.from({ length: 65 }, () => failureOf(keeper.create({ kind: 'full' })))
  expect(await crowd[64]).toBe('Too many snapshots wait to be made or recovered already: 64')
  await turn()
  await keeper.stop()
  const failures = await Promise.all(crowd.slice(0, 64))
  expect(new Set(failures.slice(1))).toEqual(new Set(['The server is shutting down']))
})
