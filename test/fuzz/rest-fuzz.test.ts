import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createRandom, pick } from '#base/random.fixture.ts'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e6))
const random = createRandom(seed)
let server: TestServer

beforeAll(async () => {
  server = await startServer({ env: { QDRANT__SERVICE__MAX_REQUEST_SIZE_MB: '1' } })
  await send('PUT', '/collections/f', '{"vectors":{"size":2,"distance":"Dot"},"sparse_vectors":{"s":{}}}')
  await send(
    'PUT',
    '/collections/f/points?wait=true',
    '{"points":[{"id":1,"vector":[1,2],"payload":{"a":1}}]}',
  )
})
afterAll(() => server.stop())

async function send(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, headers = {}) {
  const response = await fetch(server.httpUrl + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

async function expectAlive(): Promise<void> {
  const { text } = await send('POST', '/collections/f/points/count', '{}')
  expect(JSON.parse(text)).toMatchObject({ status: 'ok' })
}

const bodies: Readonly<Record<string, readonly object[]>> = {
  'PUT /collections/f/points?wait=true': [
    {
      points: [
        {
          id: 2,
          vector: { '': [1, 2], s: { indices: [1, 2], values: [0.5, 1] } },
          payload: { a: [1, { b: null }] },
        },
      ],
    },
    {
      batch: {
        ids: [1, 2],
        vectors: [
          [1, 2],
          [3, 4],
        ],
        payloads: [{ a: 1 }, null],
      },
      update_mode: 'insert_only',
    },
  ],
  'POST /collections/f/points/query': [
    {
      prefetch: [{ query: [1, 2], limit: 5, filter: { must: [{ key: 'a', match: { value: 1 } }] } }],
      query: {
        formula: { sum: ['$score', { mult: [2, { key: 'a', range: { gte: 1 } }] }] },
        defaults: { a: 1 },
      },
      with_payload: { include: ['a'] },
    },
    {
      query: { recommend: { positive: [1], negative: [[1, 2]], strategy: 'best_score' } },
      params: { hnsw_ef: 10 },
    },
    { query: { nearest: 1, mmr: { diversity: 0.5 } }, with_vector: true, limit: 3, offset: 1 },
  ],
  'POST /collections/f/points/scroll': [
    {
      filter: {
        should: [
          { has_id: [1, 'c56a4180-65aa-42ec-a945-5fd21dec0538'] },
          { nested: { key: 'a', filter: { must: [] } } },
        ],
      },
    },
    {
      filter: { min_should: { conditions: [{ is_empty: { key: 'a' } }], min_count: 1 } },
      order_by: 'a',
      limit: 2,
    },
  ],
  'POST /collections/f/points/batch?wait=true': [
    {
      operations: [
        { set_payload: { payload: { x: 1 }, points: [1], key: 'a' } },
        { delete_payload: { keys: ['x'], points: [1] } },
      ],
    },
  ],
  'PATCH /collections/f': [
    { optimizers_config: { indexing_threshold: 10 }, params: { on_disk_payload: true }, metadata: { a: 1 } },
  ],
  'PUT /collections/f/index?wait=true': [
    { field_name: 'a', field_schema: { type: 'text', tokenizer: 'word', stopwords: ['en'] } },
  ],
  'POST /collections/aliases': [{ actions: [{ create_alias: { collection_name: 'f', alias_name: 'g' } }] }],
}

const oddities: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e300,
  2 ** 53,
  '',
  'x',
  'a b',
  [],
  {},
  [[]],
  [null],
  { a: {} },
  { key: 'a' },
  [[1, 2], [1]],
  'ключ',
]

/** The same value with one thing in it replaced, removed or put elsewhere. */
function mutated(value: unknown): unknown {
  if (random() < 0.15 || typeof value !== 'object' || value === null) return pick(random, oddities)
  if (Array.isArray(value)) {
    if (value.length === 0) return [pick(random, oddities)]
    const at = Math.floor(random() * value.length)
    return random() < 0.1 ? value.slice(1) : value.map((item, index) => (index === at ? mutated(item) : item))
  }
  const entries = Object.entries(value)
  const at = Math.floor(random() * entries.length)
  if (random() < 0.1) return Object.fromEntries(entries.filter((_, index) => index !== at))
  return Object.fromEntries(entries.map(([key, item], index) => [key, index === at ? mutated(item) : item]))
}

test('bodies of wrong types are refused clearly, or done', async () => {
  const calls = Object.entries(bodies).flatMap(([call, samples]) =>
    samples.map((sample) => ({ call, sample })),
  )
  for (let round = 0; round < 1500; round++) {
    const { call, sample } = pick(random, calls)
    const [method, path] = call.split(' ') as [string, string]
    const body = JSON.stringify(mutated(random() < 0.3 ? mutated(sample) : sample))
    const { status, text } = await send(method, path, body)
    // A model that is not there is the one thing that is no fault of the request.
    const allowed = status < 500 || text.includes('InferenceService URL not configured')
    expect([allowed, seed, call, body, status, text]).toEqual([true, seed, call, body, status, text])
    if (status >= 400) expect(JSON.parse(text)).toMatchObject({ status: { error: expect.any(String) } })
  }
  await expectAlive()
})

test('broken bytes are refused', async () => {
  for (const [call, samples] of Object.entries(bodies)) {
    const [method, path] = call.split(' ') as [string, string]
    for (const sample of samples) {
      const whole = Buffer.from(JSON.stringify(sample))
      for (let round = 0; round < 20; round++) {
        const bytes = new Uint8Array(whole)
        if (round % 2 === 0) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
        const cut = bytes.slice(0, round % 3 === 0 ? Math.floor(random() * bytes.length) : bytes.length)
        const { status } = await send(method, path, cut)
        expect([status < 500, seed, Buffer.from(cut).toString('latin1'), status]).toEqual([
          true,
          seed,
          Buffer.from(cut).toString('latin1'),
          status,
        ])
      }
    }
  }
  await expectAlive()
})

test('deep and huge bodies are refused', async () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  for (const body of [
    deep,
    `{"filter":${'{"must":'.repeat(5000)}[]${'}'.repeat(5001)}`,
    `{"points":[{"id":1,"vector":[1,2],"payload":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}]}`,
  ]) {
    const { status, text } = await send('PUT', '/collections/f/points', body)
    expect([status, text]).toEqual([400, expect.stringContaining('recursion limit exceeded')])
  }
  const huge = `{"points":[${' '.repeat(2 ** 20)}]}`
  const { status, text } = await send('PUT', '/collections/f/points', huge)
  const limit = `JSON payload (${huge.length} bytes) is larger than allowed (limit: 1048576 bytes).`
  expect([status, JSON.parse(text)]).toEqual([400, { status: { error: limit }, time: 0 }])
  const bomb = await send('PUT', '/collections/f/points', new Uint8Array(gzipSync(huge)), {
    'content-encoding': 'gzip',
  })
  expect([bomb.status, bomb.text]).toEqual([400, expect.stringContaining('is larger than allowed')])
  await expectAlive()
})

test('packed bodies are read, and answers packed for those who take it', async () => {
  const body = new Uint8Array(gzipSync('{"limit":5}'))
  const read = await send('POST', '/collections/f/points/scroll', body, { 'content-encoding': 'gzip' })
  expect(read.status).toBe(200)
  const fault = await send('POST', '/collections/f/points/scroll', '{"limit":5}', {
    'content-encoding': 'gzip',
  })
  expect(fault.status).toBe(400)
  const unknown = await send('POST', '/collections/f/points/scroll', '{}', { 'content-encoding': 'zip' })
  expect(unknown.status).toBe(400)
  const point = { id: 9, vector: [1, 2], payload: { text: 'a '.repeat(5000) } }
  await send('PUT', '/collections/f/points?wait=true', JSON.stringify({ points: [point] }))
  for (const encoding of ['gzip', 'deflate', 'br', 'gzip;q=0, br']) {
    const packed = await send('GET', '/collections/f/points/9', undefined, { 'accept-encoding': encoding })
    expect(JSON.parse(packed.text).result.payload).toEqual(point.payload)
  }
})

test('browsers from other places may call', async () => {
  const asked = await send('OPTIONS', '/collections/f/points/query', undefined, {
    origin: 'http://example.org',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'api-key,content-type',
  })
  expect(asked.status).toBe(200)
  expect(asked.headers.get('access-control-allow-headers')).toBe('api-key,content-type')
  expect(asked.headers.get('access-control-allow-methods')).toContain('POST')
  const { headers } = await send('GET', '/collections', undefined, { origin: 'http://example.org' })
  expect(headers.get('access-control-allow-origin')).toBe('http://example.org')
})

test('unknown routes and methods have an empty answer', async () => {
  for (const [method, path] of [
    ['GET', '/nope'],
    ['POST', '/collections/f'],
    ['GET', '/collections/f/points/1/2'],
    ['PUT', '/collections/%E0%A4%A/points'],
  ] as const) {
    const { status, text } = await send(method, path, method === 'GET' ? undefined : '{}')
    expect([method, path, status, text]).toEqual([method, path, 404, ''])
  }
})

/** What a bare connection gives for pieces that are sent one after the other, until `done` or its end. */
function bare(pieces: readonly string[], done: (text: string) => boolean): Promise<string> {
  const { port } = new URL(server.httpUrl)
  return new Promise((resolve) => {
    let text = ''
    const next = (index: number): void => {
      const piece = pieces[index]
      if (piece !== undefined && text === '') socket.write(piece, () => next(index + 1))
    }
    const socket = connect(Number(port), '127.0.0.1', () => next(0))
    socket.on('data', (data) => {
      text += data.toString('latin1')
      if (done(text)) socket.destroy()
    })
    // Who is refused may still be sending.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
}

test('senders that stop halfway, and bodies in pieces, hold nobody up', async () => {
  const head = 'POST /collections/f/points/count HTTP/1.1\r\nhost: x\r\n'
  const stuck = Array.from({ length: 20 }, () => {
    const { port } = new URL(server.httpUrl)
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(`${head}content-length: 100\r\n\r\n{"ex`),
    )
    socket.on('error', () => undefined)
    return socket
  })
  await expectAlive()
  const chunked = await bare(
    [`${head}transfer-encoding: chunked\r\n\r\n`, '1\r\n{\r\n', '1\r\n}\r\n', '0\r\n\r\n'],
    (text) => text.includes('"status"'),
  )
  expect(chunked).toContain('"status":"ok"')
  const endless = await bare(
    [
      `${head}transfer-encoding: chunked\r\n\r\n`,
      ...Array.from({ length: 20 }, () => `10000\r\n${' '.repeat(65_536)}\r\n`),
    ],
    (text) => text.includes('is larger than allowed'),
  )
  // The connection is closed while more comes, which may take the answer with it.
  expect(endless === '' || endless.startsWith('HTTP/1.1 400')).toBe(true)
  for (const socket of stuck) socket.destroy()
  await expectAlive()
})
