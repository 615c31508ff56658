import type { CollectionPatch, NewCollection } from '#model/collection-config.ts'
import type { VectorNameOperation } from '#model/write.ts'
import {
  bool,
  type Decode,
  Fields,
  firstOf,
  list,
  noVariant,
  nonzeroU32,
  oneOf,
  sortedMap,
  text,
  u32,
  u64,
  usize,
  wrongKind,
} from './json-decode.ts'
import { payloadObjectOf } from './json-payload.ts'
import {
  denseIn,
  denseVector,
  denseVectorPatch,
  hnsw,
  namedValues,
  optimizers,
  payloadStorage,
  quantization,
  quantizationPatch,
  sparseDatatypeIn,
  sparseModifierIn,
  sparseVector,
  strictMode,
  wal,
} from './rest-collection-parts.ts'
import { reportBelow } from './rest-options.ts'

/** The bodies of requests that make and change collections, their vector names and aliases. */

type Vectors = Pick<NewCollection, 'vectors' | 'singleVector'>

const namedVectors = namedValues(denseVector)

const vectors: Decode<Vectors> = firstOf<Vectors>(noVariant('VectorsConfig'), [
  (node, at) => ({ vectors: new Map([['', denseVector(node, at)]]), singleVector: true }),
  (node, at) => ({ vectors: namedVectors(node, at), singleVector: false }),
])

const metadata: Decode<NonNullable<NewCollection['metadata']>> = (node) => {
  if (node.kind !== 'object') throw wrongKind(node, 'a map')
  return payloadObjectOf(node)
}

/** Bad ones are told by their position among all. */
const sparseVectors: Decode<NewCollection['sparseVectors']> = (node, at) => {
  const decoded = sortedMap((value, place) => {
    const inner = place.detached()
    return { config: sparseVector(value, inner), problems: inner.problems }
  })(node, at)
  let index = 0
  for (const { problems } of decoded.values()) {
    for (const { path, text: rule } of problems) at.item(index).report(path, rule)
    index++
  }
  return new Map([...decoded].map(([name, { config }]) => [name, config]))
}

function countIn(fields: Fields, name: string): number | undefined {
  const count = fields.optional(name, u32)
  reportBelow(fields.at, name, count, 1)
  return count
}

export const createCollectionBody: Decode<NewCollection> = (node, at) => {
  const fields = new Fields(node, at, 'CreateCollection')
  return {
    ...(fields.present('vectors', vectors) ?? { vectors: new Map(), singleVector: false }),
    sparseVectors: fields.optional('sparse_vectors', sparseVectors) ?? new Map(),
    shardNumber: countIn(fields, 'shard_number'),
    shardingMethod: fields.optional('sharding_method', oneOf('ShardingMethod', ['auto', 'custom'] as const)),
    replicationFactor: countIn(fields, 'replication_factor'),
    writeConsistencyFactor: countIn(fields, 'write_consistency_factor'),
    onDiskPayload: fields.optional('on_disk_payload', bool),
    payloadMemory: fields.optional('payload', payloadStorage),
    hnsw: fields.optional('hnsw_config', hnsw),
    optimizers: fields.optional('optimizers_config', optimizers, 'optimizer_config'),
    wal: fields.optional('wal_config', wal),
    quantization: fields.optional('quantization_config', quantization, 'quantization'),
    strictMode: fields.optional('strict_mode_config', strictMode),
    metadata: fields.optional('metadata', metadata),
  }
}

const params: Decode<NonNullable<CollectionPatch['params']>> = (node, at) => {
  const fields = new Fields(node, at, 'CollectionParamsDiff')
  return {
    replicationFactor: fields.optional('replication_factor', nonzeroU32),
    writeConsistencyFactor: fields.optional('write_consistency_factor', nonzeroU32),
    readFanOutFactor: fields.optional('read_fan_out_factor', u32),
    readFanOutDelayMs: fields.optional('read_fan_out_delay_ms', u64),
    onDiskPayload: fields.optional('on_disk_payload', bool),
    payloadMemory: fields.optional('payload', payloadStorage),
  }
}

export const updateCollectionBody: Decode<CollectionPatch> = (node, at) => {
  const fields = new Fields(node, at, 'UpdateCollection')
  return {
    vectors: fields.optional('vectors', namedValues(denseVectorPatch)),
    optimizers: fields.optional('optimizers_config', optimizers, 'optimizer_config'),
    params: fields.optional('params', params),
    hnsw: fields.optional('hnsw_config', hnsw),
    quantization: fields.optional('quantization_config', quantizationPatch, 'quantization'),
    sparseVectors: fields.optional('sparse_vectors', namedValues(sparseVector)),
    strictMode: fields.optional('strict_mode_config', strictMode),
    metadata: fields.optional('metadata', metadata),
  }
}

/** A change of one alias. */
export type AliasBody =
  | { readonly kind: 'create'; readonly alias: string; readonly collection: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'delete'; readonly alias: string }

const member = <T>(key: string, decode: (fields: Fields) => T): Decode<T> => {
  return (node, at) =>
    new Fields(node, at, key).required(key, (inner, place) => decode(new Fields(inner, place, key)))
}

const aliasChange: Decode<AliasBody> = firstOf<AliasBody>(noVariant('AliasOperations'), [
  member('create_alias', (fields) => ({
    kind: 'create',
    collection: fields.required('collection_name', text),
    alias: fields.required('alias_name', text),
  })),
  member('delete_alias', (fields) => ({ kind: 'delete', alias: fields.required('alias_name', text) })),
  member('rename_alias', (fields) => ({
    kind: 'rename',
    from: fields.required('old_alias_name', text),
    to: fields.required('new_alias_name', text),
  })),
])

export const changeAliasesBody: Decode<readonly AliasBody[]> = (node, at) =>
  new Fields(node, at, 'ChangeAliasesOperation').required('actions', list(aliasChange))

/** What a vector name is to stand for; the name is in the path. */
export const vectorNameBody: Decode<(name: string) => VectorNameOperation> = firstOf<
  (name: string) => VectorNameOperation
>(noVariant('VectorNameConfig'), [
  member('dense', (fields) => {
    const { size, distance, multivector, datatype } = denseIn(fields, usize)
    return (name) => ({
      kind: 'create_dense',
      name,
      size,
      distance,
      multivector: multivector !== undefined,
      datatype,
    })
  }),
  member('sparse', (fields) => {
    const modifier = sparseModifierIn(fields)
    const datatype = sparseDatatypeIn(fields)
    return (name) => ({ kind: 'create_sparse', name, modifier, datatype })
  }),
])
