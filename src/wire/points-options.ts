import { malformed } from '#model/errors.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type {
  LookupLocation,
  PayloadSelector,
  ReadConsistency,
  SearchParams,
  ShardKey,
  ShardKeySelector,
  VectorSelector,
  WithLookup,
} from '#model/query.ts'
import { optionalFilterOf } from './filter-codec.ts'
import { filterCodec } from './filter-messages.ts'
import { checkFilter } from './filter-validation.ts'
import { atLeast, inRange, join, nested, type Problems } from './points-validation.ts'
import {
  bool,
  count,
  type Decoded,
  double,
  enumeration,
  oneof,
  optional,
  plain,
  record,
  repeated,
  string,
  uint64,
} from './proto-message.ts'

/** The options that many requests of the Points service share. */

const fieldsCodec = record('PayloadIncludeSelector', { fields: repeated(1, string) })
export const withPayloadCodec = record('WithPayloadSelector', {
  selectorOptions: oneof({ enable: [1, bool], include: [2, fieldsCodec], exclude: [3, fieldsCodec] }),
})
export const namesCodec = record('VectorsSelector', { names: repeated(1, string) })
export const withVectorsCodec = record('WithVectorsSelector', {
  selectorOptions: oneof({ enable: [1, bool], include: [2, namesCodec] }),
})

export type RawPayloadSelector = Decoded<typeof withPayloadCodec>
export type RawVectorSelector = Decoded<typeof withVectorsCodec>

/** Absent: all of the payload or nothing of it, by `byDefault`. */
export function payloadSelectorOf(raw: RawPayloadSelector | undefined, byDefault: boolean): PayloadSelector {
  if (raw === undefined) return { kind: byDefault ? 'all' : 'none' }
  const options = raw.selectorOptions
  if (options === undefined) throw malformed('No PayloadSelector')
  if (options.kind === 'enable') return { kind: options.value ? 'all' : 'none' }
  return { kind: options.kind, paths: options.value.fields.map(parsePayloadPath) }
}

export function vectorSelectorOf(raw: RawVectorSelector | undefined): VectorSelector {
  const options = raw?.selectorOptions
  if (options === undefined) return { kind: 'none' }
  if (options.kind === 'enable') return { kind: options.value ? 'all' : 'none' }
  return { kind: 'names', names: options.value.names }
}

export const searchParamsCodec = record('SearchParams', {
  hnswEf: optional(1, count),
  exact: optional(2, bool),
  quantization: optional(
    3,
    record('QuantizationSearchParams', {
      ignore: optional(1, bool),
      rescore: optional(2, bool),
      oversampling: optional(3, double),
    }),
  ),
  indexedOnly: optional(4, bool),
  acorn: optional(
    5,
    record('AcornSearchParams', { enable: optional(1, bool), maxSelectivity: optional(2, double) }),
  ),
  idf: optional(6, record('IdfParams', { corpus: optional(1, filterCodec) })),
})
export type RawSearchParams = Decoded<typeof searchParamsCodec>

export function checkSearchParams({ hnswEf, quantization, acorn, idf }: RawSearchParams): Problems {
  return join(
    atLeast('hnsw_ef', hnswEf, 1),
    nested('quantization', quantization, ({ oversampling }) =>
      atLeast('oversampling', oversampling, 1, '1.0'),
    ),
    nested('acorn', acorn, ({ maxSelectivity }) =>
      inRange('max_selectivity', maxSelectivity, 0, 1, '0.0', '1.0'),
    ),
    nested('idf', idf, ({ corpus }) => nested('corpus', corpus, checkFilter)),
  )
}

export function searchParamsOf(raw: RawSearchParams | undefined): SearchParams {
  if (raw?.idf === undefined) return (raw as SearchParams | undefined) ?? {}
  return { ...raw, idf: { corpus: optionalFilterOf(raw.idf.corpus) } }
}

export const readConsistencyCodec = record('ReadConsistency', {
  value: oneof({ type: [1, enumeration], factor: [2, uint64] }),
})

export type RawConsistency = Decoded<typeof readConsistencyCodec>

export function consistencyOf(raw: RawConsistency | undefined): ReadConsistency | undefined {
  if (raw === undefined) return undefined
  const { value } = raw
  if (value === undefined) {
    throw malformed('invalid read consistency message: `ReadConsistency::value` field is `None`')
  }
  if (value.kind === 'factor') return factorOf(BigInt(value.value))
  const type = (['all', 'majority', 'quorum'] as const)[value.value]
  if (type === undefined) throw malformed(`invalid read consistency type value ${value.value}`)
  return type
}

function factorOf(factor: bigint): bigint {
  if (factor > 0n) return factor
  throw malformed('factor: Validation error: range [{"value": Number(0), "min": Number(1)}]')
}

export const shardKeyCodec = record('ShardKey', { key: oneof({ keyword: [1, string], number: [2, uint64] }) })
type RawShardKey = Decoded<typeof shardKeyCodec>
export const shardKeySelectorCodec = record('ShardKeySelector', {
  shardKeys: repeated(1, shardKeyCodec),
  fallback: optional(2, shardKeyCodec),
})
export type RawShardKeySelector = Decoded<typeof shardKeySelectorCodec>

/** Keys without content are left out. Reads and writes word the rule about the fallback differently. */
export function shardKeysOf(
  raw: RawShardKeySelector | undefined,
  use: 'read' | 'write',
): ShardKeySelector | undefined {
  if (raw === undefined) return undefined
  const keys = raw.shardKeys.map(shardKeyOf).filter((key) => key !== undefined)
  if (keys.length === 1) return { keys, fallback: raw.fallback && shardKeyOf(raw.fallback) }
  if (raw.fallback !== undefined) throw badFallback(raw.fallback, use)
  return { keys }
}

function shardKeyOf({ key }: RawShardKey): ShardKey | undefined {
  return key?.kind === 'number' ? BigInt(key.value) : key?.value
}

function badFallback({ key }: RawShardKey, use: 'read' | 'write') {
  const value = key?.kind === 'number' ? `Number(${key.value})` : `Keyword(${JSON.stringify(key?.value)})`
  const shown = `Some(ShardKey { key: ${key === undefined ? 'None' : `Some(${value})`} })`
  const when = use === 'read' ? 'can be set only when' : 'can only be set when'
  return malformed(`Fallback shard key ${shown} ${when} a single shard key is provided`)
}

export const lookupLocationCodec = record('LookupLocation', {
  collectionName: plain(1, string),
  vectorName: optional(2, string),
  shardKeySelector: optional(3, shardKeySelectorCodec),
})

export function lookupLocationOf(
  raw: Decoded<typeof lookupLocationCodec> | undefined,
): LookupLocation | undefined {
  return (
    raw && {
      collection: raw.collectionName,
      vectorName: raw.vectorName,
      shardKeys: shardKeysOf(raw.shardKeySelector, 'write'),
    }
  )
}

/** The location of the older methods, which look up the unnamed vector where they name none. */
export function olderLookupLocationOf(
  raw: Decoded<typeof lookupLocationCodec> | undefined,
): LookupLocation | undefined {
  const location = lookupLocationOf(raw)
  return location && { ...location, vectorName: location.vectorName ?? '' }
}

export const withLookupCodec = record('WithLookup', {
  collection: plain(1, string),
  withPayload: optional(2, withPayloadCodec),
  withVectors: optional(3, withVectorsCodec),
})

export function withLookupOf(raw: Decoded<typeof withLookupCodec> | undefined): WithLookup | undefined {
  return (
    raw && {
      collection: raw.collection,
      withPayload: payloadSelectorOf(raw.withPayload, true),
      withVectors: vectorSelectorOf(raw.withVectors),
    }
  )
}
