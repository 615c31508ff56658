import { expect, test } from 'bun:test'
import { RequestError } from '#model/errors.ts'
import type { QueryRequest } from '#model/query.ts'
import { encodeMessage } from './encode-message.fixture.ts'
import { Writer } from './int64.ts'
import * as requests from './points-requests.ts'
import type { PlainMessage } from './random-messages.fixture.ts'

const uuid = '550e8400-e29b-41d4-a716-446655440000'

function search(message: PlainMessage) {
  return requests.decodeSearchPoints(
    encodeMessage('SearchPoints', { collectionName: 'c', limit: 3, ...message }),
  )
}

function query(message: PlainMessage): QueryRequest {
  const bytes = encodeMessage('QueryPoints', { collectionName: 'c', ...message })
  return requests.decodeQueryPoints(bytes).request
}

function refusal(decode: () => unknown): string {
  try {
    decode()
  } catch (error) {
    if (error instanceof RequestError) return error.message
    throw error
  }
  return 'not refused'
}

test('a search becomes a nearest query', () => {
  const { collection, request } = search({
    vector: [1, 0.5],
    vectorName: 'v',
    scoreThreshold: 0.25,
    params: { hnswEf: 64, exact: true, quantization: { oversampling: 2 }, idf: {} },
    filter: { must: [{ isEmpty: { key: 'a' } }, {}] },
    withPayload: { include: { fields: ['a.b', '"odd key"'] } },
    withVectors: { include: { names: ['', 'v'] } },
    shardKeySelector: { shardKeys: [{ keyword: 'k' }, {}, { number: 2n ** 64n - 1n }] },
    readConsistency: { factor: 2 },
    timeout: 5,
  })
  expect(collection).toBe('c')
  expect(request).toMatchObject({
    prefetch: [],
    query: { kind: 'nearest', vector: { kind: 'dense', values: Float32Array.of(1, 0.5) } },
    using: 'v',
    scoreThreshold: 0.25,
    params: { hnswEf: 64, exact: true, quantization: { oversampling: 2 }, idf: { corpus: undefined } },
    filter: {
      must: [{ kind: 'is_empty', path: { text: 'a' } }],
      should: [],
      mustNot: [],
      minShould: undefined,
    },
    limit: 3,
    offset: 0,
    withPayload: { kind: 'include', paths: [{ text: 'a.b' }, { text: '"odd key"' }] },
    withVectors: { kind: 'names', names: ['', 'v'] },
    shardKeys: { keys: ['k', 2n ** 64n - 1n] },
    consistency: 2n,
    timeoutSec: 5,
  })
})

test('defaults are those of each method', () => {
  expect(search({ vector: [1] }).request).toMatchObject({
    using: '',
    offset: 0,
    params: {},
    withPayload: { kind: 'none' },
    withVectors: { kind: 'none' },
  })
  expect(query({})).toMatchObject({
    limit: 10,
    offset: 0,
    using: '',
    prefetch: [],
    withPayload: { kind: 'none' },
  })
  expect(query({ prefetch: [{}], query: { fusion: 0 } })).toMatchObject({
    prefetch: [{ limit: 10, using: '' }],
    query: { kind: 'rrf', k: 2, weights: undefined },
  })
  const named = { collectionName: 'c' }
  expect(requests.decodeScrollPoints(encodeMessage('ScrollPoints', named)).request).toMatchObject({
    limit: 10,
    withPayload: { kind: 'all' },
    offset: undefined,
  })
  expect(requests.decodeGetPoints(encodeMessage('GetPoints', named)).request).toMatchObject({
    ids: [],
    withPayload: { kind: 'none' },
  })
  expect(requests.decodeCountPoints(encodeMessage('CountPoints', named)).request.exact).toBe(true)
  const facet = encodeMessage('FacetCounts', { ...named, key: 'a' })
  expect(requests.decodeFacetCounts(facet).request).toMatchObject({
    limit: 10,
    exact: false,
    path: { text: 'a' },
  })
  const matrix = encodeMessage('SearchMatrixPoints', named)
  expect(requests.decodeSearchMatrixPoints(matrix).request).toMatchObject({ sample: 10, limit: 3, using: '' })
  const groups = encodeMessage('QueryPointGroups', {
    ...named,
    groupBy: 'a',
    withLookup: { collection: 'd' },
  })
  expect(requests.decodeQueryPointGroups(groups).request).toMatchObject({
    limit: 10,
    groupSize: 3,
    withLookup: { collection: 'd', withPayload: { kind: 'all' }, withVectors: { kind: 'none' } },
  })
})

test('numbers of 64 bits are exact', () => {
  const ids = [0, 2 ** 53 - 1, 2n ** 53n, 2n ** 64n - 1n]
  const bytes = encodeMessage('GetPoints', { collectionName: 'c', ids: ids.map((num) => ({ num })) })
  expect(requests.decodeGetPoints(bytes).request.ids).toEqual(ids)
  const integers = [-(2n ** 63n), 2n ** 53n + 1n, 2n ** 63n - 1n]
  const filter = {
    must: [
      ...integers.map((integer) => ({ field: { key: 'a', match: { integer } } })),
      { field: { key: 'a', match: { integers: { integers } } } },
    ],
  }
  const { request } = search({ vector: [1], filter })
  const tests = request.filter?.must.map((condition) => condition.kind === 'field' && condition.tests[0])
  expect(tests).toEqual([
    ...integers.map((value) => ({ kind: 'match', value }) as const),
    { kind: 'any', values: new Set(integers) },
  ])
})

test('ids of any spelling have one form', () => {
  const spellings = [uuid, uuid.toUpperCase(), uuid.replaceAll('-', ''), `{${uuid}}`, `urn:uuid:${uuid}`]
  const ids = spellings.map((text) => ({ uuid: text }))
  const bytes = encodeMessage('GetPoints', { collectionName: 'c', ids })
  expect(new Set(requests.decodeGetPoints(bytes).request.ids)).toEqual(new Set([uuid]))
})

test('sparse vectors are sorted on entry', () => {
  const sparse = { indices: [7, 2 ** 32 - 1, 3], values: [0.5, 1, 2] }
  const sorted = {
    kind: 'sparse',
    indices: Uint32Array.of(3, 7, 2 ** 32 - 1),
    values: Float32Array.of(2, 0.5, 1),
  } as const
  expect(query({ query: { nearest: { sparse } } }).query).toEqual({ kind: 'nearest', vector: sorted })
  const old = { vector: sparse.values, sparseIndices: { data: sparse.indices }, vectorName: 's' }
  expect(search(old).request.query).toEqual({ kind: 'nearest', vector: sorted })
})

test('numbers may come unpacked and in pieces', () => {
  const writer = Writer.create().uint32(0x0a).string('c').uint32(0x20).uint32(1)
  writer
    .uint32(0x15)
    .float(1)
    .uint32(0x12)
    .bytes(new Uint8Array(Float32Array.of(2, 3).buffer))
    .uint32(0x15)
    .float(4)
  const { request } = requests.decodeSearchPoints(writer.finish())
  expect(request.query).toEqual({
    kind: 'nearest',
    vector: { kind: 'dense', values: Float32Array.of(1, 2, 3, 4) },
  })
})

test('of a field that comes twice the last counts, and messages are merged', () => {
  const first = encodeMessage('SearchPoints', {
    collectionName: 'old',
    vector: [1],
    limit: 1,
    params: { hnswEf: 5, exact: true },
    filter: { must: [{ isNull: { key: 'a' } }] },
    withPayload: { enable: true },
  })
  const second = encodeMessage('SearchPoints', {
    collectionName: 'new',
    vector: [2],
    limit: 9,
    params: { hnswEf: 7 },
    filter: { must: [{ isNull: { key: 'b' } }] },
    withPayload: { exclude: { fields: ['x'] } },
  })
  const { collection, request } = requests.decodeSearchPoints(Buffer.concat([first, second]))
  expect(collection).toBe('new')
  expect(request).toMatchObject({
    query: { vector: { values: Float32Array.of(1, 2) } },
    limit: 9,
    params: { hnswEf: 7, exact: true },
    filter: { must: [{ path: { text: 'a' } }, { path: { text: 'b' } }] },
    withPayload: { kind: 'exclude', paths: [{ text: 'x' }] },
  })
})

test('unknown fields are skipped, groups too', () => {
  const request = encodeMessage('CountPoints', { collectionName: 'c', exact: false })
  const unknown = Writer.create()
  unknown.uint32(0x7d0).uint32(5).uint32(0x7d1).double(1).uint32(0x7d2).string('x').uint32(0x7d5).float(1)
  // A group within a group.
  unknown.uint32(0x7d3).uint32(0x0b).uint32(0x10).uint32(1).uint32(0x0c).uint32(0x7d4)
  const bytes = Buffer.concat([unknown.finish(), request, unknown.finish()])
  expect(requests.decodeCountPoints(bytes)).toMatchObject({ collection: 'c', request: { exact: false } })
})

test('every kind of query', () => {
  const a = { dense: { data: [1] } }
  const vector = { kind: 'dense', values: Float32Array.of(1) }
  const id = { kind: 'id', id: 7 }
  const kinds: [PlainMessage, unknown][] = [
    [{ nearest: { id: { num: 7 } } }, { kind: 'nearest', vector: id }],
    [
      { nearest: { multiDense: { vectors: [{ data: [1, 2] }, { data: [3, 4] }] } } },
      { kind: 'nearest', vector: { kind: 'multi', dimension: 2, values: Float32Array.of(1, 2, 3, 4) } },
    ],
    [
      { nearest: { document: { text: 't', model: 'm', options: { k: { integerValue: 1 } } } } },
      {
        kind: 'nearest',
        vector: { kind: 'document', model: 'm', value: 't', options: new Map([['k', 1n]]) },
      },
    ],
    [
      { nearestWithMmr: { nearest: a, mmr: { diversity: 0.5, candidatesLimit: 9 } } },
      { kind: 'mmr', vector, diversity: 0.5, candidatesLimit: 9 },
    ],
    [
      { recommend: { positive: [a, { id: { num: 7 } }], negative: [a], strategy: 1 } },
      { kind: 'recommend', positives: [vector, id], negatives: [vector], strategy: 'best_score' },
    ],
    [
      { recommend: { strategy: 9 } },
      { kind: 'recommend', positives: [], negatives: [], strategy: 'average_vector' },
    ],
    [
      { discover: { target: a, context: { pairs: [{ positive: a, negative: { id: { num: 7 } } }] } } },
      { kind: 'discover', target: vector, pairs: [{ positive: vector, negative: id }] },
    ],
    [{ context: {} }, { kind: 'context', pairs: [] }],
    [
      { orderBy: { key: 'a', direction: 1, startFrom: { datetime: '1970-01-01T00:00:01Z' } } },
      { kind: 'order_by', orderBy: { path: expect.anything(), direction: 'desc', startFrom: 1_000_000n } },
    ],
    [
      { orderBy: { key: 'a', direction: 7, startFrom: { timestamp: { seconds: -1, nanos: 999_999_999 } } } },
      { kind: 'order_by', orderBy: { path: expect.anything(), direction: 'asc', startFrom: -1n } },
    ],
    [{ fusion: 1 }, { kind: 'dbsf' }],
    [{ rrf: { k: 60, weights: [1, 0.5] } }, { kind: 'rrf', k: 60, weights: [1, 0.5] }],
    [{ sample: 0 }, { kind: 'sample' }],
    [
      {
        relevanceFeedback: {
          target: a,
          feedback: [{ example: a, score: 2 }],
          strategy: { naive: { a: 1, b: 2, c: 3 } },
        },
      },
      { kind: 'feedback', target: vector, items: [{ example: vector, score: 2 }], a: 1, b: 2, c: 3 },
    ],
  ]
  for (const [message, expected] of kinds)
    expect(query({ query: message }).query as unknown).toEqual(expected)
})

test('a formula with every expression', () => {
  const x = { variable: 'x' }
  const operand = { kind: 'variable', name: 'x' }
  const decay = { x, target: { constant: 1 }, scale: 2, midpoint: 0.25 }
  const decayed = { x: operand, target: { kind: 'constant', value: 1 }, scale: 2, midpoint: 0.25 }
  const sum = [
    { condition: { hasVector: { hasVector: 'v' } } },
    { geoDistance: { origin: { lon: 1, lat: 2 }, to: 'place' } },
    { datetime: '2020-01-01' },
    { datetimeKey: 'at' },
    { mult: { mult: [x, x] } },
    { div: { left: x, right: x, byZeroDefault: 0 } },
    { neg: x },
    { abs: x },
    { sqrt: x },
    { pow: { base: x, exponent: x } },
    { exp: x },
    { log10: x },
    { ln: x },
    { expDecay: decay },
    { gaussDecay: decay },
    { linDecay: { x } },
  ]
  const formula = { expression: { sum: { sum } }, defaults: { x: { doubleValue: 1 } } }
  const { query: parsed } = query({ query: { formula } })
  expect(parsed as unknown).toEqual({
    kind: 'formula',
    defaults: new Map([['x', 1]]),
    expression: {
      kind: 'sum',
      terms: [
        { kind: 'condition', condition: { kind: 'has_vector', name: 'v' } },
        { kind: 'geo_distance', origin: { lon: 1, lat: 2 }, to: 'place' },
        { kind: 'datetime', text: '2020-01-01' },
        { kind: 'datetime_key', path: 'at' },
        { kind: 'mult', terms: [operand, operand] },
        { kind: 'div', left: operand, right: operand, byZeroDefault: 0 },
        ...(['neg', 'abs', 'sqrt'] as const).map((kind) => ({ kind, operand })),
        { kind: 'pow', base: operand, exponent: operand },
        ...(['exp', 'log10', 'ln'] as const).map((kind) => ({ kind, operand })),
        { kind: 'exp_decay', ...decayed },
        { kind: 'gauss_decay', ...decayed },
        { kind: 'lin_decay', x: operand, target: undefined, scale: undefined, midpoint: undefined },
      ],
    },
  })
})

test('recommend and discover become queries', () => {
  const recommend = encodeMessage('RecommendPoints', {
    collectionName: 'c',
    positive: [{ num: 1 }],
    positiveVectors: [{ data: [1] }],
    negativeVectors: [{ sparse: { indices: [1], values: [2] } }],
    lookupFrom: { collectionName: 'd', vectorName: 'w' },
  })
  expect(requests.decodeRecommendPoints(recommend).request).toMatchObject({
    limit: 0,
    query: {
      kind: 'recommend',
      strategy: 'average_vector',
      positives: [
        { kind: 'id', id: 1 },
        { kind: 'dense', values: Float32Array.of(1) },
      ],
      negatives: [{ kind: 'sparse', indices: Uint32Array.of(1), values: Float32Array.of(2) }],
    },
    lookupFrom: { collection: 'd', vectorName: 'w' },
  })
  const lookupFrom = { collectionName: 'd' }
  const unnamed = { collection: 'd', vectorName: '' }
  const bytesOf = (name: string) => encodeMessage(name, { collectionName: 'c', limit: 1, lookupFrom })
  for (const { request } of [
    requests.decodeRecommendPoints(bytesOf('RecommendPoints')),
    requests.decodeDiscoverPoints(bytesOf('DiscoverPoints')),
  ]) {
    expect(request.lookupFrom).toMatchObject(unnamed)
  }
  const query = requests.decodeQueryPoints(bytesOf('QueryPoints')).request
  expect(query.lookupFrom).toEqual({ collection: 'd', vectorName: undefined, shardKeys: undefined })
  const discover = (message: PlainMessage) => {
    const bytes = encodeMessage('DiscoverPoints', { collectionName: 'c', limit: 1, ...message })
    return requests.decodeDiscoverPoints(bytes).request.query as unknown
  }
  const target = { single: { id: { num: 1 } } }
  const pair = { positive: { id: { num: 2 } }, negative: { vector: { data: [1] } } }
  const pairs = [{ positive: { kind: 'id', id: 2 }, negative: { kind: 'dense', values: Float32Array.of(1) } }]
  expect(discover({ target, context: [pair] })).toEqual({
    kind: 'discover',
    target: { kind: 'id', id: 1 },
    pairs,
  })
  expect(discover({ context: [pair] })).toEqual({ kind: 'context', pairs })
  expect(discover({})).toEqual({ kind: 'context', pairs: [] })
})

test('the parts of a batch keep their order, and its own options count', () => {
  const bytes = encodeMessage('QueryBatchPoints', {
    collectionName: 'c',
    queryPoints: [
      { collectionName: 'x', limit: 1, readConsistency: {} },
      { collectionName: 'x', limit: 2 },
    ],
    readConsistency: { type: 1 },
    timeout: 4,
  })
  const batch = requests.decodeQueryBatchPoints(bytes)
  expect(batch).toMatchObject({ collection: 'c', consistency: 'majority', timeoutSec: 4 })
  expect(batch.requests.map(({ limit }) => limit)).toEqual([1, 2])
})

const body = (problem: string) => `Validation error in body: [${problem}]`
const nothing = 'Validation error: At least one field condition must be specified [{}]'

test.each<[PlainMessage, string]>([
  [{ limit: 0 }, body('limit: value 0 invalid, must be 1 or larger')],
  [{ collectionName: '' }, body('collection_name: value "" invalid, must be from 1 to 255 characters')],
  [{ collectionName: 'a/b' }, body('collection_name: collection name cannot contain "/" char')],
  [{ timeout: 0 }, body('timeout: value 0 invalid, must be 1 or larger')],
  [{ params: { hnswEf: 0 } }, body('params.hnsw_ef: value 0 invalid, must be 1 or larger')],
  [
    { params: { quantization: { oversampling: 0.5 } } },
    body('params.quantization.oversampling: value 0.5 invalid, must be 1.0 or larger'),
  ],
  [
    { params: { acorn: { maxSelectivity: 2 } } },
    body('params.acorn.max_selectivity: value 2.0 invalid, must be from 0.0 to 1.0'),
  ],
  [
    { params: { idf: { corpus: { must: [{ field: { key: 'a' } }] } } } },
    body(`params.idf.corpus.must[0].condition_one_of.match: ${nothing}`),
  ],
  [{ vector: [1], sparseIndices: { data: [1] } }, 'Sparse vector must have a name specified'],
  [
    { vector: [1, 2], sparseIndices: { data: [1, 1] }, vectorName: 's' },
    'Sparse indices does not match sparse vector conditions: indices: Validation error: must be unique [{}]',
  ],
  [{ withPayload: {} }, 'No PayloadSelector'],
  [{ withPayload: { include: { fields: ['a b'] } } }, "Invalid json path: 'a b'"],
  [{ readConsistency: {} }, 'invalid read consistency message: `ReadConsistency::value` field is `None`'],
  [
    { readConsistency: { factor: 0 } },
    'factor: Validation error: range [{"value": Number(0), "min": Number(1)}]',
  ],
  [{ readConsistency: { type: 77 } }, 'invalid read consistency type value 77'],
  [
    { shardKeySelector: { fallback: { keyword: 'z' } } },
    'Fallback shard key Some(ShardKey { key: Some(Keyword("z")) }) can be set only when a single shard key is provided',
  ],
])('search %# is refused', (message, expected) => {
  expect(refusal(() => search({ vector: [1], ...message }))).toBe(expected)
})

test.each<[PlainMessage, string]>([
  [{}, 'Query variant is missing'],
  [{ nearest: {} }, 'VectorInput variant is missing'],
  [{ nearest: { id: {} } }, 'No ID options provided'],
  [{ nearest: { id: { uuid: 'xx' } } }, 'Unable to parse UUID: xx'],
  [{ nearest: { image: {} } }, 'Empty image is not allowed'],
  [{ nearestWithMmr: { mmr: {} } }, 'nearest vector is missing'],
  [{ nearestWithMmr: { nearest: { dense: {} } } }, 'mmr is missing'],
  [{ discover: {} }, 'DiscoverInput target is missing'],
  [{ discover: { target: { dense: {} } } }, 'DiscoverInput context is missing'],
  [{ context: { pairs: [{}] } }, 'ContextPair positive is missing'],
  [{ context: { pairs: [{ positive: { dense: {} } }] } }, 'ContextPair negative is missing'],
  [{ fusion: 9 }, 'invalid fusion type value 9'],
  [{ sample: 5 }, 'invalid sample type value 5'],
  [
    { orderBy: { key: 'a', startFrom: { datetime: 'never' } } },
    'Malformed datetime: input contains invalid characters',
  ],
  [
    { orderBy: { key: 'a', startFrom: { timestamp: { seconds: 253402300800 * 1000 } } } },
    'Unable to parse timestamp: +8031969-04-01T00:00:00Z',
  ],
  [{ relevanceFeedback: {} }, 'target is missing'],
  [{ relevanceFeedback: { target: { dense: {} }, feedback: [{}] } }, 'feedback example is missing'],
  [{ relevanceFeedback: { target: { dense: {} } } }, 'strategy is missing'],
  [{ relevanceFeedback: { target: { dense: {} }, strategy: {} } }, 'Missing variant'],
  [{ formula: {} }, 'missing field: expression'],
  [{ formula: { expression: {} } }, 'missing field: variant'],
  [{ formula: { expression: { condition: {} } } }, 'missing field: condition'],
  [{ formula: { expression: { div: {} } } }, 'missing field: left'],
  [{ formula: { expression: { pow: {} } } }, 'missing field: base'],
  [{ formula: { expression: { geoDistance: {} } } }, 'missing field: origin'],
  [{ formula: { expression: { linDecay: {} } } }, 'missing field: x'],
  [{ formula: { expression: { datetimeKey: 'a b' } } }, 'invalid payload key'],
  [
    { formula: { expression: { constant: 1 }, defaults: { a: { doubleValue: Number.NaN } } } },
    'cannot convert to json number',
  ],
  [
    { nearest: { sparse: { indices: [1, 1], values: [1, 2] } } },
    body('query.variant.variant.indices: Validation error: must be unique [{}]'),
  ],
  [
    { recommend: { positive: [{ dense: {} }, { sparse: { indices: [1, 2], values: [] } }] } },
    body(
      'query.variant.positive[1].variant.values: Validation error: must be the same length as indices [{}]',
    ),
  ],
  [
    { context: { pairs: [{ negative: { sparse: { indices: [1, 1], values: [1, 2] } } }] } },
    body('query.variant.pairs[0].negative.variant.indices: Validation error: must be unique [{}]'),
  ],
  [{ nearest: { multiDense: {} } }, body('query.variant.variant.data: multi vector must not be empty')],
  [
    { nearest: { multiDense: { vectors: [{ data: [1] }, { data: [] }] } } },
    body('query.variant.variant.data: all vectors must be non-empty'),
  ],
  [
    { nearest: { multiDense: { vectors: [{ data: [1, 2] }, { data: [1] }] } } },
    body(
      'query.variant.variant.data: all vectors must have the same dimension, found vector with dimension 1',
    ),
  ],
  [
    { nearestWithMmr: { mmr: { diversity: 2 } } },
    body('query.variant.mmr.diversity: value 2.0 invalid, must be from 0.0 to 1.0'),
  ],
  [
    { nearestWithMmr: { mmr: { candidatesLimit: 20000 } } },
    body('query.variant.mmr.candidates_limit: value 20000 invalid, must be 16384 or smaller'),
  ],
  [{ rrf: { k: 0 } }, body('query.variant.k: value 0 invalid, must be 1 or larger')],
  [
    { relevanceFeedback: { strategy: { naive: { b: -1 } } } },
    body('query.variant.strategy.variant.b: value -1.0 invalid, must be 0.0 or larger'),
  ],
])('query %# is refused', (message, expected) => {
  expect(refusal(() => query({ query: message }))).toBe(expected)
})

test('a fault deep in a tree of prefetches is found', () => {
  const bad = { query: { nearest: { sparse: { indices: [1, 1], values: [1, 2] } } } }
  const path = 'prefetch[1].prefetch[0].query.variant.variant.indices'
  expect(refusal(() => query({ prefetch: [{}, { prefetch: [bad] }] }))).toBe(
    body(`${path}: Validation error: must be unique [{}]`),
  )
})

test('all broken rules are told at once', () => {
  const text = refusal(() =>
    search({ limit: 0, params: { hnswEf: 0 }, filter: { should: [{ field: { key: '' } }, { field: {} }] } }),
  )
  expect(text).toBe(
    body(
      [
        `filter.should[0].condition_one_of.match: ${nothing}`,
        `filter.should[1].condition_one_of.match: ${nothing}`,
        'params.hnsw_ef: value 0 invalid, must be 1 or larger',
        'limit: value 0 invalid, must be 1 or larger',
      ].join('; '),
    ),
  )
})

test.each<[string, (bytes: Uint8Array) => unknown, PlainMessage, string]>([
  [
    'FacetCounts',
    requests.decodeFacetCounts,
    {},
    body('key: value "" invalid, must be at least 1 characters'),
  ],
  [
    'SearchMatrixPoints',
    requests.decodeSearchMatrixPoints,
    { sample: 1 },
    body('sample: value 1 invalid, must be 2 or larger'),
  ],
  [
    'ScrollPoints',
    requests.decodeScrollPoints,
    { limit: 0 },
    body('limit: value 0 invalid, must be 1 or larger'),
  ],
  [
    'QueryPointGroups',
    requests.decodeQueryPointGroups,
    { groupSize: 0, groupBy: 'a' },
    body('group_size: value 0 invalid, must be 1 or larger'),
  ],
  [
    'SearchBatchPoints',
    requests.decodeSearchBatchPoints,
    { searchPoints: [{ collectionName: 'c', limit: 1 }, { limit: 1 }] },
    body('search_points[1].collection_name: value "" invalid, must be from 1 to 255 characters'),
  ],
  ['RecommendPoints', requests.decodeRecommendPoints, { strategy: 55 }, 'Unknown recommend strategy: 55'],
  [
    'RecommendPoints',
    requests.decodeRecommendPoints,
    { positiveVectors: [{ multiDense: { vectors: [{ data: [1] }] } }] },
    'MultiDense vector is not supported in search request',
  ],
  [
    'RecommendPoints',
    requests.decodeRecommendPoints,
    { positiveVectors: [{ document: {} }] },
    "Document can't be converted to VectorInternal",
  ],
  [
    'RecommendPoints',
    requests.decodeRecommendPoints,
    { positiveVectors: [{ data: [1, 2], vectorsCount: 3 }] },
    body(
      'positive_vectors[0].data: Validation error: invalid dense vector length for vectors count ' +
        '[{"vector_len": Number(2), "vectors_count": Number(3)}]',
    ),
  ],
  ['DiscoverPoints', requests.decodeDiscoverPoints, { limit: 1, target: {} }, 'Target vector is malformed'],
  [
    'DiscoverPoints',
    requests.decodeDiscoverPoints,
    { limit: 1, target: { single: {} } },
    'Vector example, which can be id or bare vector, is malformed',
  ],
  [
    'DiscoverPoints',
    requests.decodeDiscoverPoints,
    { limit: 1, context: [{}] },
    'Both positive and negative are required in a context pair',
  ],
])('%s (%#) is refused', (name, decode, message, expected) => {
  expect(refusal(() => decode(encodeMessage(name, { collectionName: 'c', ...message })))).toBe(expected)
})
