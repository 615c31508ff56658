import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask } from '../upgrade/content.ts'
import { canInjectFaults, type FaultyServer, startFaultyServer } from './faulty-server.ts'

/**
 * Changes of the catalog while the disk fails, at the first call, the second one and so on: all threads then tell the
 * same of them, what they tell is so, and what was refused for want of space is not there.
 */
const folder = mkdtempSync(join(tmpdir(), 'quiver-catalog-faults-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
setDefaultTimeout(60_000)

const readsMax = 8
const growthMax = 20
/** Requests over connections of their own, so that all threads are asked. */
const looks = 6

const config = { vectors: { size: 2, distance: 'Dot' } }

interface Change {
  readonly method: string
  readonly path: string
  readonly body?: object
}

function changesOf(at: number): readonly Change[] {
  const name = `made-${at}`
  const create = { method: 'PUT', path: `/collections/${name}`, body: config }
  const alias = (action: object): Change => ({
    method: 'POST',
    path: '/collections/aliases',
    body: { actions: [action] },
  })
  return [
    create,
    { ...create, path: `${create.path}-too` },
    alias({ create_alias: { alias_name: `alias-${at}`, collection_name: 'there' } }),
    { method: 'DELETE', path: create.path },
    alias({ delete_alias: { alias_name: `alias-${at}` } }),
  ]
}

if (canInjectFaults) {
  test('a read of the catalog that fails leaves no thread with a wrong picture', async () => {
    const server = await startFaultyServer({ folder, args: ['--serve-threads', '2'] })
    await ask(server, 'PUT', '/collections/there', config)
    let failed = 0
    for (let at = 1; at <= readsMax; at++) {
      for (const change of changesOf(at)) {
        server.arm({ kinds: ['read'], path: 'catalog', error: 'EIO', at, count: 1 })
        await send(server, change)
        await see(server).catch(() => undefined)
        failed += server.failed
        server.arm(undefined)
        await expectOnePicture(server, `read ${at}, ${change.method} ${change.path}`)
      }
    }
    expect(failed).toBeGreaterThan(readsMax)
    expect(await server.stop()).toBe(0)
  })
}

if (canInjectFaults) {
  test('a collection that was refused for want of space is not there', async () => {
    const server = await startFaultyServer({ folder, args: ['--serve-threads', '2'] })
    const answers = new Map<number, number>()
    for (let at = 1; at <= growthMax; at++) {
      const name = `full-${at}`
      server.arm({
        kinds: ['write', 'create'],
        path: 'storage/',
        error: 'ENOSPC',
        at,
        count: Number.POSITIVE_INFINITY,
      })
      const { status, text } = await send(server, {
        method: 'PUT',
        path: `/collections/${name}`,
        body: config,
      })
      server.arm(undefined)
      answers.set(status, (answers.get(status) ?? 0) + 1)
      const isThere = status === 200 || text.includes('the catalog names it all the same')
      if (!isThere)
        expect([status, text]).toEqual([expect.any(Number), expect.stringContaining('no space left')])
      expect((await see(server)).includes(name), `${name}, ${status} ${text}`).toBe(isThere)
      await expectOnePicture(server, name)
    }
    expect(answers.size).toBeGreaterThan(1)
    expect(await server.stop()).toBe(0)
  })
}

async function send(
  server: FaultyServer,
  { method, path, body }: Change,
): Promise<{ readonly status: number; readonly text: string }> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(`${server.httpUrl}${path}`, init)
  return { status: response.status, text: await response.text() }
}

/** Names of the collections, as one thread tells them. */
async function see(server: FaultyServer): Promise<readonly string[]> {
  const response = await fetch(`${server.httpUrl}/collections`, { headers: { connection: 'close' } })
  if (!response.ok) throw new Error(await response.text())
  const { result } = (await response.json()) as { result: { collections: { name: string }[] } }
  return result.collections.map(({ name }) => name)
}

async function expectOnePicture(server: FaultyServer, what: string): Promise<void> {
  const names = await see(server)
  expect(names, what).toEqual([...new Set(names)].toSorted())
  for (let look = 1; look < looks; look++) expect(await see(server), what).toEqual(names)
  for (const name of names) {
    await ask(server, 'PUT', `/collections/${name}/points?wait=true`, { points: [{ id: 1, vector: [1, 1] }] })
  }
}
