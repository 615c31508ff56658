import { expect, test } from 'bun:test'
import { RequestError } from '#model/errors.ts'
import type { PayloadValue } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { stopwordLanguageNames } from '#model/tokenizer-languages.ts'
import { encodeMessage } from './encode-message.fixture.ts'
import * as requests from './points-write-requests.ts'
import type { PlainMessage } from './random-messages.fixture.ts'

function refusal(decode: () => unknown): string {
  try {
    decode()
  } catch (error) {
    if (error instanceof RequestError) return error.message
    throw error
  }
  return 'not refused'
}

function upsert(message: PlainMessage) {
  const { request } = requests.decodeUpsertPoints(
    encodeMessage('UpsertPoints', { collectionName: 'c', ...message }),
  )
  if (request.operation.kind !== 'upsert') throw new Error('an upsert')
  return { ...request, operation: request.operation }
}

const dense = (...data: number[]) => ({ vector: { dense: { data } } })
const named = (vectors: PlainMessage) => ({ vectors: { vectors } })
const payloadOf = (entries: [string, PayloadValue][]) => encodePayload(new Map(entries))
const ids = { points: { ids: [{ num: 1 }] } }

test('an upsert with every kind of vector', () => {
  const { operation, wait, ordering, timeoutSec, shardKeys } = upsert({
    wait: true,
    timeout: 0,
    ordering: { type: 2 },
    updateMode: 1,
    updateFilter: { must: [{ hasId: { hasId: [{ num: 1 }] } }] },
    shardKeySelector: { shardKeys: [{ keyword: 'k' }], fallback: { number: 3 } },
    points: [
      { id: { num: 1 }, vectors: dense(1, 2), payload: { a: { integerValue: 1 } } },
      {
        id: { num: 2 },
        vectors: named({
          '': { dense: { data: [1] } },
          sparse: { sparse: { indices: [5, 2], values: [1, 2] } },
          multi: { multiDense: { vectors: [{ data: [1, 2] }, { data: [3, 4] }] } },
          document: { document: { text: 'hello', model: 'qdrant/bm25' } },
          image: { image: { image: { stringValue: 'cat.png' }, model: 'm' } },
          object: { object: { object: { nullValue: 0 }, model: 'm', options: { x: { boolValue: true } } } },
        }),
      },
      {
        id: { num: 3 },
        vectors: named({
          old: { data: [1, 2] },
          oldSparse: { data: [1, 2], indices: { data: [9, 4] } },
          oldMulti: { data: [1, 2, 3, 4], vectorsCount: 2 },
        }),
      },
      { id: { num: 4 }, vectors: { vectors: {} } },
      { id: { num: 5 }, vectors: { vector: { data: [1, 2], vectorsCount: 2 } } },
    ],
  })
  expect({ wait, ordering, timeoutSec, shardKeys }).toEqual({
    wait: true,
    ordering: 'strong',
    timeoutSec: 0,
    shardKeys: { keys: ['k'], fallback: 3n },
  })
  expect(operation).toMatchObject({ mode: 'insert_only', updateFilter: { must: [{ kind: 'has_id' }] } })
  const sparse = { kind: 'sparse', indices: Uint32Array.of(2, 5), values: Float32Array.of(2, 1) }
  const multi = { kind: 'multi', dimension: 2, values: Float32Array.of(1, 2, 3, 4) }
  const inference = (kind: string, model: string, value: unknown, options: [string, unknown][] = []) => {
    return { kind, model, value, options: new Map(options) }
  }
  expect(operation.points as unknown).toEqual([
    {
      id: 1,
      payload: payloadOf([['a', 1n]]),
      vectors: new Map([['', { kind: 'dense', values: Float32Array.of(1, 2) }]]),
    },
    {
      id: 2,
      payload: null,
      vectors: new Map<string, unknown>([
        ['', { kind: 'dense', values: Float32Array.of(1) }],
        ['sparse', sparse],
        ['multi', multi],
        ['document', inference('document', 'qdrant/bm25', 'hello')],
        ['image', inference('image', 'm', 'cat.png')],
        ['object', inference('object', 'm', null, [['x', true]])],
      ]),
    },
    {
      id: 3,
      payload: null,
      vectors: new Map<string, unknown>([
        ['old', { kind: 'dense', values: Float32Array.of(1, 2) }],
        ['oldSparse', { kind: 'sparse', indices: Uint32Array.of(4, 9), values: Float32Array.of(2, 1) }],
        ['oldMulti', multi],
      ]),
    },
    { id: 4, payload: null, vectors: new Map() },
    {
      id: 5,
      payload: null,
      vectors: new Map([['', { kind: 'multi', dimension: 1, values: Float32Array.of(1, 2) }]]),
    },
  ])
})

test('defaults of a change', () => {
  const { wait, ordering, timeoutSec, shardKeys, operation } = upsert({ updateMode: 77 })
  expect({ wait, ordering, timeoutSec, shardKeys, mode: operation.mode }).toEqual({
    wait: false,
    ordering: 'weak',
    timeoutSec: undefined,
    shardKeys: undefined,
    mode: 'upsert',
  })
})

test('what a request hands out is its own', () => {
  const bytes = encodeMessage('UpsertPoints', {
    collectionName: 'c',
    points: [{ id: { num: 1 }, vectors: dense(1), payload: { a: { stringValue: 'x' } } }],
  })
  const { operation } = requests.decodeUpsertPoints(bytes).request
  bytes.fill(0)
  if (operation.kind !== 'upsert') throw new Error('an upsert')
  expect(operation.points[0]?.payload).toEqual(payloadOf([['a', 'x']]))
  expect(operation.points[0]?.vectors.get('')).toEqual({ kind: 'dense', values: Float32Array.of(1) })
})

type Decoder = (bytes: Uint8Array) => { readonly request: { readonly operation: unknown } }

test.each<[string, Decoder, PlainMessage, unknown]>([
  [
    'DeletePoints',
    requests.decodeDeletePoints,
    { points: ids },
    { kind: 'delete', selector: { kind: 'ids', ids: [1] } },
  ],
  [
    'DeletePoints',
    requests.decodeDeletePoints,
    { points: { filter: { must: [{}] } } },
    { kind: 'delete', selector: { kind: 'filter', filter: { must: [] } } },
  ],
  [
    'UpdatePointVectors',
    requests.decodeUpdatePointVectors,
    { points: [{ id: { num: 1 }, vectors: dense() }] },
    {
      kind: 'update_vectors',
      points: [{ id: 1, vectors: new Map([['', { kind: 'dense', values: new Float32Array(0) }]]) }],
    },
  ],
  [
    'DeletePointVectors',
    requests.decodeDeletePointVectors,
    { pointsSelector: ids, vectors: { names: ['', 'a'] } },
    { kind: 'delete_vectors', names: ['', 'a'] },
  ],
  [
    'SetPayloadPoints',
    requests.decodeSetPayloadPoints,
    { pointsSelector: ids, payload: { a: {} }, key: 'x[0].y' },
    { kind: 'set_payload', payload: payloadOf([['a', null]]), path: { text: 'x[0].y' } },
  ],
  [
    'SetPayloadPoints',
    requests.decodeOverwritePayloadPoints,
    { pointsSelector: ids, key: 'not a path' },
    { kind: 'overwrite_payload', payload: new Uint8Array(0) },
  ],
  [
    'DeletePayloadPoints',
    requests.decodeDeletePayloadPoints,
    { pointsSelector: ids, keys: ['a', 'b[]'] },
    { kind: 'delete_payload', paths: [{ text: 'a' }, { text: 'b[]' }] },
  ],
  ['ClearPayloadPoints', requests.decodeClearPayloadPoints, { points: ids }, { kind: 'clear_payload' }],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    { fieldName: 'a', fieldType: 0 },
    { kind: 'create_field_index', path: { text: 'a' }, schema: { type: 'keyword', explicitParams: false } },
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    {
      fieldName: 'a',
      fieldType: 0,
      fieldIndexParams: { keywordIndexParams: { isTenant: false, prefix: {}, memory: 2 } },
    },
    {
      schema: {
        type: 'keyword',
        explicitParams: true,
        isTenant: false,
        prefix: true,
        memory: 'cached',
        onDisk: undefined,
      },
    },
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    {
      fieldName: 'a',
      fieldType: 4,
      fieldIndexParams: {
        textIndexParams: {
          tokenizer: 3,
          lowercase: false,
          minTokenLen: 2,
          stopwords: { languages: ['fr', 'english'], custom: ['b', 'a', 'b'] },
          stemmer: { snowball: { language: 'en' } },
        },
      },
    },
    {
      schema: {
        type: 'text',
        explicitParams: true,
        tokenizer: 'word',
        lowercase: false,
        minTokenLen: 2,
        maxTokenLen: undefined,
        stopwords: { languages: ['english', 'french'], custom: ['a', 'b'] },
        stemmer: { language: 'english' },
      },
    },
  ],
  [
    'DeleteFieldIndexCollection',
    requests.decodeDeleteFieldIndex,
    { fieldName: '"a b"' },
    { kind: 'delete_field_index', path: { text: '"a b"' } },
  ],
  [
    'CreateVectorNameRequest',
    requests.decodeCreateVectorName,
    { vectorName: 'v', denseConfig: { size: 4, distance: 2, datatype: 3, multivectorConfig: {} } },
    { kind: 'create_dense', name: 'v', size: 4, distance: 'Euclid', datatype: 'float16', multivector: true },
  ],
  [
    'CreateVectorNameRequest',
    requests.decodeCreateVectorName,
    { vectorName: '', sparseConfig: { modifier: 1, datatype: 0 } },
    { kind: 'create_sparse', name: '', modifier: 'idf', datatype: undefined },
  ],
  [
    'DeleteVectorNameRequest',
    requests.decodeDeleteVectorName,
    { vectorName: 'v' },
    { kind: 'delete', name: 'v' },
  ],
])('%s is read (%#)', (name, decode, message, expected) => {
  const { request } = decode(encodeMessage(name, { collectionName: 'c', ...message }))
  expect(request.operation).toMatchObject(expected as object)
})

test('a batch has one entry an operation, bad ones as their error', () => {
  const bytes = encodeMessage('UpdateBatchPoints', {
    collectionName: 'c',
    wait: true,
    operations: [
      {
        upsert: {
          points: [{ id: { num: 1 }, vectors: dense(1) }],
          shardKeySelector: { shardKeys: [{ keyword: 'k' }] },
        },
      },
      { deleteDeprecated: ids },
      { setPayload: { pointsSelector: ids, payload: { a: { boolValue: true } }, key: 'x' } },
      { overwritePayload: { pointsSelector: ids, key: 'not a path' } },
      { deletePayload: { pointsSelector: ids, keys: ['a'] } },
      { clearPayloadDeprecated: ids },
      { updateVectors: { points: [{ id: { num: 1 }, vectors: dense(1) }] } },
      { deleteVectors: { pointsSelector: ids, vectors: { names: ['v'] } } },
      { deletePoints: { points: ids } },
      { clearPayload: { points: ids } },
      {},
      { deletePoints: {} },
      { upsert: { points: [{ id: { num: 1 }, vectors: dense() }] } },
      {
        updateVectors: {
          points: [
            { id: { num: 1 }, vectors: named({ s: { sparse: { indices: [1, 1], values: [1, 2] } } }) },
          ],
        },
      },
      {
        upsert: {
          points: [{ id: { num: 1 }, vectors: { vector: { multiDense: { vectors: [{ data: [1] }, {}] } } } }],
        },
      },
      {
        updateVectors: {
          points: [{ id: { num: 1 }, vectors: { vector: { dense: { data: [1] }, vectorsCount: 0 } } }],
        },
      },
    ],
  })
  const { collection, operations } = requests.decodeUpdateBatchPoints(bytes)
  expect(collection).toBe('c')
  expect(operations.map(({ request, error }) => error?.message ?? request?.operation.kind)).toEqual([
    'upsert',
    'delete',
    'set_payload',
    'overwrite_payload',
    'delete_payload',
    'clear_payload',
    'update_vectors',
    'delete_vectors',
    'delete',
    'clear_payload',
    'Operation is missing',
    'PointSelector is missing',
    'Wrong input: points[0].vector.vector: dense vector must not be empty',
    'Wrong input: points[0].vector.?.indices: Validation error: must be unique [{}]',
    'Wrong input: points[0].vector.data: Validation error: empty_vector [{"message": String("all vectors must be non-empty")}]',
    'update_vectors',
  ])
  expect(operations[0]?.request).toMatchObject({ wait: true, shardKeys: { keys: ['k'] } })
})

const body = (problem: string) => `Validation error in body: [${problem}]`
const point = (vectors: PlainMessage | undefined) => ({ points: [{ id: { num: 1 }, vectors }] })

test.each<[PlainMessage, string]>([
  [{ points: [{ vectors: dense(1) }] }, 'Empty ID is not allowed'],
  [{ points: [{ id: {}, vectors: dense(1) }] }, 'No ID options provided'],
  [{ points: [{ id: { uuid: 'x' }, vectors: dense(1) }] }, 'Unable to parse UUID: x'],
  [point(undefined), 'Expected some vectors'],
  [point({}), 'No Vector Provided'],
  [point({ vector: { sparse: {} } }), 'Sparse vector must be named'],
  [point({ vector: { indices: {} } }), 'Sparse vector must be named'],
  [{ ...point(dense(1)), ordering: { type: 9 } }, 'cannot convert ordering: 9'],
  [
    { shardKeySelector: { shardKeys: [{ keyword: 'a' }, { keyword: 'b' }], fallback: { keyword: 'f' } } },
    'Fallback shard key Some(ShardKey { key: Some(Keyword("f")) }) can only be set when a single shard key is provided',
  ],
  [point(dense()), 'Wrong input: points[0].vector.vector: dense vector must not be empty'],
  [
    point(named({ a: { dense: {} } })),
    'Wrong input: points[0].vector.?.vector: dense vector must not be empty',
  ],
  [
    point(named({ a: { document: { options: { x: { doubleValue: Number.NaN } } } } })),
    'cannot convert to json number',
  ],
  [point(named({ a: { image: {} } })), 'Empty image is not allowed'],
  [point(named({ a: { object: {} } })), 'Empty object is not allowed'],
  [
    point(named({ a: { sparse: { indices: [1, 1], values: [1] } } })),
    body(
      'points[0].vectors.vectors_options.vectors.[].values: Validation error: must be the same length as indices [{}]; ' +
        'points[0].vectors.vectors_options.vectors.[].indices: Validation error: must be unique [{}]',
    ),
  ],
  [
    point({ vector: { indices: {}, vectorsCount: 1 } }),
    body(
      'points[0].vectors.vectors_options.indices: Validation error: ' +
        '`indices` and `vectors_count` cannot be both specified [{}]',
    ),
  ],
  [
    point({ vector: { data: [1], vectorsCount: 0 } }),
    body(
      'points[0].vectors.vectors_options.data: Validation error: invalid_vector_count ' +
        '[{"vectors_count": String("vectors count must be greater than 0")}]',
    ),
  ],
  [
    point({ vector: { multiDense: { vectors: [{ data: Array.from({ length: 1_048_576 }, () => 0) }] } } }),
    body(
      'points[0].vectors.vectors_options.data: Total size of all vectors (1048576) must be less than 1048576',
    ),
  ],
  [
    { updateFilter: { minShould: {} } },
    body('update_filter.min_should.min_count: min_count must be greater than 0'),
  ],
])('upsert %# is refused', (message, expected) => {
  expect(refusal(() => upsert(message))).toBe(expected)
})

const geo = (condition: PlainMessage) => ({
  pointsSelector: { filter: { must: [{ field: { key: 'a', ...condition } }] } },
})
const inSelector = (problem: string) =>
  body(`points_selector.points_selector_one_of.must[0].condition_one_of.${problem}`)
const ring = (...points: [number, number][]) => ({ points: points.map(([lon, lat]) => ({ lon, lat })) })
const square = ring([0, 0], [0, 1], [1, 1], [0, 0])

test.each<[PlainMessage, string]>([
  [
    geo({ geoRadius: { center: { lat: 91 } } }),
    inSelector(
      'geo_radius.center.geo: Wrong format of GeoPoint payload: ' +
        'expected `lat` = 91 within [-90;90] and `lon` = 0 within [-180;180]',
    ),
  ],
  [
    geo({ geoBoundingBox: { topLeft: { lon: Number.NaN } } }),
    inSelector(
      'geo_bounding_box.top_left.geo: Wrong format of GeoPoint payload: ' +
        'expected `lat` = 0 within [-90;90] and `lon` = NaN within [-180;180]',
    ),
  ],
  [
    geo({ geoPolygon: { exterior: {} } }),
    inSelector('geo_polygon.exterior: value invalid, must not be empty'),
  ],
  [
    geo({ geoPolygon: { exterior: ring([0, 0], [0, 1], [0, 0]) } }),
    inSelector('geo_polygon.exterior: value invalid, the size must be at least 4, got 3'),
  ],
  [
    geo({ geoPolygon: { exterior: square, interiors: [ring([0, 0], [0, 1], [1, 1], [1, 0])] } }),
    inSelector(
      'geo_polygon.interiors: value invalid, the first and the last points should be same to form a closed line',
    ),
  ],
  [geo({ geoRadius: {} }), 'Malformed GeoRadius type'],
  [geo({ geoBoundingBox: {} }), 'Malformed GeoBoundingBox type'],
  [geo({ geoPolygon: {} }), 'Malformed GeoPolygon type - field `exterior` is required'],
  [geo({ match: {} }), 'Malformed Match condition'],
  [
    geo({ datetimeRange: { lt: { nanos: 1_500_000_000 } } }),
    'Unable to parse timestamp: 1970-01-01T00:00:01.500Z',
  ],
  [
    { pointsSelector: { filter: { must: [{ nested: { key: 'a' } }] } } },
    'Nested condition must have a filter',
  ],
  [
    { pointsSelector: { filter: { must: [{ slice: { total: 2, index: 2 } }] } } },
    inSelector('index: Validation error: must be less than the total number of slices [{}]'),
  ],
  [{}, 'points_selector is expected'],
  [{ pointsSelector: {} }, 'Malformed PointsSelector type'],
  [{ pointsSelector: ids, key: '' }, "Invalid json path: ''"],
  [{ pointsSelector: ids, payload: { a: { doubleValue: Number.NaN } } }, 'cannot convert to json number'],
])('payload change %# is refused', (message, expected) => {
  const bytes = encodeMessage('SetPayloadPoints', { collectionName: 'c', ...message })
  expect(refusal(() => requests.decodeSetPayloadPoints(bytes))).toBe(expected)
})

const languages = stopwordLanguageNames.map((language) => `\`${language}\``).join(', ')

test.each<[string, (bytes: Uint8Array) => unknown, PlainMessage, string]>([
  ['DeletePoints', requests.decodeDeletePoints, {}, 'PointSelector is missing'],
  [
    'DeletePoints',
    requests.decodeDeletePoints,
    { points: { filter: { must: [{ slice: {} }] } } },
    'Slice total must be greater than 0',
  ],
  ['ClearPayloadPoints', requests.decodeClearPayloadPoints, {}, 'PointSelector is missing'],
  ['UpdatePointVectors', requests.decodeUpdatePointVectors, { points: [{}] }, 'id is expected'],
  [
    'UpdatePointVectors',
    requests.decodeUpdatePointVectors,
    { points: [{ id: { num: 1 } }] },
    'vectors is expected',
  ],
  ['DeletePointVectors', requests.decodeDeletePointVectors, { pointsSelector: ids }, 'vectors is expected'],
  [
    'UpdateBatchPoints',
    requests.decodeUpdateBatchPoints,
    {},
    body('operations: value [] invalid, must be at least 1 characters'),
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    {},
    body('field_name: value "" invalid, must be at least 1 characters'),
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    { fieldName: 'a' },
    'cannot convert field_type',
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    { fieldName: 'a', fieldType: 99 },
    "Bad request: Can't auto-detect field type, please specify `field_schema` in the request",
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    { fieldName: 'a', fieldType: 99, fieldIndexParams: {} },
    'field type is missing',
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    { fieldName: 'a', fieldType: 1, fieldIndexParams: { boolIndexParams: {} } },
    'field_type (Integer) and field_index_params do not match',
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    {
      fieldName: 'a',
      fieldType: 1,
      fieldIndexParams: { integerIndexParams: { lookup: false, range: false } },
    },
    body(
      "field_index_params.index_params.lookup: Validation error: the 'lookup' and 'range' capabilities can't be both disabled [{}]",
    ),
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    { fieldName: 'a', fieldType: 4, fieldIndexParams: { textIndexParams: {} } },
    'unknown tokenizer type',
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    { fieldName: 'a', fieldType: 6, fieldIndexParams: { datetimeIndexParams: { memory: 9 } } },
    'Cannot convert memory placement: 9',
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    {
      fieldName: 'a',
      fieldType: 4,
      fieldIndexParams: { textIndexParams: { tokenizer: 1, stopwords: { languages: ['klingon'] } } },
    },
    `unknown language: unknown variant \`klingon\`, expected one of ${languages} at line 1 column 9`,
  ],
  [
    'CreateFieldIndexCollection',
    requests.decodeCreateFieldIndex,
    {
      fieldName: 'a',
      fieldType: 4,
      fieldIndexParams: { textIndexParams: { tokenizer: 1, stemmer: { snowball: { language: 'klingon' } } } },
    },
    'Language "klingon" not found.',
  ],
  [
    'CreateVectorNameRequest',
    requests.decodeCreateVectorName,
    {},
    'vector_config is required (dense_config or sparse_config)',
  ],
  [
    'CreateVectorNameRequest',
    requests.decodeCreateVectorName,
    { denseConfig: {} },
    body('vector_config.size: value 0 invalid, must be from 1 to 65536'),
  ],
  [
    'CreateVectorNameRequest',
    requests.decodeCreateVectorName,
    { denseConfig: { size: 1 } },
    'Malformed distance parameter: UnknownDistance',
  ],
  [
    'CreateVectorNameRequest',
    requests.decodeCreateVectorName,
    { denseConfig: { size: 1, distance: 9 } },
    'Malformed distance parameter, unexpected value: 9',
  ],
  [
    'CreateVectorNameRequest',
    requests.decodeCreateVectorName,
    { denseConfig: { size: 1, distance: 1, datatype: 9 } },
    'Cannot convert datatype: 9',
  ],
  [
    'CreateVectorNameRequest',
    requests.decodeCreateVectorName,
    { sparseConfig: { modifier: 9 } },
    'Cannot convert sparse modifier: 9',
  ],
  [
    'CreateVectorNameRequest',
    requests.decodeCreateVectorName,
    { sparseConfig: { datatype: 4 } },
    body('vector_config.datatype: sparse vectors do not support the `turbo4` datatype'),
  ],
])('%s (%#) is refused', (name, decode, message, expected) => {
  expect(refusal(() => decode(encodeMessage(name, { collectionName: 'c', ...message })))).toBe(expected)
})
