import type { TestServer } from '../support/server.ts'

/**
 * What is in the storage folders that are kept to prove that later versions open them. It never changes: a new
 * kind of content gets a new folder, `storage-2.tar.gz`, beside the old ones.
 */

export const pointCount = 600
const dimension = 8

/** Whole numbers, so that nothing is rounded; no two points have the same vector. */
export function vectorOf(id: number): number[] {
  const others = Array.from({ length: dimension - 1 }, (_, at) => ((id * (at + 3) + at * at * 7) % 101) - 50)
  return [id - 300, ...others]
}

export function pointOf(id: number) {
  return {
    id,
    vector: {
      dense: vectorOf(id),
      words: { indices: [id % 7, 10 + (id % 5)], values: [1, 2] },
      // Three: two rows of whole numbers are read as a sparse vector.
      rows: [vectorOf(id).slice(0, 2), vectorOf(id).slice(2, 4), vectorOf(id).slice(4, 6)],
    },
    payload: {
      number: id,
      color: id % 3 === 0 ? 'red' : 'blue',
      text: `the point number ${id}`,
      place: { lon: id % 90, lat: id % 45 },
      nested: [{ flag: id % 2 === 0 }],
      big: 9007199254740991,
    },
  }
}

/** Points that were deleted, and those that got another payload. */
export const isDeleted = (id: number): boolean => id % 10 === 9
export const isRecolored = (id: number): boolean => id % 10 === 4

export const collections = {
  /** Indexed: segments with graphs. */
  indexed: {
    vectors: {
      dense: { size: dimension, distance: 'Euclid' },
      rows: { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } },
    },
    sparse_vectors: { words: {} },
    optimizers_config: { indexing_threshold: 1 },
    metadata: { made: 'for keeps' },
  },
  /** Never sealed. */
  small: {
    vectors: { size: 2, distance: 'Cosine' },
    strict_mode_config: { enabled: true, max_query_limit: 50 },
  },
} as const

export const indexes = {
  number: 'integer',
  color: 'keyword',
  text: { type: 'text', tokenizer: 'word' },
  place: 'geo',
} as const

export const smallPoints = [
  { id: 1, vector: [1, 0], payload: { a: 1 } },
  { id: '5c56c793-69f3-4fbf-87e6-c4bf54c28c26', vector: [0, 2], payload: { a: null, b: ['x', 1.5, true] } },
] as const

/** Sends a request and gives its result. Throws what the server answers otherwise. */
export async function ask<T>(server: TestServer, method: string, path: string, body?: object): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(`${server.httpUrl}${path}`, init)
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  const { result } = (await response.json()) as { result: T }
  return result
}

/** Writes all of it into an empty server. */
export async function writeContent(server: TestServer): Promise<void> {
  const send = (method: string, path: string, body?: object) => ask<unknown>(server, method, path, body)
  for (const [name, config] of Object.entries(collections)) await send('PUT', `/collections/${name}`, config)
  for (const [field_name, field_schema] of Object.entries(indexes)) {
    await send('PUT', '/collections/indexed/index?wait=true', { field_name, field_schema })
  }
  const ids = Array.from({ length: pointCount }, (_, id) => id)
  await send('PUT', '/collections/indexed/points?wait=true', { points: ids.map(pointOf) })
  await untilIndexed(server)
  await send('POST', '/collections/indexed/points/delete?wait=true', { points: ids.filter(isDeleted) })
  await send('POST', '/collections/indexed/points/payload?wait=true', {
    payload: { color: 'green' },
    points: ids.filter(isRecolored),
  })
  await send('PUT', '/collections/small/points?wait=true', { points: smallPoints })
  const create_alias = { collection_name: 'indexed', alias_name: 'alias' }
  await send('POST', '/collections/aliases', { actions: [{ create_alias }] })
  await send('POST', '/collections/indexed/snapshots')
  await send('PUT', '/quotas', { enabled: true, max_disk_usage_percent: 99 })
}

/** Resolves when every point is in a graph. */
async function untilIndexed(server: TestServer): Promise<void> {
  for (;;) {
    const { indexed_vectors_count: count } = await ask<{ indexed_vectors_count: number }>(
      server,
      'GET',
      '/collections/indexed',
    )
    if (count >= pointCount) return
    await Bun.sleep(50)
  }
}
