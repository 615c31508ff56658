import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '#base/random.fixture.ts'
import { startServer, type TestServer } from '../support/server.ts'

/**
 * Kills a server again and again while clients make collections and write a first point into some of them. What a
 * new collection has on the disk before its first write is not synced, so of those that nobody has written to
 * files are taken away then, as a loss of power may. `CRASH_ROUNDS` and `CRASH_SEED` run it for longer, or once more.
 */
const rounds = Math.ceil(Number(process.env['CRASH_ROUNDS'] ?? 20) / 4)
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000)
const clients = 3
const writeMsMax = 500

const folder = mkdtempSync(join(tmpdir(), 'quiver-new-collections-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
setDefaultTimeout(60_000 + rounds * 10_000)

const random = createRandom(seed)

/** What a client knows of a collection: `open` was sent and not answered. */
interface Known {
  collection: 'open' | 'made'
  point: 'none' | 'open' | 'written'
}
const known = new Map<string, Known>()
let made = 0

test(`a collection is there whole or not at all (seed ${seed}, ${rounds} rounds)`, async () => {
  for (let round = 0; round < rounds; round++) {
    const server = await startServer({ folder, args: ['--serve-threads', '2'] })
    await check(server)
    const running = Promise.all(Array.from({ length: clients }, () => work(server)))
    await Bun.sleep(50 + random() * writeMsMax)
    await server.stop('SIGKILL')
    await running
    loseUnsynced()
  }
  const server = await startServer({ folder, args: ['--serve-threads', '2'] })
  await check(server)
  expect(await server.stop()).toBe(0)
  expect([...known.values()].filter(({ point }) => point === 'written').length).toBeGreaterThan(rounds)
})

/** Makes collections until the server is gone. */
async function work(server: TestServer): Promise<void> {
  for (;;) {
    const name = `new-${made++}`
    const state: Known = { collection: 'open', point: 'none' }
    known.set(name, state)
    const isWritten = random() < 0.5
    if (!(await put(server, `/collections/${name}`, { vectors: { size: 2, distance: 'Dot' } }))) return
    state.collection = 'made'
    if (!isWritten) continue
    state.point = 'open'
    const points = [{ id: 1, vector: [1, 2], payload: { name } }]
    if (!(await put(server, `/collections/${name}/points?wait=true`, { points }))) return
    state.point = 'written'
  }
}

/** Compares everything with what was acknowledged, and takes over what is there. */
async function check(server: TestServer): Promise<void> {
  const { collections } = await get<{ collections: { name: string }[] }>(server, '/collections')
  const found = new Set(collections.map(({ name }) => name))
  for (const [name, state] of known) {
    if (!found.delete(name)) {
      if (state.collection === 'made') throw new Error(`${name} is lost`)
      known.delete(name)
      continue
    }
    state.collection = 'made'
    const { points } = await scroll(server, name)
    if (points.length === 0 && state.point === 'written') throw new Error(`the point of ${name} is lost`)
    if (points.length > 0) {
      expect(state.point).not.toBe('none')
      expect(points).toEqual([{ id: 1, payload: { name }, vector: [1, 2] }])
    }
    state.point = points.length > 0 ? 'written' : 'none'
    // Some take a point only now, after files of theirs may have gone.
    if (state.point === 'none' && random() < 0.3) {
      const written = [{ id: 1, vector: [1, 2], payload: { name } }]
      expect(await put(server, `/collections/${name}/points?wait=true`, { points: written })).toBe(true)
      state.point = 'written'
    }
  }
  expect([...found]).toEqual([])
}

/** Takes away what a loss of power may take of shards whose log says that nothing was committed. */
function loseUnsynced(): void {
  const collections = join(folder, 'storage/collections')
  if (!existsSync(collections)) return
  for (const uuid of readdirSync(collections)) {
    const shard = join(collections, uuid, 'shard-0')
    const log = statSync(join(shard, 'shard.sqlite-wal'), { throwIfNoEntry: false })
    const hasCommits = log ? log.size > 0 : existsSync(join(shard, 'shard.sqlite'))
    if (hasCommits || random() < 0.4) continue
    const dice = random()
    if (dice < 0.25) rmSync(join(collections, uuid), { recursive: true })
    else if (dice < 0.5) rmSync(shard, { recursive: true, force: true })
    else loseDatabase(shard)
  }
}

function loseDatabase(shard: string): void {
  if (!existsSync(shard)) return
  for (const name of readdirSync(shard)) {
    if (!name.startsWith('shard.sqlite') && random() < 0.5) continue
    rmSync(join(shard, name), { recursive: true })
  }
  const draft = join(shard, 'shard.sqlite.new')
  writeFileSync(draft, new Uint8Array(8192).fill(7))
  truncateSync(draft, Math.floor(random() * 8192))
}

/** False when the server is gone before it answers. */
async function put(server: TestServer, path: string, body: object): Promise<boolean> {
  let response: Response
  try {
    response = await fetch(server.httpUrl + path, { method: 'PUT', body: JSON.stringify(body) })
    if (response.ok) return true
  } catch {
    return false
  }
  throw new Error(`${path}: ${response.status} ${await response.text()}`)
}

async function get<Result>(server: TestServer, path: string): Promise<Result> {
  const response = await fetch(server.httpUrl + path)
  return ((await response.json()) as { result: Result }).result
}

async function scroll(server: TestServer, name: string): Promise<{ points: unknown[] }> {
  const response = await fetch(`${server.httpUrl}/collections/${name}/points/scroll`, {
    method: 'POST',
    body: JSON.stringify({ with_vector: true }),
  })
  if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { result: { points: unknown[] } }).result
}
