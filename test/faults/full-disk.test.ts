import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask } from '../upgrade/content.ts'
import {
  canInjectFaults,
  type Fault,
  type FaultyServer,
  fullDisk,
  startFaultyServer,
} from './faulty-server.ts'

/** What a client sees of a disk that is full, and of an optimizer that fails. */
setDefaultTimeout(60_000)

let folder = ''
let server: FaultyServer | undefined
afterEach(async () => {
  await server?.stop('SIGKILL')
  server = undefined
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<FaultyServer> {
  server = await startFaultyServer({ folder, args: ['--serve-threads', '1'] })
  return server
}

async function startNew(): Promise<FaultyServer> {
  folder = mkdtempSync(join(tmpdir(), 'quiver-full-disk-'))
  return await start()
}

const points = (from: number, to: number) => ({
  points: Array.from({ length: to - from }, (_, index) => ({
    id: from + index,
    vector: [from + index, index % 7, 1, index % 3],
    payload: { number: from + index },
  })),
})

const collection = {
  vectors: { size: 4, distance: 'Euclid' },
  optimizers_config: { indexing_threshold: 1 },
}

async function countOf(to: FaultyServer): Promise<number> {
  const { count } = await ask<{ count: number }>(to, 'POST', '/collections/books/points/count', {})
  return count
}

interface Described {
  readonly status: string
  readonly optimizer_status: 'ok' | { readonly error: string }
}

async function untilStatus(to: FaultyServer, status: string): Promise<Described> {
  for (;;) {
    const described = await ask<Described>(to, 'GET', '/collections/books')
    if (described.status === status) return described
    await Bun.sleep(20)
  }
}

if (canInjectFaults) {
  test('a full disk refuses writes, answers reads, and loses nothing', async () => {
    let to = await startNew()
    await ask(to, 'PUT', '/collections/books', { vectors: collection.vectors })
    await ask(to, 'PUT', '/collections/books/points?wait=true', points(0, 100))
    to.arm(fullDisk)
    const refused = [
      ['PUT', '/collections/books/points?wait=true', points(50, 150)],
      ['POST', '/collections/books/points/payload?wait=true', { payload: { a: 1 }, points: [1] }],
      ['PUT', '/collections/books/index?wait=true', { field_name: 'number', field_schema: 'integer' }],
      ['PUT', '/collections/more', collection],
    ] as const
    for (const [method, path, body] of refused) {
      const response = await fetch(`${to.httpUrl}${path}`, { method, body: JSON.stringify(body) })
      const { status } = (await response.json()) as { status: { error: string } }
      expect([path, response.status]).toEqual([path, 507])
      expect(status.error).toContain('Insufficient storage: no space left on the device')
    }
    expect(await countOf(to)).toBe(100)
    const query = { query: [7, 0, 1, 1], limit: 1, with_payload: true }
    const found = await ask(to, 'POST', '/collections/books/points/query', query)
    expect(found).toMatchObject({ points: [{ id: 7, payload: { number: 7 } }] })
    expect(to.failed).toBeGreaterThan(0)

    to.arm(undefined)
    await ask(to, 'PUT', '/collections/books/points?wait=true', points(50, 150))
    await ask(to, 'PUT', '/collections/more', collection)
    expect(await countOf(to)).toBe(150)
    await to.stop('SIGKILL')
    to = await start()
    expect(await countOf(to)).toBe(150)
  })

  const faults: readonly [string, Fault, string][] = [
    ['has no space', { ...fullDisk, path: '/building-' }, 'ENOSPC'],
    ['cannot sync', { kinds: ['sync'], path: '/building-', error: 'EIO', at: 1, count: Infinity }, 'EIO'],
  ]
  for (const [what, fault, reason] of faults) {
    test(`an optimizer that ${what} turns the collection red, and green again when it has`, async () => {
      const to = await startNew()
      await ask(to, 'PUT', '/collections/books', collection)
      to.arm(fault)
      await ask(to, 'PUT', '/collections/books/points?wait=true', points(0, 300))
      const { optimizer_status: told } = await untilStatus(to, 'red')
      expect(told).toMatchObject({ error: expect.stringContaining(reason) })
      // Writes and reads go on.
      await ask(to, 'PUT', '/collections/books/points?wait=true', points(300, 400))
      expect(await countOf(to)).toBe(400)
      to.arm(undefined)
      expect(await untilStatus(to, 'green')).toMatchObject({ optimizer_status: 'ok' })
      expect(await countOf(to)).toBe(400)
      const exact = { query: [350, 50 % 7, 1, 50 % 3], limit: 1 }
      const found = await ask(to, 'POST', '/collections/books/points/query', exact)
      expect(found).toMatchObject({ points: [{ id: 350, score: 0 }] })
    })
  }
}
