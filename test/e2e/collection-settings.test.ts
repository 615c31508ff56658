import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
let server: TestServer
beforeAll(async () => {
  server = await startServer({ args: ['--serve-threads', '2'] })
})
afterAll(async () => {
  await server.stop()
})

interface Info {
  readonly status: string
  readonly points_count: number
  readonly segments_count: number
  readonly indexed_vectors_count: number
  readonly update_queue: { readonly length: number; readonly deferred_points?: number }
  readonly config: { readonly optimizer_config: object; readonly hnsw_config: object }
}

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${server.httpUrl}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const { result, status } = (await response.json()) as { result: T; status: unknown }
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(status)}`)
  return result
}

class Collection {
  readonly path: string

  constructor(name: string) {
    this.path = `/collections/${name}`
  }

  static async create(name: string, settings: object = {}): Promise<Collection> {
    const collection = new Collection(name)
    await call('PUT', collection.path, { vectors: { size: 32, distance: 'Cosine' }, ...settings })
    return collection
  }

  update(settings: object): Promise<boolean> {
    return call('PATCH', this.path, settings)
  }

  /** Upserts points with ids from `from` to `to`; the status of the answer. */
  async upsert(from: number, to: number, params = 'wait=true'): Promise<string> {
    const points = Array.from({ length: to - from }, (_, index) => ({
      id: from + index,
      vector: vectorOf(from + index),
      payload: { third: (from + index) % 3 },
    }))
    return (await call<{ status: string }>('PUT', `${this.path}/points?${params}`, { points })).status
  }

  delete(selector: object): Promise<unknown> {
    return call('POST', `${this.path}/points/delete?wait=true`, selector)
  }

  info(): Promise<Info> {
    return call('GET', this.path)
  }

  async green(): Promise<Info> {
    for (;;) {
      const info = await this.info()
      if (info.status === 'green') return info
    }
  }

  async count(): Promise<number> {
    return (await call<{ count: number }>('POST', `${this.path}/points/count`, { exact: true })).count
  }

  async search(query: number[], params: object = {}): Promise<number[]> {
    const body = { query, limit: 5, params }
    const { points } = await call<{ points: { id: number }[] }>('POST', `${this.path}/points/query`, body)
    return points.map(({ id }) => id)
  }

  /** Resolves when an optimizer has ended: a moment after what it has made can be seen. */
  async untilRun(optimizer: string): Promise<void> {
    while (!(await this.optimizers()).includes(optimizer));
  }

  async optimizers(): Promise<string[]> {
    const path = `${this.path}/optimizations?with=completed`
    const { completed } = await call<{ completed: { optimizer: string }[] }>('GET', path)
    return completed.map(({ optimizer }) => optimizer)
  }
}

function vectorOf(id: number): number[] {
  return Array.from({ length: 32 }, (_, at) => Math.sin(id * (at + 1) * 0.37))
}

/** 128 bytes a vector: 500 points pass it. */
const smallThreshold = { indexing_threshold: 60 }

describe('optimizers_config', () => {
  test('indexing_threshold: changed later it takes effect in the background', async () => {
    const collection = await Collection.create('threshold')
    await collection.upsert(0, 1000)
    expect(await collection.green()).toMatchObject({ indexed_vectors_count: 0, points_count: 1000 })
    await collection.update({ optimizers_config: smallThreshold })
    expect((await collection.info()).status).toBe('yellow')
    const before = await collection.search(vectorOf(17))
    expect(before[0]).toBe(17)
    expect(await collection.green()).toMatchObject({ indexed_vectors_count: 1000 })
    expect(await collection.search(vectorOf(17))).toEqual(before)
    await collection.untilRun('indexing')
  })

  test('indexing_threshold 0 switches indexes off', async () => {
    const collection = await Collection.create('no-threshold', {
      optimizers_config: { indexing_threshold: 0 },
    })
    await collection.upsert(0, 1000)
    expect(await collection.green()).toMatchObject({ indexed_vectors_count: 0 })
  })

  test('max_optimization_threads 0 leaves everything as it is, and tells so', async () => {
    const collection = await Collection.create('no-threads', {
      optimizers_config: { ...smallThreshold, max_optimization_threads: 0 },
    })
    await collection.upsert(0, 1000)
    expect(await collection.info()).toMatchObject({ status: 'yellow', indexed_vectors_count: 0 })
    expect(await collection.optimizers()).toEqual([])
    await collection.update({ optimizers_config: { max_optimization_threads: 'auto' } })
    expect(await collection.green()).toMatchObject({ indexed_vectors_count: 1000 })
  })

  test('max_segment_size bounds segments, default_segment_number merges them', async () => {
    const collection = await Collection.create('sizes', {
      optimizers_config: { ...smallThreshold, max_segment_size: 150 },
    })
    for (let from = 0; from < 6000; from += 1000) await collection.upsert(from, from + 1000)
    const many = await collection.green()
    expect(many.points_count).toBe(6000)
    expect(many.segments_count).toBeGreaterThanOrEqual(5)
    await collection.update({ optimizers_config: { max_segment_size: 100_000, default_segment_number: 1 } })
    // The segment, and the head with what came last.
    expect(await collection.green()).toMatchObject({ segments_count: 2, points_count: 6000 })
    await collection.untilRun('merge')
    expect((await collection.search(vectorOf(4321)))[0]).toBe(4321)
  })

  test('deleted_threshold and vacuum_min_vector_number decide when room is given back', async () => {
    const collection = await Collection.create('vacuum', {
      optimizers_config: { ...smallThreshold, deleted_threshold: 0.5, vacuum_min_vector_number: 100 },
    })
    await collection.upsert(0, 3000)
    await collection.green()
    await collection.delete({ filter: { must: [{ key: 'third', match: { value: 1 } }] } })
    await collection.green()
    expect(await collection.optimizers()).not.toContain('vacuum')
    await collection.update({ optimizers_config: { deleted_threshold: 0.3 } })
    expect((await collection.info()).status).toBe('yellow')
    expect(await collection.green()).toMatchObject({ points_count: 2000, indexed_vectors_count: 2000 })
    await collection.untilRun('vacuum')
  })

  test('prevent_unoptimized hides points until they are optimized', async () => {
    const collection = await Collection.create('deferred', {
      optimizers_config: { ...smallThreshold, prevent_unoptimized: true, max_optimization_threads: 0 },
    })
    expect(await collection.upsert(0, 600, 'wait=false')).toBe('acknowledged')
    for (let shown = 0; shown < 480; shown = await collection.count());
    expect(await collection.upsert(600, 601, 'wait=true&timeout=1')).toBe('wait_timeout')
    expect(await collection.info()).toMatchObject({
      status: 'yellow',
      points_count: 601,
      update_queue: { deferred_points: 121 },
    })
    expect(await collection.count()).toBe(480)
    expect(await collection.search(vectorOf(599))).not.toContain(599)
    await collection.update({ optimizers_config: { max_optimization_threads: 'auto' } })
    expect(await collection.upsert(601, 602)).toBe('completed')
    expect(await collection.count()).toBe(602)
    expect((await collection.search(vectorOf(599)))[0]).toBe(599)
    expect((await collection.green()).update_queue).toEqual({ length: 0, deferred_points: 0 })
  })
})

describe('hnsw_config', () => {
  test('m and ef_construct: changed, the graph is built again', async () => {
    const collection = await Collection.create('graph', { optimizers_config: smallThreshold })
    await collection.upsert(0, 1000)
    await collection.green()
    await collection.update({ hnsw_config: { m: 8, ef_construct: 40 } })
    expect(await collection.info()).toMatchObject({
      status: 'yellow',
      config: { hnsw_config: { m: 8, ef_construct: 40 } },
    })
    expect(await collection.green()).toMatchObject({ indexed_vectors_count: 1000 })
    await collection.untilRun('config-mismatch')
    await collection.update({ vectors: { '': { hnsw_config: { m: 6 } } } })
    expect((await collection.info()).status).toBe('yellow')
    await collection.green()
  })

  test('m 0: no graph, and exact answers', async () => {
    const collection = await Collection.create('no-graph', {
      optimizers_config: smallThreshold,
      hnsw_config: { m: 0, max_indexing_threads: 1 },
    })
    await collection.upsert(0, 1000)
    expect(await collection.green()).toMatchObject({ indexed_vectors_count: 0 })
    expect((await collection.search(vectorOf(77)))[0]).toBe(77)
  })
})

test('indexed_only leaves large parts without an index out', async () => {
  const collection = await Collection.create('indexed-only', {
    optimizers_config: { ...smallThreshold, max_optimization_threads: 0 },
    hnsw_config: { full_scan_threshold: 10 },
  })
  await collection.upsert(0, 1000)
  expect((await collection.search(vectorOf(5)))[0]).toBe(5)
  expect(await collection.search(vectorOf(5), { indexed_only: true })).toEqual([])
  expect((await collection.search(vectorOf(5), { indexed_only: true, exact: true }))[0]).toBe(5)
  await collection.update({ optimizers_config: { max_optimization_threads: 'auto' } })
  await collection.green()
  expect((await collection.search(vectorOf(5), { indexed_only: true }))[0]).toBe(5)
})
