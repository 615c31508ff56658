import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runExecutable, startServer, type TestServer } from '../support/server.ts'
import {
  ask,
  collections,
  isDeleted,
  isRecolored,
  pointCount,
  pointOf,
  smallPoints,
  vectorOf,
} from './content.ts'

setDefaultTimeout(60_000)

const living = Array.from({ length: pointCount }, (_, id) => id).filter((id) => !isDeleted(id))
const colorOf = (id: number): string => (isRecolored(id) ? 'green' : pointOf(id).payload.color)

interface Page {
  readonly points: readonly {
    readonly id: number | string
    readonly payload: object
    readonly vector: unknown
  }[]
}

async function checkIndexed(server: TestServer, name: string): Promise<void> {
  const path = `/collections/${name}`
  const info = await ask<object>(server, 'GET', path)
  expect(info).toMatchObject({
    points_count: living.length,
    config: { params: { vectors: collections.indexed.vectors }, metadata: { made: 'for keeps' } },
    payload_schema: {
      number: { data_type: 'integer', points: living.length },
      color: { data_type: 'keyword' },
      text: { data_type: 'text', params: { tokenizer: 'word' } },
      place: { data_type: 'geo' },
    },
  })
  const page = { limit: pointCount, with_payload: true, with_vector: true }
  const { points } = await ask<Page>(server, 'POST', `${path}/points/scroll`, page)
  expect(points).toEqual(
    living.map((id) => {
      const { payload, vector } = pointOf(id)
      return { id, vector, payload: { ...payload, color: colorOf(id) } }
    }),
  )
  const count = (condition: object) =>
    ask<{ count: number }>(server, 'POST', `${path}/points/count`, { filter: { must: [condition] } })
  const reds = living.filter((id) => colorOf(id) === 'red')
  expect(await count({ key: 'color', match: { value: 'red' } })).toEqual({ count: reds.length })
  expect(await count({ key: 'number', range: { lt: 100 } })).toEqual({ count: 90 })
  expect(await count({ key: 'text', match: { text: 'number 17' } })).toEqual({ count: 1 })
  for (const id of [0, 123, 598]) {
    const query = { query: vectorOf(id), using: 'dense', limit: 1, params: { exact: id === 0 } }
    const found = await ask<Page>(server, 'POST', `${path}/points/query`, query)
    expect(found.points).toMatchObject([{ id, score: 0 }])
  }
  const words = { query: { indices: [3], values: [1] }, using: 'words', limit: 1 }
  const [best] = (await ask<Page>(server, 'POST', `${path}/points/query`, words)).points
  expect(Number(best?.id) % 7).toBe(3)
}

const archives = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.tar.gz'))
test('there are storage folders of other versions', () => expect(archives).not.toEqual([]))

describe.each(archives)('%s', (archive) => {
  const folder = mkdtempSync(join(tmpdir(), 'quiver-upgrade-'))
  let server: TestServer

  beforeAll(async () => {
    const unpacked = spawnSync('tar', ['-C', folder, '-xzf', join(import.meta.dirname, archive)])
    expect(unpacked.status).toBe(0)
    server = await startServer({ folder })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('its collections, points, indexes and settings are there', async () => {
    await checkIndexed(server, 'indexed')
    await checkIndexed(server, 'alias')
    expect(await ask<object>(server, 'GET', '/collections/small')).toMatchObject({
      config: { strict_mode_config: collections.small.strict_mode_config },
    })
    const { points } = await ask<Page>(server, 'POST', '/collections/small/points/scroll', {
      with_vector: true,
    })
    expect(points.map(({ id, payload }) => ({ id, payload }))).toEqual(
      smallPoints.map(({ id, payload }) => ({ id, payload })) as never,
    )
    expect(points.map(({ vector }) => vector)).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(await ask<object>(server, 'GET', '/quotas')).toMatchObject({
      config: { enabled: true, max_disk_usage_percent: 99 },
    })
  })

  test('its segments are read as they are', () => {
    expect(server.output.filter((line) => /damaged|"level":"(warn|error)"/.test(line))).toEqual([])
  })

  test('it can be written to', async () => {
    const path = '/collections/small/points'
    await ask(server, 'PUT', `${path}?wait=true`, { points: [{ id: 7, vector: [1, 1] }] })
    expect(await ask<object>(server, 'POST', `${path}/count`, {})).toEqual({ count: smallPoints.length + 1 })
  })

  test('its snapshots can be recovered', async () => {
    const names = await ask<{ name: string }[]>(server, 'GET', '/collections/indexed/snapshots')
    const [{ name } = { name: '' }] = names
    const location = `file://${join(folder, 'snapshots/indexed', name)}`
    await ask(server, 'PUT', '/collections/recovered/snapshots/recover', { location })
    await checkIndexed(server, 'recovered')
  })

  test('every file of it is sound', async () => {
    expect(await server.stop()).toBe(0)
    expect(runExecutable(['verify'], { folder })).toMatchObject({
      code: 0,
      stdout: '3 collections are sound\n',
    })
  })
})
