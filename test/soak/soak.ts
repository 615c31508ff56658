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
import { cpuSecondsOf, Pace } from './pace.ts'

/**
 * Not part of the tests of every day:
 *
 *     SOAK_MINUTES=60 node scripts/bun.mjs test ./test/soak/soak.ts
 *
 * Clients write and search, snapshots are made and recovered. One server works for half of the time, and may not
 * grow; then, in short rounds, servers are stopped or killed. Nothing acknowledged may be lost. `SOAK_CORES=0.33`
 * holds the load, of clients and server together, to a third of a core.
 */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 10)
const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000)
const cores = Number(process.env['SOAK_CORES'] ?? Number.POSITIVE_INFINITY)
const longRoundMs = (minutes / 2) * 60_000
const shortRoundMs = Math.min(2, minutes / 8) * 60_000
const pauseMs = 1000
/** What memory may grow by from the second quarter of a long round to its last; the first is for caches. */
const growthBytesMax = 48 * 1024 * 1024
const growthMax = 1.15
const filesGrowthMax = 40

const folder = mkdtempSync(join(tmpdir(), 'quiver-soak-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
setDefaultTimeout(minutes * 60_000 * 2 + 120_000)

const random = createRandom(seed)
const fleet = new Fleet(random)
const totals = { searches: 0, snapshots: 0, kills: 0, stops: 0, cpuSeconds: 0 }

test(`it runs for long (seed ${seed}, ${minutes} minutes)`, async () => {
  const endMs = performance.now() + minutes * 60_000
  let server = await startServer({ folder })
  await fleet.createCollections(server)
  for (let round = 0; performance.now() < endMs; round++) {
    const samples = await runRound(server, round === 0 ? longRoundMs : shortRoundMs)
    if (round === 0) expectFlat(samples)
    server = await startServer({ folder })
    await removeSnapshots(server)
    await fleet.check(server)
    say(`round ${round}: ${summary()}`)
  }
  expect(await server.stop()).toBe(0)
  expect(totals.snapshots).toBeGreaterThan(0)
  expect(fleet.recall.found / fleet.recall.wanted).toBeGreaterThan(0.97)
})

/** Works until the time is over and the server has been stopped or killed. */
async function runRound(server: TestServer, roundMs: number): Promise<readonly Sample[]> {
  let stopped = false
  const samples: Sample[] = []
  const pace = new Pace(cores, server.pid)
  const turn = (): Promise<void> => pace.turn(() => stopped)
  const again = (run: () => Promise<unknown>): Promise<void> => untilStopped(() => stopped, run)
  const work = [
    ...fleet.writers.map((writer) => writer.run(connectClient(server), () => stopped, { turn })),
    fleet.catalog.run(connectClient(server), () => stopped, { turn }),
    again(() => makeAndRecoverSnapshots(server, turn)),
    again(() => searchAll(server, turn)),
    again(async () => {
      samples.push(sampleOf(server))
      await Bun.sleep(pauseMs)
    }),
  ]
  await Promise.race([Bun.sleep(roundMs), Promise.race(work)])
  stopped = true
  totals.cpuSeconds += cpuSecondsOf(server.pid)
  const killed = random() < 0.7
  const code = await server.stop(killed ? 'SIGKILL' : 'SIGTERM')
  await Promise.all(work)
  expect(code).toBe(killed ? null : 0)
  totals[killed ? 'kills' : 'stops']++
  return samples
}

function summary(): string {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
  const acknowledged =
    sum(fleet.writers.map(({ counts }) => counts.acknowledged)) + fleet.catalog.acknowledged
  const refused = sum(fleet.writers.map(({ counts }) => counts.refused))
  const { searches, snapshots, kills, stops, cpuSeconds } = totals
  const recall = (fleet.recall.found / fleet.recall.wanted).toFixed(4)
  return (
    `${acknowledged} writes acknowledged, ${refused} refused, ${searches} searches, ${snapshots} snapshots; ` +
    `${kills} kills, ${stops} stops, none lost; recall ${recall}; servers used ${Math.round(cpuSeconds)} s`
  )
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

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

async function makeAndRecoverSnapshots(server: TestServer, turn: () => Promise<void>): Promise<void> {
  for (const { name } of testedCollections) {
    await turn()
    const path = `/collections/${name}/snapshots`
    const snapshot = await ask<{ name: string }>(server, 'POST', path)
    const location = `file://${join(folder, 'snapshots', name, snapshot.name)}`
    await ask(server, 'PUT', `/collections/${copyName}/snapshots/recover`, { location })
    await ask(server, 'POST', `/collections/${copyName}/points/count`, {})
    await ask(server, 'DELETE', `/collections/${copyName}`)
    await ask(server, 'DELETE', `${path}/${snapshot.name}`)
    totals.snapshots++
    await Bun.sleep(pauseMs)
  }
}

/** What a killed server has left of them, and of their copies. */
async function removeSnapshots(server: TestServer): Promise<void> {
  await ask(server, 'DELETE', `/collections/${copyName}`)
  for (const { name } of testedCollections) {
    const path = `/collections/${name}/snapshots`
    for (const snapshot of await ask<{ name: string }[]>(server, 'GET', path)) {
      await ask(server, 'DELETE', `${path}/${snapshot.name}`)
    }
  }
}

async function searchAll(server: TestServer, turn: () => Promise<void>): Promise<void> {
  for (const collection of testedCollections) {
    await turn()
    const { name, searched } = collection
    const query = collection.randomVectors(random)[searched]
    const using = searched === '' ? {} : { using: searched }
    await ask(server, 'POST', `/collections/${name}/points/query`, { query, limit: 10, ...using })
    totals.searches++
  }
  await Bun.sleep(5)
}

interface Sample {
  /** Memory of its own, without mapped files. */
  readonly memoryBytes: number
  /** With them. */
  readonly residentBytes: number
  readonly openFiles: number
}

/** Linux only. */
function sampleOf({ pid }: TestServer): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024
  return {
    memoryBytes: bytes('RssAnon'),
    residentBytes: bytes('VmRSS'),
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
  }
}

function expectFlat(samples: readonly Sample[]): void {
  const quarter = Math.floor(samples.length / 4)
  const medians = (of: keyof Sample): number[] =>
    [0, 1, 2, 3].map((at) => {
      const part = samples.slice(at * quarter, (at + 1) * quarter).map((sample) => sample[of])
      return part.toSorted((a, b) => a - b)[Math.floor(quarter / 2)] ?? 0
    })
  const megabytes = (of: keyof Sample): string =>
    medians(of)
      .map((bytes) => Math.round(bytes / 1e6))
      .join(', ')
  const [memory, files] = [medians('memoryBytes'), medians('openFiles')]
  say(
    `by quarters: memory ${megabytes('memoryBytes')} MB; resident ${megabytes('residentBytes')} MB; files ${files.join(', ')}`,
  )
  expect(memory[3]).toBeLessThan((memory[1] ?? 0) * growthMax + growthBytesMax)
  expect(files[3]).toBeLessThan((files[1] ?? 0) + filesGrowthMax)
}
