import type { PayloadPath } from '#model/payload-path.ts'
import type {
  LookupLocation,
  PayloadSelector,
  SearchParams,
  Selectors,
  ShardKey,
  ShardKeySelector,
  VectorSelector,
  WithLookup,
} from '#model/query.ts'
import {
  bool,
  type Decode,
  Fields,
  f64,
  firstOf,
  list,
  noVariant,
  oneOf,
  type Place,
  text,
  usize,
} from './json-decode.ts'
import { JsonError } from './json-error.ts'
import type { JsonNode } from './json-node.ts'
import { filter } from './rest-filter.ts'
import { payloadPath } from './rest-path.ts'

/** The options that many requests share. */

const paths = list(payloadPath)
const names = list(text)

const payloadSelector: Decode<PayloadSelector> = firstOf<PayloadSelector>(
  'Expected a boolean, an array of strings, or an object with an include/exclude field',
  [
    (node, at) => ({ kind: bool(node, at) ? 'all' : 'none' }),
    (node, at) => ({ kind: 'include', paths: paths(node, at) }),
    (node, at) => ({ kind: 'include', paths: onlyPaths(node, at, 'include') }),
    (node, at) => ({ kind: 'exclude', paths: onlyPaths(node, at, 'exclude') }),
  ],
)

function onlyPaths(node: JsonNode, at: Place, key: 'include' | 'exclude'): PayloadPath[] {
  const fields = new Fields(node, at, 'PayloadSelector')
  fields.only([key])
  return fields.required(key, paths)
}

const vectorSelector: Decode<VectorSelector> = firstOf<VectorSelector>(
  'Expected a boolean, or an array of strings',
  [
    (node, at) => ({ kind: bool(node, at) ? 'all' : 'none' }),
    (node, at) => ({ kind: 'names', names: names(node, at) }),
  ],
)

const noPayload: PayloadSelector = { kind: 'none' }
const noVectors: VectorSelector = { kind: 'none' }

/** What a search returns of points. */
export function selectorsIn(fields: Fields): Selectors {
  return {
    withPayload: fields.optional('with_payload', payloadSelector) ?? noPayload,
    withVectors: fields.optional('with_vector', vectorSelector, 'with_vectors') ?? noVectors,
  }
}

/** What a read by ids or in order returns of points: null does not stand for no vectors. */
export function storedSelectorsIn(fields: Fields, byDefault: PayloadSelector = noPayload): Selectors {
  return {
    withPayload: fields.optional('with_payload', payloadSelector) ?? byDefault,
    withVectors: fields.present('with_vector', vectorSelector, 'with_vectors') ?? noVectors,
  }
}

export const shardKey: Decode<ShardKey> = (node) => {
  if (node.kind === 'string') return node.value
  if (node.kind === 'integer' && node.value >= 0) return BigInt(node.value)
  throw new JsonError(noVariant('ShardKey'))
}

const shardKeys = list(shardKey)

const shardKeySelector: Decode<ShardKeySelector> = firstOf<ShardKeySelector>(
  'Expected a string or an integer',
  [
    (node, at) => ({ keys: [shardKey(node, at)] }),
    (node, at) => ({ keys: shardKeys(node, at) }),
    (node, at) => {
      const fields = new Fields(node, at, 'ShardKeyWithFallback')
      return { keys: [fields.required('target', shardKey)], fallback: fields.required('fallback', shardKey) }
    },
  ],
)

export function shardKeysIn(fields: Fields): ShardKeySelector | undefined {
  return fields.optional('shard_key', shardKeySelector)
}

export const searchParams: Decode<SearchParams> = (node, at) => {
  const fields = new Fields(node, at, 'SearchParams')
  const hnswEf = fields.optional('hnsw_ef', usize)
  reportBelow(at, 'hnsw_ef', hnswEf, 1)
  return {
    hnswEf,
    exact: fields.present('exact', bool),
    quantization: fields.optional('quantization', quantizationParams),
    indexedOnly: fields.present('indexed_only', bool),
    acorn: fields.optional('acorn', acornParams),
    idf: fields.optional('idf', idfParams),
  }
}

const quantizationParams: Decode<NonNullable<SearchParams['quantization']>> = (node, at) => {
  const fields = new Fields(node, at, 'QuantizationSearchParams')
  const oversampling = fields.optional('oversampling', f64)
  if (oversampling !== undefined && !(oversampling >= 1)) {
    at.report('oversampling', `value ${floatText(oversampling)} invalid, must be 1.0 or larger`)
  }
  return { ignore: fields.present('ignore', bool), rescore: fields.optional('rescore', bool), oversampling }
}

const acornParams: Decode<NonNullable<SearchParams['acorn']>> = (node, at) => {
  const fields = new Fields(node, at, 'AcornSearchParams')
  const maxSelectivity = fields.optional('max_selectivity', f64)
  reportOutside(at, 'max_selectivity', maxSelectivity, 0, 1)
  return { enable: fields.present('enable', bool), maxSelectivity }
}

const idfParams: Decode<NonNullable<SearchParams['idf']>> = firstOf(noVariant('IdfParams'), [
  (node, at) => {
    oneOf('IdfScope', ['global'])(node, at)
    return {}
  },
  (node, at) => ({ corpus: new Fields(node, at, 'IdfCorpusParams').required('corpus', filter) }),
])

export const lookupLocation: Decode<LookupLocation> = (node, at) => {
  const fields = new Fields(node, at, 'LookupLocation')
  return {
    collection: fields.required('collection', text),
    vectorName: fields.optional('vector', text),
    shardKeys: shardKeysIn(fields),
  }
}

/** The location of the older methods, which look up the unnamed vector where they name none. */
export const olderLookupLocation: Decode<LookupLocation> = (node, at) => {
  const location = lookupLocation(node, at)
  return { ...location, vectorName: location.vectorName ?? '' }
}

export const withLookup: Decode<WithLookup> = firstOf<WithLookup>(noVariant('WithLookupInterface'), [
  (node, at) => ({ collection: text(node, at), withPayload: { kind: 'all' }, withVectors: noVectors }),
  (node, at) => {
    const fields = new Fields(node, at, 'WithLookup')
    // Null is not the same as absent here.
    const withPayload = fields.has('with_payload')
      ? (fields.optional('with_payload', payloadSelector) ?? noPayload)
      : ({ kind: 'all' } as const)
    return {
      collection: fields.required('collection', text),
      withPayload,
      withVectors: fields.optional('with_vectors', vectorSelector, 'with_vector') ?? noVectors,
    }
  },
])

/** Notes a number that is below its least value. */
export function reportBelow(at: Place, field: string, value: number | undefined, min: number): void {
  if (value === undefined || value >= min) return
  at.report(field, `value ${value} invalid, must be ${min} or larger`)
}

/** Notes a float that is out of its bounds. */
export function reportOutside(
  at: Place,
  field: string,
  value: number | undefined,
  min: number,
  max: number,
): void {
  if (value === undefined || (value >= min && value <= max)) return
  at.report(field, `value ${floatText(value)} invalid, must be from ${floatText(min)} to ${floatText(max)}`)
}

/** A float as it is printed in messages. */
export function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value)
}

/** The name of a vector in the older requests. */
export const usingVector: Decode<string> = (node) => {
  if (node.kind === 'string') return node.value
  throw new JsonError(noVariant('UsingVector'))
}
