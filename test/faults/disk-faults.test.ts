import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type ConnectError, ConnectErrorCode } from '@qdrant/js-client-grpc'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '#base/random.fixture.ts'
import { testedCollections } from '../crash/collections.ts'
import { Fleet } from '../crash/fleet.ts'
import { connectClient } from '../support/client.ts'
import { ask } from '../upgrade/content.ts'
import {
  type CallKind,
  canInjectFaults,
  type Fault,
  type FaultyServer,
  startFaultyServer,
} from './faulty-server.ts'

/**
 * System calls of the executable fail while clients write and search: what was acknowledged stays, what was refused
 * for want of space is not there, reads go on, and once the disk works again writes do. `FAULT_ROUNDS` and
 * `FAULT_SEED` run it for longer, or once more.
 */
const rounds = Number(process.env['FAULT_ROUNDS'] ?? 8)
const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000)
/** How long clients write while calls may fail, and afterwards. */
const faultyMs = 350
const soundMs = 150

const folder = mkdtempSync(join(tmpdir(), 'quiver-disk-faults-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
setDefaultTimeout(60_000 + rounds * 10_000)

const random = createRandom(seed)
const fleet = new Fleet(random)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T

const changes: readonly CallKind[] = ['write', 'sync', 'rename', 'truncate', 'create', 'link', 'remove']
const places = ['/shard-0/', 'shard.sqlite', 'shard.sqlite-wal', '/head-', '/segment-', 'manifest', 'catalog']

/** Reads may fail only where reading does: of them no test asks that they go on. */
const readFaults = [
  { kinds: ['read'], error: 'EIO' },
  { kinds: ['map'], error: 'ENOMEM' },
] as const

function randomFault(): Fault & { readonly error: keyof typeof meanings } {
  const at = 1 + Math.floor(random() ** 2 * 200)
  if (random() < 0.15) return { ...pick(readFaults), path: pick(places), at: Math.ceil(at / 10), count: 1 }
  const isFull = random() < 0.4
  const path = random() < 0.3 ? 'storage/' : pick(places)
  // SQLite does not say why a file cannot be made, and the server then finds out by making another one.
  const growing: readonly CallKind[] =
    path === 'storage/' ? ['write', 'truncate', 'create'] : ['write', 'truncate']
  return {
    kinds: isFull ? growing : random() < 0.5 ? changes : [pick(changes)],
    path,
    error: isFull ? pick(['ENOSPC', 'EDQUOT'] as const) : 'EIO',
    at,
    count: random() < 0.5 ? 1 : Number.POSITIVE_INFINITY,
  }
}

const start = (): Promise<FaultyServer> => startFaultyServer({ folder, args: ['--serve-threads', '2'] })

if (canInjectFaults) {
  test(`a failing disk loses nothing that was acknowledged (seed ${seed}, ${rounds} rounds)`, async () => {
    let server = await start()
    await fleet.createCollections(server)
    let hit = 0
    for (let round = 0; round < rounds; round++) {
      const fault = randomFault()
      try {
        await writeWithFault(server, fault)
        if (server.failed > 0) hit++
        await touch(server)
        await fleet.check(server)
        await write(server, soundMs)
        if (random() < 0.3) {
          await server.stop(random() < 0.5 ? 'SIGKILL' : 'SIGTERM')
          server = await start()
        }
        await fleet.check(server)
      } catch (error) {
        await server.stop('SIGKILL')
        const log = server.output
          .filter((line) => !line.includes('"info"'))
          .slice(-10)
          .join('\n')
        const what = `seed ${seed}, round ${round}, ${JSON.stringify(fault)}, ${server.failed} failed`
        throw new Error(`${what}: ${String(error)}\n${log}`, { cause: error })
      }
    }
    expect(await server.stop()).toBe(0)
    server = await start()
    await fleet.untilGreen(server)
    await fleet.check(server)
    expect(await server.stop()).toBe(0)
    expect(hit).toBeGreaterThan(0)
  })
}

/** Clients write and search until the time is over; those that were told of a failure they cannot judge end. */
async function writeWithFault(server: FaultyServer, fault: ReturnType<typeof randomFault>): Promise<void> {
  let stopped = false
  const options = { meaningOf: meanings[fault.error] }
  const readsFail = readFaults.some(({ kinds }) => kinds[0] === fault.kinds[0])
  const searching = readsFail ? undefined : searchUntil(server, () => stopped)
  server.arm(fault)
  const clients = [...fleet.writers, fleet.catalog].map((client) =>
    client.run(connectClient(server), () => stopped, options),
  )
  await Promise.race([Bun.sleep(faultyMs), Promise.all([...clients, searching])])
  stopped = true
  await Promise.all([...clients, searching])
  server.arm(undefined)
}

/**
 * Has shards opened again that could not be while the disk failed: only then it shows whether a write was done that
 * was answered with a failure.
 */
async function touch(server: FaultyServer): Promise<void> {
  const { collections } = await ask<{ collections: { name: string }[] }>(server, 'GET', '/collections')
  for (const { name } of collections) {
    await ask(server, 'POST', `/collections/${name}/points/delete?wait=true`, { points: [999_999] })
  }
}

/** Nothing fails any more. */
async function write(server: FaultyServer, milliseconds: number): Promise<void> {
  let stopped = false
  const clients = [...fleet.writers, fleet.catalog].map((client) =>
    client.run(connectClient(server), () => stopped),
  )
  await Promise.race([Bun.sleep(milliseconds), Promise.all(clients)])
  stopped = true
  await Promise.all(clients)
}

async function searchUntil(server: FaultyServer, stopped: () => boolean): Promise<void> {
  while (!stopped()) {
    for (const collection of testedCollections) {
      const { name, searched } = collection
      const query = collection.randomVectors(random)[searched]
      const using = searched === '' ? {} : { using: searched }
      await ask(server, 'POST', `/collections/${name}/points/query`, { query, limit: 3, ...using })
    }
    await Bun.sleep(5)
  }
}

type Meaning = 'unchanged' | 'unknown' | undefined

/** What each failure may be answered with. */
const meanings = {
  EIO: ({ code }: ConnectError): Meaning => (code === ConnectErrorCode.Internal ? 'unknown' : undefined),
  ENOSPC: ({ code, rawMessage }: ConnectError): Meaning => {
    if (code === ConnectErrorCode.ResourceExhausted) return 'unchanged'
    // There was no space for taking it back either.
    return rawMessage.includes('the catalog names it all the same') ? 'unknown' : undefined
  },
  // SQLite does not tell it from a damaged disk.
  ENOMEM: ({ code }: ConnectError): Meaning => (code === ConnectErrorCode.Internal ? 'unknown' : undefined),
  EDQUOT: (error: ConnectError): Meaning => meanings.ENOSPC(error) ?? meanings.EIO(error),
} as const
