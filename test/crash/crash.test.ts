import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '#base/random.fixture.ts'
import { connectClient } from '../support/client.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { testedCollections } from './collections.ts'
import { Fleet } from './fleet.ts'
import { flipContents, type Sabotage, sabotages } from './sabotage.ts'

/**
 * Kills a server again and again while clients write, hurts its files, starts it again, and compares everything
 * with what was acknowledged. `CRASH_ROUNDS` and `CRASH_SEED` run it for longer, or once more.
 */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 20)
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000)
/** Writes of a round go on for at most so long; the optimizer works on what rests for a second. */
const writeMsMax = 1300

const folder = mkdtempSync(join(tmpdir(), 'quiver-crash-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
setDefaultTimeout(60_000 + rounds * 10_000)

const random = createRandom(seed)
const fleet = new Fleet(random)
const { writers, catalog, recall } = fleet

const start = (): Promise<TestServer> => startServer({ folder, args: ['--serve-threads', '2'] })

test(`no acknowledged write is lost, no refused one is there (seed ${seed}, ${rounds} rounds)`, async () => {
  let server = await start()
  await fleet.createCollections(server)
  for (let round = 0; round < rounds; round++) {
    const done: string[] = [`round ${round}`]
    try {
      await writeUntilKilled(server)
      done.push(hurt())
      server = await start()
      if (random() < 0.25) {
        done.push('killed while it recovered')
        await Bun.sleep(random() * 150)
        await server.stop('SIGKILL')
        server = await start()
      }
      await fleet.check(server)
    } catch (error) {
      await server.stop('SIGKILL')
      const log = server.output.slice(-20).join('\n')
      throw new Error(`seed ${seed}, ${done.join(', ')}: ${String(error)}\n${log}`, { cause: error })
    }
  }
  await fleet.untilGreen(server)
  await fleet.check(server)
  expect(await server.stop()).toBe(0)
  server = await start()
  await fleet.check(server)
  await server.stop()
  // Little is done when much is refused: the test would prove nothing.
  const acknowledged = writers.reduce((sum, { counts }) => sum + counts.acknowledged, 0)
  expect(acknowledged).toBeGreaterThan(rounds * writers.length)
  expect(catalog.acknowledged).toBeGreaterThan(rounds)
  expect(recall.found / recall.wanted).toBeGreaterThan(0.97)
})

test('segments with flipped bits are found and made again', async () => {
  const damaged = flipContents(join(folder, 'storage'), random)
  expect(damaged).toBeGreaterThan(0)
  const server = await start()
  // Its points are in no segment: it answers whatever becomes of the others.
  for (const collection of testedCollections.filter(({ name }) => name === 'head')) {
    await fleet.checkCollection(server, collection)
  }
  const found = (): number => server.output.filter((line) => line.includes('a segment is damaged')).length
  while (found() < damaged) await Bun.sleep(20)
  await fleet.untilGreen(server)
  await fleet.check(server)
  expect(await server.stop()).toBe(0)
})

/** Some collections rest in a round, so that the optimizer is killed in the middle of its work on them. */
async function writeUntilKilled(server: TestServer): Promise<void> {
  let killed = false
  const resting = testedCollections.filter(() => random() < 0.4)
  const active = writers.filter(({ collection }) => !resting.includes(collection))
  const running = [...active, ...(random() < 0.8 ? [catalog] : [])].map((client) =>
    client.run(connectClient(server), () => killed),
  )
  const all = Promise.all(running)
  const moment = Bun.sleep(20 + random() * writeMsMax)
  await Promise.race([moment, all.then(() => moment)])
  killed = true
  await server.stop('SIGKILL')
  await all
}

function hurt(): Sabotage {
  const names = Object.keys(sabotages) as Sabotage[]
  const name = random() < 0.4 ? 'nothing' : (names[Math.floor(random() * names.length)] ?? 'nothing')
  sabotages[name](join(folder, 'storage'), random)
  return name
}
