import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '#base/random.fixture.ts'
import { testedCollections } from '../crash/collections.ts'
import { Fleet } from '../crash/fleet.ts'
import { connectClient } from '../support/client.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { ask } from '../upgrade/content.ts'

/**
 * Not part of the tests of every day:
 *
 *     SOAK_MINUTES=60 node scripts/bun.mjs test ./test/soak/soak.ts
 *
 * Clients write and search, snapshots are made and recovered, and in rounds the server is stopped or killed.
 * Nothing acknowledged may be lost, and a server that works on the same points for long may not grow.
 */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 10)
const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000)
const roundMs = Math.min(5, minutes / 4) * 60_000
const pauseMs = 1000
/** What memory may grow by between the thirds of a round; the first is for caches and compiled code. */
const growthBytesMax = 48 * 1024 * 1024
const growthMax = 1.15
const filesGrowthMax = 40

const folder = mkdtempSync(join(tmpdir(), 'quiver-soak-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
setDefaultTimeout(minutes * 60_000 * 2 + 120_000)

interface Sample {
  readonly memoryBytes: number
  readonly openFiles: number
}

test(`it runs for long (seed ${seed}, ${minutes} minutes)`, async () => {
  const random = createRandom(seed)
  const fleet = new Fleet(random)
  const endMs = performance.now() + minutes * 60_000
  let server = await startServer({ folder })
  await fleet.createCollections(server)
  let snapshots = 0
  for (let round = 0; performance.now() < endMs; round++) {
    let stopped = false
    const samples: Sample[] = []
    const work = [
      ...fleet.writers.map((writer) => writer.run(connectClient(server), () => stopped)),
      fleet.catalog.run(connectClient(server), () => stopped),
      untilStopped(
        () => stopped,
        async () => void (await makeAndRecoverSnapshot(server), snapshots++),
      ),
      untilStopped(
        () => stopped,
        () => searchAll(server, random),
      ),
      untilStopped(
        () => stopped,
        async () => {
          samples.push(sampleOf(server))
          await Bun.sleep(pauseMs)
        },
      ),
    ]
    const failed = Promise.race(work)
    await Promise.race([Bun.sleep(roundMs), failed])
    stopped = true
    const code = await server.stop(random() < 0.5 ? 'SIGKILL' : 'SIGTERM')
    await Promise.all(work)
    expect([0, null]).toContain(code)
    expectFlat(samples)
    server = await startServer({ folder })
    await fleet.check(server)
    await removeSnapshots(server)
  }
  expect(await server.stop()).toBe(0)
  expect(snapshots).toBeGreaterThan(0)
  expect(fleet.recall.found / fleet.recall.wanted).toBeGreaterThan(0.97)
})

/** Again and again. What fails when the server is stopped is no news. */
async function untilStopped(stopped: () => boolean, run: () => Promise<unknown>): Promise<void> {
  while (!stopped()) {
    try {
      await run()
    } catch (error) {
      if (!stopped()) throw error
    }
  }
}

const copyName = 'soak-copy'

async function makeAndRecoverSnapshot(server: TestServer): Promise<void> {
  for (const { name } of testedCollections) {
    const path = `/collections/${name}/snapshots`
    const snapshot = await ask<{ name: string }>(server, 'POST', path)
    const location = `file://${join(folder, 'snapshots', name, snapshot.name)}`
    await ask(server, 'PUT', `/collections/${copyName}/snapshots/recover`, { location })
    await ask(server, 'POST', `/collections/${copyName}/points/count`, {})
    await ask(server, 'DELETE', `/collections/${copyName}`)
    await ask(server, 'DELETE', `${path}/${snapshot.name}`)
    await Bun.sleep(pauseMs)
  }
}

/** What a killed server has left. */
async function removeSnapshots(server: TestServer): Promise<void> {
  await ask(server, 'DELETE', `/collections/${copyName}`)
  for (const { name } of testedCollections) {
    const path = `/collections/${name}/snapshots`
    for (const snapshot of await ask<{ name: string }[]>(server, 'GET', path)) {
      await ask(server, 'DELETE', `${path}/${snapshot.name}`)
    }
  }
}

async function searchAll(server: TestServer, random: () => number): Promise<void> {
  for (const collection of testedCollections) {
    const { name, searched } = collection
    const query = collection.randomVectors(random)[searched]
    const using = searched === '' ? {} : { using: searched }
    await ask(server, 'POST', `/collections/${name}/points/query`, { query, limit: 10, ...using })
  }
  await Bun.sleep(5)
}

/** Memory of its own, without mapped files, and open files. Linux only. */
function sampleOf({ pid }: TestServer): Sample {
  const anonymousKb = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return { memoryBytes: Number(anonymousKb) * 1024, openFiles: readdirSync(`/proc/${pid}/fd`).length }
}

function expectFlat(samples: readonly Sample[]): void {
  const third = Math.floor(samples.length / 3)
  const median = (part: readonly Sample[], of: keyof Sample): number =>
    part.map((sample) => sample[of]).toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0
  const before = samples.slice(third, 2 * third)
  const after = samples.slice(-third)
  const [memoryBefore, memoryAfter] = [median(before, 'memoryBytes'), median(after, 'memoryBytes')]
  process.stdout.write(
    `memory ${Math.round(memoryBefore / 1e6)} MB, later ${Math.round(memoryAfter / 1e6)} MB; ` +
      `files ${median(before, 'openFiles')}, later ${median(after, 'openFiles')}\n`,
  )
  expect(memoryAfter).toBeLessThan(memoryBefore * growthMax + growthBytesMax)
  expect(median(after, 'openFiles')).toBeLessThan(median(before, 'openFiles') + filesGrowthMax)
}
