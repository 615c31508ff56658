import { expect, test } from 'bun:test'
import { IdleCollection } from './idle-collection.ts'

/** Resolves when it has collected, with how often it was asked whether it is busy before. */
function collected(busyRounds: number): { idle: IdleCollection; asked: Promise<number> } {
  let rounds = 0
  const { promise, resolve } = Promise.withResolvers<number>()
  const idle = new IdleCollection({
    isBusy: () => ++rounds <= busyRounds,
    collect: () => resolve(rounds),
    quietMs: 1,
  })
  return { idle, asked: promise }
}

test('it collects once the thread is idle', async () => {
  const { idle, asked } = collected(3)
  idle.note()
  idle.note()
  expect(await asked).toBe(4)
})

test('a thread that is never idle is collected all the same', async () => {
  const { idle, asked } = collected(Number.POSITIVE_INFINITY)
  idle.note()
  expect(await asked).toBe(10)
})
