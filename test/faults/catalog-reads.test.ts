import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask } from '../upgrade/content.ts'
import { canInjectFaults, type FaultyServer, startFaultyServer } from './faulty-server.ts'

/**
 * One read of the catalog fails, the first one of a request, the second one and so on: whatever the request was
 * answered with, all threads then tell the same of it, and what they tell is so.
 */
const folder = mkdtempSync(join(tmpdir(), 'quiver-catalog-reads-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
setDefaultTimeout(60_000)

const readsMax = 8
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

async function send(server: FaultyServer, { method, path, body }: Change): Promise<void> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(`${server.httpUrl}${path}`, init)
  await response.arrayBuffer()
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
