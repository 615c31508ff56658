import { expect, test } from 'bun:test'
import { YoungGarbage } from './young-garbage.ts'

test('garbage is collected once nobody waits, or when it is too much', () => {
  let collections = 0
  let busy = false
  const scheduled: (() => void)[] = []
  const garbage = new YoungGarbage({
    isBusy: () => busy,
    collect: () => void collections++,
    schedule: (run) => scheduled.push(run),
  })
  const turn = (): void => scheduled.splice(0).forEach((run) => run())
  garbage.add(511)
  turn()
  expect(collections).toBe(0)
  garbage.add(1)
  garbage.add(1)
  expect(scheduled.length).toBe(1)
  turn()
  expect(collections).toBe(1)
  busy = true
  garbage.add(600)
  turn()
  expect(collections).toBe(1)
  garbage.add(424)
  turn()
  expect(collections).toBe(2)
  busy = false
  garbage.add(1)
  turn()
  expect(collections).toBe(2)
})

test('the engine collects', async () => {
  let collected = 0
  const registry = new FinalizationRegistry(() => collected++)
  const leave = (): void => {
    for (let made = 0; made < 1000; made++) registry.register({ made }, made)
  }
  leave()
  const garbage = new YoungGarbage({ isBusy: () => false })
  garbage.add(1000)
  // Two turns: that of the collection, and that in which the registry tells of it.
  for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done))
  expect(collected).toBeGreaterThan(0)
})
