import type { JsonValue } from '@bufbuild/protobuf'
import type { Call } from '../support/recorded-calls.ts'

/**
 * Scenarios that change points, and calls that must be refused; each scenario has a collection of its own.
 * Left out is what the reference does worse than it should: updates that are done in part before they fail.
 */
type Fields = Readonly<Record<string, JsonValue>>
type Make = (rpc: string, request: Fields) => Call

const num = (value: number): Fields => ({ num: String(value) })
const ids = (...values: number[]): Fields => ({ points: { ids: values.map(num) } })
const dense = (...data: number[]): Fields => ({ dense: { data } })
const vector = (...data: number[]): Fields => ({ vector: dense(...data) })
const named = (vectors: Fields): Fields => ({ vectors: { vectors } })
const string = (text: string): Fields => ({ stringValue: text })
const integer = (text: number | string): Fields => ({ integerValue: String(text) })
const object = (fields: Fields): Fields => ({ structValue: { fields } })
const list = (...values: Fields[]): Fields => ({ listValue: { values } })
const nothing: Fields = { nullValue: 'NULL_VALUE' }
const match = (key: string, keyword: string): Fields => ({ field: { key, match: { keyword } } })
const where = (...must: Fields[]): Fields => ({ filter: { must } })
const withAll = { withPayload: { enable: true }, withVectors: { enable: true } }

const unnamed: Fields = { vectorsConfig: { params: { size: '2', distance: 'Dot' } } }
const several: Fields = {
  vectorsConfig: {
    paramsMap: {
      map: {
        d: { size: '2', distance: 'Cosine' },
        m: { size: '2', distance: 'Dot', multivectorConfig: {} },
        h: { size: '2', distance: 'Euclid', datatype: 'Float16' },
        u: { size: '2', distance: 'Dot', datatype: 'Uint8' },
      },
    },
  },
  sparseVectorsConfig: { map: { s: {} } },
}

function scenario(
  name: string,
  config: Fields,
  calls: (call: Make, all: Call) => readonly Call[],
): readonly [string, readonly Call[]] {
  const collectionName = `updates-${name}`
  const make: Make = (rpc, request) => ({ rpc, request: { collectionName, ...request } })
  const all = make('points.scroll', { limit: 100, ...withAll })
  return [name, [make('collections.create', config), ...calls(make, all)]]
}

export const scenarios: ReadonlyMap<string, readonly Call[]> = new Map([
  scenario('payload', unnamed, (call, all) => {
    const set = (request: Fields): Call => call('points.setPayload', { wait: true, ...request })
    const start = call('points.upsert', {
      wait: true,
      points: [
        {
          id: num(1),
          vectors: vector(1, 2),
          payload: { a: integer(1), gone: string('x'), o: object({ x: integer(1) }) },
        },
        { id: num(2), vectors: vector(3, 4) },
        {
          id: num(3),
          vectors: vector(5, 6),
          payload: { l: list(object({ v: integer(1) }), object({ v: integer(2) }), integer(5)) },
        },
      ],
    })
    return [
      start,
      all,
      set({
        pointsSelector: ids(1, 2),
        payload: { a: nothing, b: { doubleValue: 1.5 }, o: object({ y: nothing }) },
      }),
      all,
      set({ pointsSelector: ids(1), payload: { z: integer(9) }, key: 'o.deep' }),
      set({ pointsSelector: ids(3), payload: { y: integer(9) }, key: 'l[1]' }),
      set({ pointsSelector: ids(3), payload: { w: string('w') }, key: 'l[]' }),
      set({ pointsSelector: ids(3), payload: { y: integer(9) }, key: 'l[7]' }),
      set({ pointsSelector: ids(2), payload: {}, key: 'emp.ty' }),
      all,
      call('points.deletePayload', { wait: true, pointsSelector: ids(3), keys: ['l[].w', 'nope', 'l[0]'] }),
      call('points.deletePayload', { wait: true, pointsSelector: ids(1), keys: ['o.deep.z', 'b'] }),
      all,
      call('points.overwritePayload', {
        wait: true,
        pointsSelector: ids(1),
        payload: { n: nothing, big: integer('9223372036854775807') },
      }),
      call('points.clearPayload', { wait: true, points: ids(3) }),
      set({ pointsSelector: ids(3), payload: { kept: nothing, '': {} } }),
      all,
      set({ pointsSelector: where({ isEmpty: { key: 'n' } }), payload: { late: { boolValue: true } } }),
      set({ pointsSelector: where(match('zz', 'zz')), payload: { late: { boolValue: false } } }),
      call('points.deletePayload', { wait: true, pointsSelector: where({ isNull: { key: 'n' } }), keys: [] }),
      all,
      set({ pointsSelector: ids(77), payload: { a: integer(1) } }),
      set({ pointsSelector: ids(), payload: { a: integer(1) } }),
      set({ payload: { a: integer(1) } }),
      set({ pointsSelector: {}, payload: { a: integer(1) } }),
      set({ pointsSelector: ids(1), payload: { a: integer(1) }, key: '' }),
      set({ pointsSelector: ids(1), payload: { a: integer(1) }, key: 'a..b' }),
      set({ pointsSelector: ids(1), payload: { a: { doubleValue: 'NaN' } } }),
      call('points.deletePayload', { wait: true, pointsSelector: ids(1), keys: ['a b'] }),
      call('points.clearPayload', { wait: true }),
      call('points.overwritePayload', { wait: true, payload: {} }),
      all,
    ]
  }),
  scenario('upsert', several, (call, all) => {
    const upsert = (...points: Fields[]): Call => call('points.upsert', { wait: true, points })
    const one = (vectors: Fields): Call => upsert({ id: num(9), vectors: named(vectors) })
    return [
      upsert(
        {
          id: num(1),
          vectors: named({ d: dense(3, 4), h: dense(0.1, 70_000), u: dense(1.9, 300) }),
          payload: { k: string('a') },
        },
        {
          id: num(2),
          vectors: named({ m: { multiDense: { vectors: [{ data: [1, 2] }, { data: [3, 4] }] } } }),
        },
        {
          id: num(3),
          vectors: named({ s: { sparse: { indices: [7, 3], values: [0.5, 0] } } }),
          payload: { k: string('b') },
        },
        { id: num(4), vectors: named({}) },
        { id: { uuid: 'AAAAAAAA-0000-0000-0000-000000000001' }, vectors: named({ d: dense(0, 0) }) },
        {
          id: { uuid: '{aaaaaaaa-0000-0000-0000-000000000000}' },
          vectors: named({ s: { sparse: { indices: [], values: [] } } }),
        },
        {
          id: { num: '18446744073709551615' },
          vectors: named({ d: { data: [5, 12] }, m: { data: [1, 2, 3, 4], vectorsCount: 2 } }),
        },
      ),
      all,
      upsert(
        { id: num(1), vectors: named({ d: dense(1, 0) }), payload: { first: integer(1) } },
        { id: num(1), vectors: named({ u: dense(-5, 7) }), payload: { second: integer(2) } },
      ),
      all,
      call('points.upsert', {
        wait: true,
        updateMode: 'InsertOnly',
        points: [
          { id: num(1), vectors: named({}), payload: { changed: integer(1) } },
          { id: num(20), vectors: named({}), payload: { added: integer(1) } },
        ],
      }),
      call('points.upsert', {
        wait: true,
        updateMode: 'UpdateOnly',
        points: [
          { id: num(2), vectors: named({}), payload: { changed: integer(2) } },
          { id: num(21), vectors: named({}), payload: { added: integer(2) } },
        ],
      }),
      call('points.upsert', {
        wait: true,
        updateFilter: { must: [match('k', 'b')] },
        points: [
          { id: num(3), vectors: named({}), payload: { changed: integer(3) } },
          { id: num(4), vectors: named({}), payload: { changed: integer(3) } },
          { id: num(22), vectors: named({}), payload: { added: integer(3) } },
        ],
      }),
      all,
      upsert(),
      upsert({ vectors: named({}) }),
      upsert({ id: {}, vectors: named({}) }),
      upsert({ id: { uuid: '123' }, vectors: named({}) }),
      upsert({ id: num(9) }),
      upsert({ id: num(9), vectors: {} }),
      upsert({ id: num(9), vectors: vector(1, 2) }),
      upsert({ id: num(9), vectors: named({}), payload: { x: { doubleValue: 'Infinity' } } }),
      one({ d: dense(1, 2, 3) }),
      one({ d: dense() }),
      one({ zz: dense(1, 2) }),
      one({ d: { sparse: { indices: [1], values: [1] } } }),
      one({ d: { multiDense: { vectors: [{ data: [1, 2] }] } } }),
      one({ s: dense(1, 2) }),
      one({ s: { multiDense: { vectors: [{ data: [1, 2] }] } } }),
      one({ s: { sparse: { indices: [1, 1], values: [1, 2] } } }),
      one({ s: { sparse: { indices: [1, 2], values: [1] } } }),
      one({ m: { multiDense: { vectors: [] } } }),
      one({ m: { multiDense: { vectors: [{ data: [] }] } } }),
      one({ m: { multiDense: { vectors: [{ data: [1, 2] }, { data: [1, 2, 3] }] } } }),
      one({ m: { multiDense: { vectors: [{ data: [1, 2, 3] }] } } }),
      one({ m: dense(8, 9) }),
      one({ m: { data: [1, 2], vectorsCount: 0 } }),
      one({ m: { data: [1, 2], vectorsCount: 1, indices: { data: [1, 2] } } }),
      call('points.upsert', {
        wait: true,
        points: [{ id: num(9), vectors: named({}) }],
        ordering: { type: 9 },
      }),
      call('points.upsert', {
        wait: true,
        points: [{ id: num(9), vectors: named({}) }],
        shardKeySelector: { shardKeys: [{ keyword: 'k' }] },
      }),
      call('points.get', { ids: [num(9)], ...withAll }),
    ]
  }),
  scenario('vectors', several, (call, all) => {
    const update = (...points: Fields[]): Call => call('points.updateVectors', { wait: true, points })
    const remove = (names: string[], selector: Fields): Call =>
      call('points.deleteVectors', { wait: true, pointsSelector: selector, vectors: { names } })
    return [
      call('points.upsert', {
        wait: true,
        points: [1, 2, 3].map((id) => ({
          id: num(id),
          vectors: named({ d: dense(id, 1), s: { sparse: { indices: [id], values: [1] } } }),
          payload: { id: integer(id) },
        })),
      }),
      update(
        { id: num(1), vectors: named({ m: dense(1, 2), d: dense(0, 2) }) },
        { id: num(1), vectors: named({ d: dense(2, 0) }) },
      ),
      update({ id: num(2), vectors: named({}) }),
      all,
      remove(['d', 's'], ids(2)),
      remove(['m'], ids(2)),
      remove(['s'], where({ hasId: { hasId: [num(3)] } })),
      remove([], ids(1)),
      all,
      remove(['zz'], ids(1)),
      remove(['zz'], where(match('no', 'no'))),
      remove(['d'], ids(99)),
      remove(['d'], ids()),
      call('points.deleteVectors', { wait: true, pointsSelector: ids(1) }),
      call('points.deleteVectors', { wait: true, vectors: { names: ['d'] } }),
      update(),
      update({ vectors: named({ d: dense(1, 2) }) }),
      update({ id: num(1) }),
      update({ id: num(1), vectors: named({ d: dense(1, 2, 3) }) }),
      update({ id: num(1), vectors: named({ d: dense() }) }),
      update({ id: num(1), vectors: named({ zz: dense(1, 2) }) }),
      update({ id: num(99), vectors: named({ d: dense(1, 2) }) }),
      update({ id: num(1), vectors: named({ s: { sparse: { indices: [2, 2], values: [1, 2] } } }) }),
      call('points.updateVectors', {
        wait: true,
        points: [
          { id: num(1), vectors: named({ d: dense(0, 1) }) },
          { id: num(2), vectors: named({ d: dense(0, 1) }) },
        ],
        updateFilter: { must: [{ hasVector: { hasVector: 's' } }] },
      }),
      all,
      call('points.createVectorName', {
        vectorName: 'late',
        wait: true,
        denseConfig: { size: '3', distance: 'Dot' },
      }),
    ]
  }),
  scenario('delete', unnamed, (call, all) => [
    call('points.upsert', {
      wait: true,
      points: [1, 2, 3, 4, 5, 6].map((id) => ({
        id: num(id),
        vectors: vector(id, 1),
        payload: { half: integer(Math.floor(id / 2)), name: string(`p${id}`) },
      })),
    }),
    call('points.delete', { wait: true, points: ids(1, 99) }),
    call('points.delete', { wait: true, points: where({ field: { key: 'half', match: { integer: '1' } } }) }),
    call('points.delete', { points: where(match('name', 'p6')) }),
    call('points.count', {}),
    call('points.delete', { wait: true, points: ids() }),
    call('points.delete', { wait: true }),
    call('points.delete', { wait: true, points: {} }),
    call('points.delete', { wait: true, points: { points: { ids: [{ uuid: 'no' }] } } }),
    call('points.delete', { wait: true, points: where({ field: { key: 'a[', match: { integer: '1' } } }) }),
    call('points.delete', { wait: true, points: where({ field: { key: 'a' } }) }),
    all,
    call('points.delete', { wait: true, points: { filter: {} } }),
    all,
  ]),
  scenario('batch', unnamed, (call, all) => {
    const batch = (...operations: Fields[]): Call => call('points.updateBatch', { wait: true, operations })
    const upsert = (id: number): Fields => ({
      upsert: { points: [{ id: num(id), vectors: vector(id, 0), payload: { n: integer(id) } }] },
    })
    return [
      batch(
        upsert(1),
        upsert(2),
        upsert(3),
        { setPayload: { pointsSelector: ids(1), payload: { a: string('x') } } },
        { overwritePayload: { pointsSelector: ids(2), payload: { b: string('y') } } },
        { deletePayload: { pointsSelector: ids(3), keys: ['n'] } },
        { clearPayload: { points: ids(3) } },
        { updateVectors: { points: [{ id: num(1), vectors: vector(7, 7) }] } },
        { deleteVectors: { pointsSelector: ids(2), vectors: { names: [''] } } },
        { deletePoints: { points: ids(3) } },
      ),
      all,
      batch(upsert(4), { setPayload: { pointsSelector: ids(99), payload: {} } }, upsert(5)),
      batch(upsert(6), {}, upsert(7)),
      batch(),
      all,
    ]
  }),
  scenario('index', unnamed, (call, all) => {
    const index = (request: Fields): Call => call('points.createFieldIndex', { wait: true, ...request })
    const info = call('collections.get', {})
    return [
      call('points.upsert', {
        wait: true,
        points: [
          {
            id: num(1),
            vectors: vector(1, 1),
            payload: { n: integer(1), k: string('Red fox'), f: { doubleValue: 1 } },
          },
          {
            id: num(2),
            vectors: vector(2, 1),
            payload: {
              n: { doubleValue: 1 },
              k: list(string('red'), string('green')),
              f: { doubleValue: 2.5 },
            },
          },
          { id: num(3), vectors: vector(3, 1), payload: { n: string('1'), k: nothing } },
        ],
      }),
      call('points.count', { filter: { must: [{ field: { key: 'n', match: { integer: '1' } } }] } }),
      index({ fieldName: 'n', fieldType: 'FieldTypeInteger' }),
      call('points.count', { filter: { must: [{ field: { key: 'n', match: { integer: '1' } } }] } }),
      index({ fieldName: 'n', fieldType: 'FieldTypeInteger' }),
      index({
        fieldName: 'k',
        fieldType: 'FieldTypeText',
        fieldIndexParams: { textIndexParams: { tokenizer: 'Word', lowercase: true } },
      }),
      call('points.scroll', {
        filter: { must: [{ field: { key: 'k', match: { text: 'RED' } } }] },
        withPayload: { enable: false },
      }),
      index({ fieldName: 'f', fieldType: 'FieldTypeFloat' }),
      info,
      index({ fieldName: 'k', fieldType: 'FieldTypeKeyword' }),
      call('points.facet', { key: 'k', exact: true }),
      call('points.deleteFieldIndex', { wait: true, fieldName: 'n' }),
      call('points.deleteFieldIndex', { wait: true, fieldName: 'n' }),
      info,
      call('points.facet', { key: 'n', exact: true }),
      call('points.scroll', { orderBy: { key: 'n' } }),
      call('points.query', { query: { orderBy: { key: 'k' } } }),
      index({ fieldName: 'x' }),
      index({ fieldName: 'x', fieldType: 77 }),
      index({ fieldName: '', fieldType: 'FieldTypeInteger' }),
      index({ fieldName: 'a b', fieldType: 'FieldTypeInteger' }),
      index({ fieldName: 'x', fieldType: 'FieldTypeInteger', fieldIndexParams: { keywordIndexParams: {} } }),
      index({
        fieldName: 'x',
        fieldType: 'FieldTypeInteger',
        fieldIndexParams: { integerIndexParams: { lookup: false, range: false } },
      }),
      index({ fieldName: 'x', fieldType: 'FieldTypeText', fieldIndexParams: { textIndexParams: {} } }),
      index({
        fieldName: 'x',
        fieldType: 'FieldTypeText',
        fieldIndexParams: { textIndexParams: { tokenizer: 'Word', stopwords: { languages: ['klingon'] } } },
      }),
      index({ fieldName: '"a b".c', fieldType: 'FieldTypeBool' }),
      info,
      all,
    ]
  }),
  scenario('names', unnamed, (call, all) => {
    const create = (vectorName: string, vectorConfig: Fields): Call =>
      call('points.createVectorName', { wait: true, vectorName, ...vectorConfig })
    const denseConfig = { denseConfig: { size: '3', distance: 'Euclid' } }
    return [
      call('points.upsert', { wait: true, points: [{ id: num(1), vectors: vector(1, 2) }] }),
      create('n', denseConfig),
      create('n', denseConfig),
      create('s', { sparseConfig: { modifier: 'Idf' } }),
      call('points.updateVectors', {
        wait: true,
        points: [
          { id: num(1), vectors: named({ n: dense(1, 2, 3), s: { sparse: { indices: [1], values: [2] } } }) },
        ],
      }),
      call('points.upsert', {
        wait: true,
        points: [{ id: num(2), vectors: named({ '': dense(5, 6), n: dense(4, 5, 6) }) }],
      }),
      all,
      call('collections.get', {}),
      call('points.query', { query: { nearest: dense(1, 2, 2) }, using: 'n' }),
      create('n', { denseConfig: { size: '4', distance: 'Euclid' } }),
      create('n', { sparseConfig: {} }),
      create('s', denseConfig),
      create('s', { sparseConfig: {} }),
      create('x', {}),
      create('x', { denseConfig: { size: '0', distance: 'Dot' } }),
      create('x', { denseConfig: { size: '4' } }),
      create('x', { denseConfig: { size: '4', distance: 9 } }),
      create('a/b', denseConfig),
      create('x'.repeat(201), denseConfig),
      call('points.deleteVectorName', { wait: true, vectorName: 'n' }),
      call('points.deleteVectorName', { wait: true, vectorName: 'never' }),
      call('points.query', { query: { nearest: dense(1, 2, 2) }, using: 'n' }),
      create('n', denseConfig),
      call('points.query', { query: { nearest: dense(1, 2, 2) }, using: 'n' }),
      all,
    ]
  }),
  scenario('refused', several, (call) => {
    const query = (request: Fields): Call => call('points.query', request)
    const search = (request: Fields): Call =>
      call('points.search', { vectorName: 'd', vector: [1, 2], limit: '3', ...request })
    const filtered = (...must: Fields[]): Call => call('points.scroll', { filter: { must } })
    const missing = (rpc: string, request: Fields): Call => ({
      rpc,
      request: { collectionName: 'missing', ...request },
    })
    const prefetch = [{ query: { nearest: dense(1, 2) }, using: 'd' }]
    return [
      call('points.upsert', {
        wait: true,
        points: [
          { id: num(1), vectors: named({ d: dense(1, 2) }), payload: { t: list(integer(1), integer(2)) } },
          { id: num(2), vectors: named({ s: { sparse: { indices: [1], values: [1] } } }) },
        ],
      }),
      missing('points.search', { vector: [1], limit: '1' }),
      missing('points.query', {}),
      missing('points.scroll', {}),
      missing('points.count', {}),
      missing('points.get', { ids: [num(1)] }),
      missing('points.upsert', { points: [{ id: num(1), vectors: vector(1) }] }),
      missing('points.delete', { points: ids(1) }),
      missing('points.createFieldIndex', { fieldName: 'a', fieldType: 'FieldTypeBool' }),
      missing('points.searchBatch', {}),
      missing('collections.get', {}),
      missing('collections.update', {}),
      { rpc: 'points.search', request: { collectionName: '', vector: [1], limit: '1' } },
      { rpc: 'points.search', request: { collectionName: 'a/b', vector: [1], limit: '1' } },
      { rpc: 'points.search', request: { collectionName: 'x'.repeat(256), vector: [1], limit: '1' } },
      search({ limit: '0' }),
      search({ vector: [1] }),
      search({ vector: [] }),
      search({ vectorName: 'zz' }),
      call('points.search', { vector: [1, 2], limit: '1' }),
      search({ vectorName: 's' }),
      search({ sparseIndices: { data: [1, 1] } }),
      search({ vectorName: 's', sparseIndices: { data: [1, 1] } }),
      search({ vectorName: 's', sparseIndices: { data: [1] } }),
      search({ params: { hnswEf: '0' } }),
      search({ params: { quantization: { oversampling: 0.5 } } }),
      search({ withPayload: {} }),
      search({ withPayload: { include: { fields: ['a b'] } } }),
      search({ withVectors: { include: { names: ['zz'] } } }),
      search({ timeout: '0' }),
      search({ readConsistency: {} }),
      search({ readConsistency: { type: 77 } }),
      search({ shardKeySelector: { shardKeys: [{ keyword: 'x' }] } }),
      call('points.get', { ids: [] }),
      call('points.get', { ids: [{}] }),
      call('points.get', { ids: [{ uuid: 'xx' }] }),
      call('points.get', { ids: [num(99)] }),
      call('points.scroll', { limit: 0 }),
      call('points.scroll', { offset: num(1), orderBy: { key: 't' } }),
      call('points.count', { filter: { must: [{ field: { key: '' } }] } }),
      filtered({ field: { key: 'a' } }),
      filtered({ field: { key: 'a[', match: { integer: '1' } } }),
      filtered({ field: { key: 'a', match: {} } }),
      filtered({ nested: { key: 'a' } }),
      filtered({ slice: { total: 0, index: 0 } }),
      filtered({ slice: { total: 2, index: 2 } }),
      filtered({ hasId: { hasId: [{ uuid: 'u' }] } }),
      filtered({ field: { key: 'a', geoRadius: { radius: 1 } } }),
      filtered({ field: { key: 'a', geoRadius: { center: { lat: 91, lon: 0 }, radius: 1 } } }),
      filtered({ field: { key: 'a', geoBoundingBox: {} } }),
      filtered({ field: { key: 'a', geoPolygon: {} } }),
      filtered({ field: { key: 'a', geoPolygon: { exterior: { points: [{ lat: 1, lon: 1 }] } } } }),
      filtered({}),
      call('points.scroll', { filter: { minShould: { minCount: '0', conditions: [match('a', 'b')] } } }),
      query({ query: {} }),
      query({ query: { nearest: {} } }),
      query({ query: { nearest: dense(1, 2, 3) }, using: 'd' }),
      query({ query: { nearest: { sparse: { indices: [1], values: [1] } } }, using: 'd' }),
      query({ query: { nearest: { multiDense: { vectors: [{ data: [1, 2] }] } } }, using: 'd' }),
      query({ query: { nearest: dense(1, 2) }, using: 's' }),
      query({ query: { nearest: { id: num(99) } }, using: 'd' }),
      query({ query: { nearest: { id: num(2) } }, using: 'd' }),
      query({ query: { nearest: { sparse: { indices: [1, 1], values: [1, 2] } } }, using: 's' }),
      query({ query: { nearest: { multiDense: { vectors: [] } } }, using: 'm' }),
      query({ limit: '0' }),
      query({ prefetch }),
      query({ scoreThreshold: 1 }),
      query({ query: { orderBy: { key: 't' } }, scoreThreshold: 1 }),
      query({ query: { orderBy: { key: 'a b' } } }),
      query({ query: { fusion: 'RRF' } }),
      query({ query: { fusion: 9 }, prefetch }),
      query({ query: { fusion: 'RRF' }, prefetch, using: 'd' }),
      query({ query: { rrf: { k: 0 } }, prefetch }),
      query({ query: { rrf: { weights: [1, 2] } }, prefetch }),
      query({ query: { sample: 5 } }),
      query({ query: { recommend: {} }, using: 'd' }),
      query({ query: { discover: {} }, using: 'd' }),
      query({ query: { discover: { target: dense(1, 2) } }, using: 'd' }),
      query({ query: { context: { pairs: [{ positive: dense(1, 2) }] } }, using: 'd' }),
      query({ query: { nearestWithMmr: { nearest: dense(1, 2) } }, using: 'd' }),
      query({ query: { nearestWithMmr: { nearest: dense(1, 2), mmr: { diversity: 2 } } }, using: 'd' }),
      query({
        query: { nearestWithMmr: { nearest: dense(1, 2), mmr: { candidatesLimit: 20_000 } } },
        using: 'd',
      }),
      query({ query: { formula: { expression: { constant: 1 } } } }),
      query({ query: { formula: {} }, prefetch }),
      query({ query: { formula: { expression: {} } }, prefetch }),
      query({ query: { formula: { expression: { variable: '$foo' } } }, prefetch }),
      query({ query: { formula: { expression: { variable: 't' } } }, prefetch }),
      query({ query: { formula: { expression: { variable: 'none' } } }, prefetch }),
      query({
        query: { formula: { expression: { div: { left: { constant: 1 }, right: { constant: 0 } } } } },
        prefetch,
      }),
      query({ query: { formula: { expression: { ln: { constant: -1 } } } }, prefetch }),
      query({ query: { nearest: dense(1, 2) }, using: 'd', lookupFrom: { collectionName: 'missing' } }),
      query({ query: { nearest: { id: num(1) } }, using: 'd', lookupFrom: { collectionName: 'missing' } }),
      call('points.queryGroups', { query: { nearest: dense(1, 2) }, using: 'd' }),
      call('points.queryGroups', { query: { nearest: dense(1, 2) }, using: 'zz', groupBy: 't' }),
      call('points.queryGroups', { query: { nearest: dense(1, 2) }, groupBy: 't' }),
      call('points.queryGroups', { query: { nearest: dense(1, 2) }, using: 'd', groupBy: 't', limit: '0' }),
      call('points.searchGroups', { vectorName: 'd', vector: [1, 2], groupBy: 't', limit: 1 }),
      call('points.searchGroups', { vectorName: 'd', vector: [1, 2], groupBy: '', limit: 1, groupSize: 1 }),
      call('points.recommend', { using: 'd', limit: '2' }),
      call('points.recommend', { using: 'd', limit: '2', strategy: 'BestScore' }),
      call('points.recommend', { using: 'd', limit: '2', positive: [num(99)] }),
      call('points.recommend', { using: 'd', limit: '2', positive: [num(2)] }),
      call('points.recommend', { using: 'd', limit: '2', positive: [num(1)], strategy: 55 }),
      call('points.discover', { using: 'd', limit: '2' }),
      call('points.discover', { using: 'd', limit: '0', target: { single: { id: num(1) } } }),
      call('points.discover', { using: 'd', limit: '2', target: {} }),
      call('points.discover', { using: 'd', limit: '2', context: [{ positive: { id: num(1) } }] }),
      call('points.facet', { key: 't' }),
      call('points.facet', { key: '' }),
      call('points.facet', { key: 'a b' }),
      call('points.searchMatrixPairs', { using: 'zz' }),
      call('points.searchMatrixPairs', { sample: '1', using: 'd' }),
      call('points.searchMatrixOffsets', { limit: '0', using: 'd' }),
      call('points.searchBatch', { searchPoints: [{ vectorName: 'd', vector: [1, 2], limit: '1' }] }),
      call('points.queryBatch', {
        queryPoints: [{ collectionName: 'x', query: { nearest: { id: num(99) } }, using: 'd' }],
      }),
      call('points.recommendBatch', { recommendPoints: [{ collectionName: 'x', using: 'd', limit: '1' }] }),
    ]
  }),
])
