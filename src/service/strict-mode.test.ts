import { describe, expect, test } from 'bun:test'
import type {
  CollectionInfo,
  CollectionSchema,
  DenseVectorConfig,
  PayloadIndexSchema,
  StrictModeConfig,
} from '#model/collection.ts'
import { builtInDefaults, createCollectionConfig } from '#model/collection-config.ts'
import type { Condition, FieldTest, Filter } from '#model/filter.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { Expression, GroupsRequest, Query, QueryNode } from '#model/query.ts'
import type { WriteOperation } from '#model/write.ts'
import { indexMissingForFilter, indexMissingForFormula } from './required-indexes.ts'
import {
  checkStrictBatch,
  checkStrictCount,
  checkStrictFacet,
  checkStrictMatrix,
  checkStrictQuery,
  checkStrictQueryGroups,
  checkStrictScroll,
  checkStrictSearch,
  checkStrictSearchGroups,
  checkStrictTimeout,
} from './strict-reads.ts'
import { checkStrictWrite } from './strict-writes.ts'

const indexes = new Map<string, PayloadIndexSchema>([
  ['kw', { type: 'keyword', explicitParams: false }],
  ['tenant', { type: 'keyword', explicitParams: true, isTenant: true, prefix: true }],
  ['int', { type: 'integer', explicitParams: false }],
  ['lookup', { type: 'integer', explicitParams: true, lookup: true, range: false }],
  ['float', { type: 'float', explicitParams: false }],
  ['text', { type: 'text', explicitParams: true, tokenizer: 'word' }],
  ['a[].b', { type: 'integer', explicitParams: false }],
])

function schema(strictMode: StrictModeConfig): CollectionSchema {
  const dense = { size: 2, distance: 'Dot' } as const
  const asked = {
    vectors: new Map<string, DenseVectorConfig>([
      ['', dense],
      ['flat', { ...dense, hnsw: { m: 0 } }],
      ['tenants', { ...dense, hnsw: { m: 0, payloadM: 8 } }],
    ]),
    singleVector: false,
    sparseVectors: new Map([['sparse', {}]]),
    strictMode,
  }
  return { config: createCollectionConfig(asked, builtInDefaults), payloadIndexes: indexes }
}

function must(...conditions: Condition[]): Filter {
  return { must: conditions, should: [], mustNot: [], minShould: undefined }
}
function field(path: string, ...tests: FieldTest[]): Condition {
  return { kind: 'field', path: parsePayloadPath(path), tests }
}
function match(path: string, value: string | bigint | boolean): Condition {
  return field(path, { kind: 'match', value })
}

describe('which indexes a filter needs', () => {
  const point = { lon: 0, lat: 0 }
  const all = [
    'bool',
    'datetime',
    'float',
    'geo',
    'integer',
    'keyword',
    'keyword (with prefix: true)',
    'text',
    'text (with phrase_matching: true)',
    'uuid',
  ]
  const path = parsePayloadPath('x')
  const needed: readonly [Condition, readonly string[]][] = [
    [match('x', 'text'), ['keyword']],
    [match('x', '550e8400-e29b-41d4-a716-446655440000'), ['keyword', 'uuid']],
    [match('x', 1n), ['integer']],
    [match('x', true), ['bool']],
    [field('x', { kind: 'any', values: new Set(['a']) }), ['keyword']],
    [field('x', { kind: 'except', values: new Set([1n]) }), ['integer']],
    [field('x', { kind: 'text', text: 'a' }), ['text']],
    [field('x', { kind: 'text_any', text: 'a' }), ['text']],
    [field('x', { kind: 'phrase', text: 'a' }), ['text (with phrase_matching: true)']],
    [field('x', { kind: 'prefix', prefix: 'a' }), ['keyword (with prefix: true)']],
    [field('x', { kind: 'range', gt: 1 }), ['float', 'integer']],
    [field('x', { kind: 'datetime_range' }), ['datetime']],
    [field('x', { kind: 'geo_radius', center: point, radius: 1 }), ['geo']],
    [field('x', { kind: 'values_count', gt: 1 }), all],
    [{ kind: 'is_empty', path }, all],
    [{ kind: 'is_null', path }, all],
  ]
  test('by the kind of its tests, none of which is answered', () => {
    for (const [condition, types] of needed) {
      expect(indexMissingForFilter(must(condition), indexes)).toEqual({ path: 'x', types })
    }
  })

  test('none where a fitting index is there, or nothing is to be looked up', () => {
    const free: Condition[] = [
      match('kw', 'a'),
      match('int', 1n),
      field('int', { kind: 'range', gt: 1 }),
      field('float', { kind: 'range', gt: 1 }),
      field('tenant', { kind: 'prefix', prefix: 'a' }),
      field('text', { kind: 'text', text: 'a' }),
      { kind: 'is_empty', path: parsePayloadPath('float') },
      field('x', { kind: 'any', values: new Set<string>() }),
      { kind: 'has_id', ids: new Set([1]) },
      { kind: 'has_vector', name: '' },
      { kind: 'slice', total: 2, index: 0 },
      { kind: 'nested', path: parsePayloadPath('a'), filter: must(match('b', 1n)) },
      { kind: 'nested', path: parsePayloadPath('a[]'), filter: must(match('b', 1n)) },
    ]
    for (const condition of free) expect(indexMissingForFilter(must(condition), indexes)).toBeUndefined()
  })

  test('another where the index is of the wrong kind', () => {
    const wrong: Condition[] = [
      match('float', 1n),
      field('lookup', { kind: 'range', gt: 1 }),
      field('kw', { kind: 'prefix', prefix: 'a' }),
      field('text', { kind: 'phrase', text: 'a' }),
    ]
    for (const condition of wrong) expect(indexMissingForFilter(must(condition), indexes)).toBeDefined()
  })

  test('found in every clause and however deep', () => {
    const bad = match('x', 1n)
    const deep = must({
      kind: 'filter',
      filter: must({ kind: 'nested', path, filter: must(match('y', 1n)) }),
    })
    const empty = must()
    const clauses: readonly [Filter, string][] = [
      [{ ...empty, should: [bad] }, 'x'],
      [{ ...empty, mustNot: [bad] }, 'x'],
      [{ ...empty, minShould: { conditions: [bad], minCount: 1 } }, 'x'],
      [deep, 'x[].y'],
    ]
    for (const [filter, at] of clauses) expect(indexMissingForFilter(filter, indexes)?.path).toBe(at)
  })

  test('a formula needs numbers, places and times from indexes', () => {
    const formulas: readonly [Expression, string | undefined][] = [
      [{ kind: 'variable', name: '$score' }, undefined],
      [{ kind: 'variable', name: 'int' }, undefined],
      [{ kind: 'neg', operand: { kind: 'variable', name: 'x' } }, 'x'],
      [{ kind: 'geo_distance', origin: point, to: 'place' }, 'place'],
      [{ kind: 'datetime_key', path: 'time' }, 'time'],
      [{ kind: 'condition', condition: match('y', 1n) }, 'y'],
      [{ kind: 'div', left: { kind: 'constant', value: 1 }, right: { kind: 'variable', name: 'x' } }, 'x'],
    ]
    for (const [formula, at] of formulas) expect(indexMissingForFormula(formula, indexes)?.path).toBe(at)
  })
})

const nearest: Query = { kind: 'nearest', vector: { kind: 'dense', values: new Float32Array([1, 0]) } }

function node(change: Partial<QueryNode> = {}): QueryNode {
  return { prefetch: [], query: nearest, using: '', params: {}, limit: 5, ...change }
}
function groups(change: Partial<GroupsRequest> = {}): GroupsRequest {
  const selectors = { withPayload: { kind: 'none' }, withVectors: { kind: 'none' } } as const
  return { ...node(), ...selectors, groupBy: parsePayloadPath('kw'), groupSize: 1, ...change }
}

const reads: readonly [string, StrictModeConfig, (schema: CollectionSchema) => void, string][] = [
  [
    'a limit',
    { maxQueryLimit: 5 },
    (s) => checkStrictSearch(s, node({ limit: 6 })),
    'Limit exceeded 6 > 5 for "limit". Help: Reduce the "limit" parameter to or below 5.',
  ],
  [
    'a limit of groups',
    { maxQueryLimit: 5 },
    (s) => checkStrictSearchGroups(s, groups({ limit: 3, groupSize: 2 })),
    'Limit exceeded 6 > 5 for "limit". Help: Reduce the "limit" parameter to or below 5.',
  ],
  [
    'a limit of a prefetch',
    { maxQueryLimit: 5 },
    (s) => checkStrictQuery(s, node({ limit: 1, prefetch: [node({ limit: 7 })] })),
    'Limit exceeded 7 > 5 for "limit". Help: Reduce the "limit" parameter to or below 5.',
  ],
  [
    'a sample',
    { maxQueryLimit: 5 },
    (s) => checkStrictMatrix(s, { sample: 2, limit: 3, using: '' }),
    'Limit exceeded 6 > 5 for "limit". Help: Reduce the "limit" parameter to or below 5.',
  ],
  [
    'ef',
    { searchMaxHnswEf: 5 },
    (s) => checkStrictSearch(s, node({ params: { hnswEf: 6 } })),
    'Limit exceeded 6 > 5 for "hnsw_ef". Help: Reduce the "hnsw_ef" parameter to or below 5.',
  ],
  [
    'oversampling',
    { searchMaxOversampling: 1.5 },
    (s) => checkStrictSearch(s, node({ params: { quantization: { oversampling: 2 } } })),
    'Limit exceeded 2 > 1.5 for "oversampling". Help: Reduce the "oversampling" parameter to or below 1.5.',
  ],
  [
    'an exact search',
    { searchAllowExact: false },
    (s) => checkStrictSearch(s, node({ params: { exact: true } })),
    'Exact search disabled!. Help: Set exact=false.',
  ],
  [
    'an exact count',
    { searchAllowExact: false },
    (s) => checkStrictCount(s, { exact: true }),
    'Exact search disabled!. Help: Set exact=false.',
  ],
  [
    'an unindexed filter',
    { unindexedFilteringRetrieve: false },
    (s) => checkStrictCount(s, { exact: false, filter: must(match('x', 'a')) }),
    'Index required but not found for "x" of one of the following types: [keyword]. Help: Create an index for this key or use a different filter.',
  ],
  [
    'an unindexed corpus',
    { unindexedFilteringRetrieve: false },
    (s) => checkStrictSearch(s, node({ params: { idf: { corpus: must(match('x', 1n)) } } })),
    'Index required but not found for "x" of one of the following types: [integer]. Help: Create an index for this key or use a different filter.',
  ],
  [
    'an unindexed formula',
    { unindexedFilteringRetrieve: false },
    (s) => {
      const expression: Expression = { kind: 'variable', name: 'x' }
      checkStrictQuery(s, node({ query: { kind: 'formula', expression, defaults: new Map() } }))
    },
    'Index required but not found for "x" of one of the following types: [float, integer]. Help: Create an index for this key or use a different formula expression.',
  ],
  [
    'grouping by an unindexed field',
    { unindexedFilteringRetrieve: false },
    (s) => checkStrictSearchGroups(s, groups({ groupBy: parsePayloadPath('x') })),
    'Index required but not found for "x". Help: Create an index supporting `match` for this key.',
  ],
  [
    'grouping by a field whose index does not match',
    { unindexedFilteringRetrieve: false },
    (s) => checkStrictQueryGroups(s, groups({ groupBy: parsePayloadPath('float') })),
    'Index of type "Float" found for "float". Help: Create an index supporting `match` for this key.',
  ],
  [
    'many conditions',
    { filterMaxConditions: 2 },
    (s) => {
      const inner: Condition = { kind: 'filter', filter: must(match('int', 1n), match('int', 2n)) }
      checkStrictSearch(s, node({ filter: must(match('kw', 'a'), inner) }))
    },
    'Filter condition limit reached (3 > 2). Help: Reduce the amount of conditions of your filter.',
  ],
  [
    'a long list',
    { conditionMaxSize: 2 },
    (s) => checkStrictSearch(s, node({ filter: must({ kind: 'has_id', ids: new Set([1, 2, 3]) }) })),
    'Condition size limit reached (3 > 2). Help: Reduce the size of your condition.',
  ],
  [
    'a search without a graph',
    { searchAllowExact: false },
    (s) => checkStrictQuery(s, node({ using: 'flat', filter: must(match('kw', 'a')) })),
    "Request is forbidden on 'flat' because global vector indexing is disabled (hnsw_config.m = 0). Help: Use tenant-specific filter, enable global vector indexing or enable strict mode `search_allow_exact` option",
  ],
  [
    'a search of a tenant without any graph',
    { searchAllowExact: false },
    (s) => checkStrictQuery(s, node({ using: 'flat', filter: must(match('tenant', 'a')) })),
    "Request is forbidden on 'flat' because vector indexing is disabled (hnsw_config.m = 0 and hnsw_config.payload_m = 0). Help: Enable vector indexing, use a prefetch query with indexed vectors or enable strict mode `search_allow_exact` option",
  ],
  [
    'a batch',
    { searchMaxBatchsize: 2 },
    (s) => checkStrictBatch(s, 3),
    'Limit exceeded 3 > 2 for "search batch size". Help: Reduce the "search batch size" parameter to or below 2.',
  ],
  [
    'a timeout',
    { maxTimeout: 10 },
    (s) => checkStrictTimeout(s, 11),
    'Limit exceeded 11 > 10 for "timeout". Help: Reduce the "timeout" parameter to or below 10.',
  ],
]

for (const [what, mode, read, text] of reads) {
  test(`strict mode refuses ${what}, and only while it is on`, () => {
    expect(() => read(schema({ ...mode, enabled: true }))).toThrow(`Bad request: ${text}`)
    expect(() => read(schema(mode))).not.toThrow()
    expect(() => read(schema({ enabled: true }))).not.toThrow()
  })
}

test('strict mode lets pass what keeps to it', () => {
  const strict = schema({
    enabled: true,
    maxQueryLimit: 5,
    searchAllowExact: false,
    unindexedFilteringRetrieve: false,
  })
  checkStrictQuery(strict, node({ using: 'tenants', filter: must(match('tenant', 'a')) }))
  checkStrictQuery(strict, node({ using: 'sparse' }))
  checkStrictQuery(strict, node({ using: 'flat', prefetch: [node()] }))
  checkStrictQuery(strict, node({ using: 'flat', query: { kind: 'sample' } }))
  const selectors = { withPayload: { kind: 'all' }, withVectors: { kind: 'none' } } as const
  checkStrictScroll(strict, { ...selectors, limit: 10 })
  checkStrictFacet(strict, { path: parsePayloadPath('kw'), limit: 5, exact: true })
})

const info = async (): Promise<CollectionInfo> =>
  ({ pointsCount: 100, config: schema({}).config }) as CollectionInfo
const dense = { kind: 'dense', values: new Float32Array([1, 0]) } as const
const upsert = (...names: [string, object][]): WriteOperation =>
  ({
    kind: 'upsert',
    mode: 'upsert',
    points: [1, 2, 3].map((id) => ({ id, payload: null, vectors: new Map([['', dense], ...names]) })),
  }) as WriteOperation

const writes: readonly [string, StrictModeConfig, WriteOperation, string][] = [
  [
    'a large upsert',
    { upsertMaxBatchsize: 2 },
    upsert(),
    'Limit exceeded 3 > 2 for "upsert limit". Help: Reduce the "upsert limit" parameter to or below 2.',
  ],
  ['points beyond their number', { maxPointsCount: 100 }, upsert(), 'Max points count limit of 100 reached!'],
  [
    'vectors beyond their size',
    { maxCollectionVectorSizeBytes: 2048 },
    upsert(),
    'Max vector storage size limit of 0.001953125MB reached!',
  ],
  [
    'many rows',
    { multivector: new Map([['m', { maxVectors: 1 }]]) },
    upsert(['m', { kind: 'multi', dimension: 2, values: new Float32Array(4) }]),
    "Multivector 'm' has a limit of 1 vectors, but 2 were provided!",
  ],
  [
    'a long sparse vector',
    { sparse: new Map([['s', { maxLength: 1 }]]) },
    upsert(['s', { kind: 'sparse', indices: new Uint32Array(2), values: new Float32Array(2) }]),
    "Sparse vector 's' has a limit of 1 indices, but 2 were provided!",
  ],
  [
    'a delete by an unindexed filter',
    { unindexedFilteringUpdate: false },
    { kind: 'delete', selector: { kind: 'filter', filter: must(match('x', 1n)) } },
    'Index required but not found for "x" of one of the following types: [integer]. Help: Create an index for this key or use a different filter.',
  ],
  [
    'points when payloads are large',
    { maxCollectionPayloadSizeBytes: 3 << 20 },
    upsert(),
    'Max payload storage size limit of 3MB reached!',
  ],
  [
    'payloads when they are large',
    { maxCollectionPayloadSizeBytes: 1 << 19 },
    { kind: 'set_payload', selector: { kind: 'ids', ids: [1] }, payload: new Uint8Array() },
    'Max payload storage size limit of 0.5MB reached!',
  ],
  [
    'one more index',
    { maxPayloadIndexCount: 7 },
    {
      kind: 'create_field_index',
      path: parsePayloadPath('x'),
      schema: { type: 'keyword', explicitParams: false },
    },
    'Collection already has the maximum number of payload indices (7). Help: Please delete an existing index before creating a new one.',
  ],
]

for (const [what, mode, write, text] of writes) {
  test(`strict mode refuses ${what}, and only while it is on`, async () => {
    expect(await refusal(schema({ ...mode, enabled: true }), write)).toBe(`Bad request: ${text}`)
    expect(await refusal(schema(mode), write)).toBeUndefined()
    expect(await refusal(schema({ enabled: true }), write)).toBeUndefined()
  })
}

async function refusal(strict: CollectionSchema, write: WriteOperation): Promise<string | undefined> {
  try {
    await checkStrictWrite(strict, write, undefined, info, undefined, async () => 3 << 20)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

test('operations that may need memory are refused when too much of it is in use; those that free it are not', async () => {
  const strict = schema({ enabled: true, maxResidentMemoryPercent: 80 })
  const refusalAt = async (write: WriteOperation, percent: number): Promise<string | undefined> => {
    const info = (): never => {
      throw new Error('the size of the collection does not matter')
    }
    try {
      await checkStrictWrite(strict, write, undefined, info, () => percent)
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }
  const ids = { kind: 'ids' as const, ids: [1] }
  expect(await refusalAt(upsert(), 79)).toBeUndefined()
  expect(await refusalAt(upsert(), 80)).toBe(
    'Bad request: Resident memory usage is at 80% of total memory, exceeding the configured limit of 80%. ' +
      'Help: Reduce memory usage (e.g. delete points or drop collections), or raise ' +
      '`max_resident_memory_percent` in the strict mode config of this collection.',
  )
  expect(await refusalAt({ kind: 'delete', selector: ids }, 99)).toBeUndefined()
})
