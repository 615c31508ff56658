import type { JsonValue } from '@bufbuild/protobuf'
import { createRandom } from '#base/random.fixture.ts'
import type { Call } from '../support/recorded-calls.ts'

/** The points that the reads of `grpc-points.test.ts` look at, and those reads. */
export const collectionName = 'points'
type Fields = Readonly<Record<string, JsonValue>>

const distance = { dense: 'Cosine', plane: 'Euclid', rows: 'Dot' } as const
const cities = ['Berlin', 'London', 'Moscow', 'Paris', 'Tokyo']
const words = ['quick', 'brown', 'fox', 'jumps', 'over', 'lazy', 'dog', 'Red']
const pointCount = 150
const changedLater: ReadonlySet<number> = new Set([3, 5, 6, 8, 77, 125, 130])

export function createCall(indexingThreshold: string): Call {
  return {
    rpc: 'collections.create',
    request: {
      collectionName,
      vectorsConfig: {
        paramsMap: {
          map: {
            dense: { size: '4', distance: distance.dense },
            plane: { size: '3', distance: distance.plane },
            rows: { size: '2', distance: distance.rows, multivectorConfig: { comparator: 'MaxSim' } },
          },
        },
      },
      sparseVectorsConfig: { map: { sparse: {}, idf: { modifier: 'Idf' } } },
      optimizersConfig: { indexingThreshold },
    },
  }
}

/** Numbers first, then UUIDs. */
export const idOf = (index: number): Fields =>
  index < 120
    ? { num: String(index) }
    : { uuid: `${index.toString(16).padStart(8, '0')}-1111-4222-8333-444455556666` }

export function loadCalls(): Call[] {
  const random = createRandom(20_240_607)
  const points = Array.from({ length: pointCount }, (_, index) => pointOf(index, random))
  const upserts = [0, 40, 80, 120].map((from) =>
    call('points.upsert', { wait: true, points: points.slice(from, from + 40) }),
  )
  return [
    ...upserts.slice(0, 2),
    index('number', 'FieldTypeInteger'),
    index('ratio', 'FieldTypeFloat'),
    index('city', 'FieldTypeKeyword'),
    index('when', 'FieldTypeDatetime'),
    index('flag', 'FieldTypeBool'),
    index('place', 'FieldTypeGeo'),
    index('note', 'FieldTypeText'),
    index('parts[].size', 'FieldTypeInteger'),
    ...upserts.slice(2),
    call('points.delete', { wait: true, points: { points: { ids: [idOf(3), idOf(77), idOf(125)] } } }),
    call('points.setPayload', {
      wait: true,
      payload: { city: string('Rome'), extra: integer('9007199254740993') },
      pointsSelector: { points: { ids: [idOf(5), idOf(130)] } },
    }),
    call('points.updateVectors', {
      wait: true,
      points: [{ id: idOf(6), vectors: { vectors: { vectors: { plane: dense([9, 9, 9]) } } } }],
    }),
    call('points.deleteVectors', {
      wait: true,
      pointsSelector: { points: { ids: [idOf(8)] } },
      vectors: { names: ['dense', 'sparse'] },
    }),
  ]
}

function index(fieldName: string, fieldType: string): Call {
  return call('points.createFieldIndex', { wait: true, fieldName, fieldType })
}

function pointOf(index: number, random: () => number): Fields {
  const number = (): number => Math.round(random() * 20_000 - 10_000) / 1000
  const numbers = (count: number): number[] => Array.from({ length: count }, number)
  const below = (limit: number): number => Math.floor(random() * limit)
  const vectors: Record<string, JsonValue> = { dense: dense(numbers(4)) }
  if (index % 5 !== 0) vectors['plane'] = dense(numbers(3))
  if (index % 3 !== 0) {
    vectors['rows'] = {
      multiDense: { vectors: Array.from({ length: 1 + below(3) }, () => ({ data: numbers(2) })) },
    }
  }
  for (const name of ['sparse', 'idf']) {
    const indices = [0, 1, 2, 3, 4, 5, 6, 7].filter(() => random() < 0.4)
    // Which vectors that are empty or were replaced count for word frequencies is not promised.
    if (name === 'idf' && (changedLater.has(index) || indices.length === 0)) continue
    if (random() < 0.8) vectors[name] = { sparse: { indices, values: numbers(indices.length) } }
  }
  const payload: Record<string, JsonValue> = {
    number: integer(String(index % 10)),
    serial: integer(String(index)),
    ratio: { doubleValue: index * 0.25 },
    city: string(cities[below(cities.length)] ?? ''),
    flag: { boolValue: random() < 0.5 },
    when: string(`2024-0${1 + (index % 9)}-15T1${index % 10}:00:00Z`),
    place: fields({ lon: { doubleValue: number() * 10 }, lat: { doubleValue: number() * 5 } }),
    note: string(Array.from({ length: 3 }, () => words[below(words.length)]).join(' ')),
    parts: list([
      fields({ size: integer(String(below(20))), name: string('a') }),
      fields({ size: integer(String(below(20))), name: string('b') }),
    ]),
  }
  for (const key of Object.keys(payload)) if (key !== 'serial' && random() < 0.1) delete payload[key]
  if (random() < 0.1) payload['city'] = list([string('Paris'), string('Lyon')])
  if (random() < 0.1) payload['number'] = list([integer('3'), integer('40')])
  if (random() < 0.05) payload['city'] = { nullValue: 'NULL_VALUE' }
  return { id: idOf(index), vectors: { vectors: { vectors } }, payload }
}

export function call(rpc: string, request: Fields): Call {
  return { rpc, request: { collectionName, ...request } }
}

export const dense = (data: readonly number[]): Fields => ({ dense: { data: [...data] } })
export const string = (text: string): Fields => ({ stringValue: text })
export const integer = (text: string): Fields => ({ integerValue: text })
export const list = (values: readonly Fields[]): Fields => ({ listValue: { values: [...values] } })
export const fields = (inner: Fields): Fields => ({ structValue: { fields: inner } })

const field = (key: string, test: Fields): Fields => ({ field: { key, ...test } })
const must = (...conditions: Fields[]): Fields => ({ must: conditions })
const keyword = (key: string, value: string): Fields => field(key, { match: { keyword: value } })

const filters: readonly Fields[] = [
  {},
  must(keyword('city', 'Paris')),
  { mustNot: [keyword('city', 'Paris')] },
  { should: [keyword('city', 'Rome'), field('number', { match: { integer: '4' } })] },
  must(field('number', { match: { integers: { integers: ['1', '2', '40'] } } })),
  must(field('city', { match: { exceptKeywords: { strings: ['Paris', 'Tokyo'] } } })),
  must(field('city', { match: { keywords: { strings: ['Paris', 'Rome', 'nowhere'] } } })),
  must(field('ratio', { range: { gte: 10, lt: 12.5 } })),
  must(field('number', { range: { gt: 6.5, lte: 8 } })),
  must(
    field('when', { datetimeRange: { gte: '2024-03-01T00:00:00Z', lt: '2024-05-20T00:00:00Z' } }),
    field('flag', { match: { boolean: true } }),
  ),
  must(field('place', { geoRadius: { center: { lon: 0, lat: 0 }, radius: 4_000_000 } })),
  must(
    field('place', {
      geoBoundingBox: { topLeft: { lon: -50, lat: 40 }, bottomRight: { lon: 50, lat: -40 } },
    }),
  ),
  must(
    field('place', {
      geoPolygon: {
        exterior: {
          points: [
            { lon: -60, lat: -30 },
            { lon: 60, lat: -30 },
            { lon: 0, lat: 45 },
            { lon: -60, lat: -30 },
          ],
        },
      },
    }),
  ),
  must(field('note', { match: { text: 'quick red' } })),
  must(field('note', { match: { textAny: 'dog FOX' } })),
  must(field('parts[].size', { range: { gte: 17 } })),
  must({
    nested: {
      key: 'parts',
      filter: must(field('size', { range: { gte: 10 } }), keyword('name', 'a')),
    },
  }),
  must(field('city', { valuesCount: { gte: '2' } })),
  must({ isEmpty: { key: 'city' } }),
  must({ isNull: { key: 'city' } }),
  must({ hasVector: { hasVector: 'rows' } }, { hasId: { hasId: [idOf(1), idOf(2), idOf(3), idOf(140)] } }),
  {
    minShould: {
      minCount: '2',
      conditions: [
        keyword('city', 'Berlin'),
        field('flag', { match: { boolean: false } }),
        field('number', { range: { lt: 3 } }),
      ],
    },
  },
  must({ slice: { total: 4, index: 1 } }),
  must({ filter: { should: [keyword('city', 'London')], mustNot: [{ isEmpty: { key: 'note' } }] } }),
]

const queries: readonly Fields[] = [
  { query: { nearest: dense([1, 2, -3, 0.5]) }, using: 'dense' },
  { query: { nearest: dense([1, 2, -3]) }, using: 'plane' },
  { query: { nearest: { multiDense: { vectors: [{ data: [1, 2] }, { data: [-3, 1] }] } } }, using: 'rows' },
  { query: { nearest: dense([1, 2]) }, using: 'rows' },
  { query: { nearest: { sparse: { indices: [5, 1], values: [1, -2] } } }, using: 'sparse' },
  { query: { nearest: { sparse: { indices: [0, 2, 3], values: [1, 2, 3] } } }, using: 'idf' },
  { query: { nearest: { id: idOf(7) } }, using: 'dense' },
  { query: { nearest: { id: idOf(131) } }, using: 'plane', scoreThreshold: 9 },
  {
    query: { recommend: { positive: [{ id: idOf(1) }, { id: idOf(2) }], negative: [{ id: idOf(4) }] } },
    using: 'dense',
  },
  {
    query: {
      recommend: {
        positive: [{ id: idOf(1) }, dense([1, 0, 0, 1])],
        negative: [{ id: idOf(4) }],
        strategy: 'BestScore',
      },
    },
    using: 'dense',
  },
  {
    query: { recommend: { positive: [{ id: idOf(1) }], negative: [{ id: idOf(2) }], strategy: 'SumScores' } },
    using: 'plane',
  },
  {
    query: {
      discover: {
        target: { id: idOf(10) },
        context: {
          pairs: [
            { positive: { id: idOf(11) }, negative: { id: idOf(12) } },
            { positive: dense([1, 1, 1, 1]), negative: { id: idOf(13) } },
          ],
        },
      },
    },
    using: 'dense',
    params: { exact: true },
  },
  {
    query: {
      context: {
        pairs: [
          { positive: dense([40, 0, 0]), negative: { id: idOf(12) } },
          { positive: { id: idOf(12) }, negative: dense([40, 0, 0]) },
        ],
      },
    },
    using: 'plane',
  },
  { query: { orderBy: { key: 'ratio', direction: 'Desc', startFrom: { float: 20 } } } },
  { query: { orderBy: { key: 'when' } }, limit: '3' },
  {
    prefetch: [
      { query: { nearest: dense([1, 2, -3, 0.5]) }, using: 'dense', limit: '20' },
      { query: { nearest: { sparse: { indices: [1, 4], values: [1, 2] } } }, using: 'sparse', limit: '20' },
    ],
    query: { rrf: {} },
    limit: '40',
  },
  {
    prefetch: [
      { query: { nearest: dense([1, 2, -3, 0.5]) }, using: 'dense', limit: '15' },
      { query: { nearest: dense([1, 2, -3]) }, using: 'plane', limit: '15' },
    ],
    query: { fusion: 'DBSF' },
    limit: '7',
  },
  {
    prefetch: [
      { query: { nearest: dense([1, 2, -3, 0.5]) }, using: 'dense', limit: '15' },
      { query: { nearest: dense([-1, 2, 3]) }, using: 'plane', limit: '11' },
    ],
    query: { rrf: { k: 7, weights: [2.7, 1] } },
    limit: '6',
    offset: '2',
  },
  {
    prefetch: [{ query: { nearest: dense([1, 2, -3]) }, using: 'plane', limit: '40' }],
    query: { nearest: dense([2, 1, 0, 0]) },
    using: 'dense',
    limit: '6',
  },
  {
    prefetch: [{ query: { nearest: dense([1, 2, -3, 0.5]) }, using: 'dense', limit: '30' }],
    query: {
      formula: {
        expression: {
          sum: {
            sum: [
              { variable: '$score' },
              { mult: { mult: [{ constant: 0.25 }, { condition: keyword('city', 'Paris') }] } },
              {
                expDecay: {
                  x: { variable: 'ratio' },
                  target: { constant: 10 },
                  scale: 5,
                  midpoint: 0.5,
                },
              },
            ],
          },
        },
        defaults: { ratio: { doubleValue: 0 } },
      },
    },
    limit: '8',
  },
  {
    query: {
      nearestWithMmr: {
        nearest: dense([1, 2, -3, 0.5]),
        mmr: { diversity: 0.6, candidatesLimit: 30 },
      },
    },
    using: 'dense',
    limit: '6',
  },
  {
    prefetch: [
      {
        prefetch: [{ query: { nearest: dense([0, 1, 0, 0]) }, using: 'dense', limit: '50' }],
        query: { nearest: dense([1, 2, -3]) },
        using: 'plane',
        limit: '20',
        filter: must(field('flag', { match: { boolean: true } })),
      },
    ],
    query: { nearest: { id: idOf(1) } },
    using: 'dense',
    limit: '5',
  },
]

export function readCalls(): Call[] {
  const withAll = { withPayload: { enable: true }, withVectors: { enable: true } }
  return [
    ...filters.map((filter) => call('points.count', { filter, exact: true })),
    ...filters.map((filter) => call('points.scroll', { filter, limit: 8, withPayload: { enable: false } })),
    ...filters.map((filter) =>
      call('points.search', { filter, vectorName: 'dense', vector: [1, -1, 0.5, 2], limit: '5' }),
    ),
    ...queries.map((query) => call('points.query', query)),
    ...queries.flatMap((query, at) => {
      const filter = filters[1 + (at % 9)]
      return filter ? [call('points.query', { ...query, filter })] : []
    }),
    call('points.queryBatch', {
      queryPoints: queries.slice(0, 5).map((query) => ({ collectionName, ...query, limit: '2' })),
    }),
    call('points.scroll', { limit: 4, offset: idOf(4), ...withAll }),
    call('points.scroll', {
      limit: 100,
      offset: idOf(118),
      withPayload: { include: { fields: ['serial'] } },
    }),
    call('points.scroll', { limit: 6, orderBy: { key: 'ratio' }, withPayload: { enable: false } }),
    call('points.get', { ids: [idOf(5), idOf(6), idOf(8), idOf(130), idOf(3)], ...withAll }),
    call('points.get', {
      ids: [idOf(9)],
      withPayload: { exclude: { fields: ['parts[].name', 'note'] } },
      withVectors: { include: { names: ['plane', 'rows'] } },
    }),
    call('points.get', {
      ids: [idOf(9)],
      withPayload: { include: { fields: ['parts[].name', 'place.lon'] } },
    }),
    call('points.search', {
      vectorName: 'dense',
      vector: [1, 1, 1, 1],
      limit: '3',
      offset: '2',
      scoreThreshold: 0.1,
      ...withAll,
    }),
    call('points.search', {
      vectorName: 'sparse',
      vector: [1, 1],
      sparseIndices: { data: [2, 6] },
      limit: '6',
    }),
    call('points.searchBatch', {
      searchPoints: [
        { collectionName, vectorName: 'dense', vector: [1, 0, 0, 0], limit: '2' },
        { collectionName, vectorName: 'plane', vector: [1, 0, 0], limit: '2', filter: filters[1] ?? {} },
      ],
    }),
    call('points.searchGroups', {
      vectorName: 'dense',
      vector: [1, 2, 0, 0],
      limit: 3,
      groupBy: 'number',
      groupSize: 2,
    }),
    call('points.queryGroups', {
      query: { nearest: dense([1, 2, 0, 0]) },
      using: 'dense',
      groupBy: 'city',
      limit: '4',
      groupSize: '2',
      withPayload: { include: { fields: ['city'] } },
    }),
    call('points.recommend', { positive: [idOf(1), idOf(2)], using: 'dense', limit: '4' }),
    call('points.recommend', {
      positive: [idOf(1)],
      negative: [idOf(2)],
      strategy: 'BestScore',
      using: 'plane',
      limit: '4',
    }),
    call('points.recommendBatch', {
      recommendPoints: [
        { collectionName, positive: [idOf(1)], using: 'dense', limit: '2' },
        { collectionName, positiveVectors: [{ data: [1, 2, 3] }], using: 'plane', limit: '2' },
      ],
    }),
    call('points.recommendGroups', {
      positive: [idOf(1)],
      using: 'dense',
      groupBy: 'number',
      limit: 2,
      groupSize: 2,
    }),
    call('points.discover', {
      target: { single: { id: idOf(10) } },
      context: [{ positive: { id: idOf(11) }, negative: { id: idOf(12) } }],
      using: 'dense',
      limit: '4',
      params: { exact: true },
    }),
    call('points.discoverBatch', {
      discoverPoints: [
        {
          collectionName,
          context: [
            { positive: { id: idOf(11) }, negative: { id: idOf(12) } },
            { positive: { id: idOf(12) }, negative: { id: idOf(11) } },
          ],
          using: 'plane',
          limit: '4',
          params: { exact: true },
        },
      ],
    }),
    call('points.facet', { key: 'city', exact: true }),
    call('points.facet', { key: 'number', exact: true, limit: '4' }),
    call('points.facet', { key: 'flag', exact: true, filter: filters[1] ?? {} }),
    call('points.searchMatrixPairs', {
      filter: must({ hasId: { hasId: [idOf(1), idOf(2), idOf(4), idOf(140)] } }),
      sample: '10',
      limit: '2',
      using: 'dense',
    }),
    call('points.searchMatrixOffsets', {
      filter: must({ hasId: { hasId: [idOf(1), idOf(2), idOf(4), idOf(141)] } }),
      sample: '10',
      limit: '2',
      using: 'plane',
    }),
  ]
}
