import type { Addressed } from '#model/addressed.ts'
import { malformed, RequestError } from '#model/errors.ts'
import { vectorSizeMax } from '#model/limits.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { NamedVectorInputs } from '#model/vector.ts'
import type {
  BatchedWrite,
  VectorNameOperation,
  VectorNameRequest,
  WriteBatchRequest,
  WriteOperation,
  WriteOptions,
  WriteRequest,
} from '#model/write.ts'
import { datatypes, distances, modifiers } from './collection-enums.ts'
import { checkFilter } from './filter-validation.ts'
import { checkIndexParams, indexSchemaOf } from './points-index-params.ts'
import {
  checkVectors,
  clearPayloadOf,
  deleteOf,
  deletePayloadOf,
  deleteVectorsOf,
  overwritePayloadOf,
  refuseEmptyVectors,
  setPayloadOf,
  updateVectorsOf,
  upsertOf,
} from './points-operations.ts'
import { type RawShardKeySelector, shardKeysOf } from './points-options.ts'
import {
  collectionName,
  each,
  inRange,
  join,
  nested,
  notEmpty,
  type Problems,
  problem,
  refuseProblems,
} from './points-validation.ts'
import * as messages from './points-write-messages.ts'
import { type Decoded, decodeMessage, type MessageCodec } from './proto-message.ts'

/**
 * The requests of the changing methods of the Points service, from bytes to the model; errors as in
 * `points-requests.ts`.
 */

export function decodeUpsertPoints(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.upsertCodec, bytes, checkUpsert, upsertOf)
}

/** The filter is not checked, which is how the API is. */
export function decodeDeletePoints(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.deleteCodec, bytes, checkName, (raw) => deleteOf(raw.points))
}

export function decodeUpdatePointVectors(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.updateVectorsCodec, bytes, checkUpsert, updateVectorsOf)
}

export function decodeDeletePointVectors(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.deleteVectorsCodec, bytes, checkSelected, deleteVectorsOf)
}

export function decodeSetPayloadPoints(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.setPayloadCodec, bytes, checkSelected, setPayloadOf)
}

/** OverwritePayload has the same message as SetPayload. */
export function decodeOverwritePayloadPoints(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.setPayloadCodec, bytes, checkSelected, overwritePayloadOf)
}

export function decodeDeletePayloadPoints(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.deletePayloadCodec, bytes, checkSelected, deletePayloadOf)
}

export function decodeClearPayloadPoints(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.clearPayloadCodec, bytes, checkCleared, (raw) => clearPayloadOf(raw.points))
}

export function decodeCreateFieldIndex(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.createFieldIndexCodec, bytes, checkCreateFieldIndex, (raw) => {
    const path = parsePayloadPath(raw.fieldName)
    return { kind: 'create_field_index', path, schema: indexSchemaOf(raw.fieldType, raw.fieldIndexParams) }
  })
}

export function decodeDeleteFieldIndex(bytes: Uint8Array): Addressed<WriteRequest> {
  return decodeWrite(messages.deleteFieldIndexCodec, bytes, checkFieldIndex, (raw) => {
    return { kind: 'delete_field_index', path: parsePayloadPath(raw.fieldName) }
  })
}

export function decodeCreateVectorName(bytes: Uint8Array): Addressed<VectorNameRequest> {
  const raw = decodeMessage(messages.createVectorNameCodec, bytes)
  refuseProblems(checkCreateVectorName(raw))
  const operation = createVectorNameOf(raw)
  return { collection: raw.collectionName, request: { operation, ...optionsOf(raw) } }
}

export function decodeDeleteVectorName(bytes: Uint8Array): Addressed<VectorNameRequest> {
  const raw = decodeMessage(messages.deleteVectorNameCodec, bytes)
  refuseProblems(checkName(raw))
  const operation = { kind: 'delete', name: raw.vectorName } as const
  return { collection: raw.collectionName, request: { operation, ...optionsOf(raw) } }
}

/**
 * The operations are not checked beforehand; one that cannot be converted stands as its error, because those
 * before it are done first.
 */
export function decodeUpdateBatchPoints(bytes: Uint8Array): WriteBatchRequest {
  const raw = decodeMessage(messages.updateBatchCodec, bytes)
  refuseProblems(join(checkName(raw), notEmpty('operations', raw.operations)))
  return {
    collection: raw.collectionName,
    operations: raw.operations.map((operation) => batchedOf(operation, raw)),
  }
}

type Operation = WriteOperation<NamedVectorInputs>

interface RawOptions {
  readonly wait: boolean | undefined
  readonly ordering: { readonly type: number } | undefined
  readonly timeout: number | undefined
}
interface RawNamed {
  readonly collectionName: string
}
type RawShardKeys = RawShardKeySelector | undefined

function decodeWrite<T extends RawNamed & RawOptions & { readonly shardKeySelector?: RawShardKeys }>(
  codec: MessageCodec<T>,
  bytes: Uint8Array,
  check: (raw: T) => Problems,
  convert: (raw: T) => Operation,
): Addressed<WriteRequest> {
  const raw = decodeMessage(codec, bytes)
  refuseProblems(check(raw))
  return { collection: raw.collectionName, request: writeRequestOf(convert(raw), raw.shardKeySelector, raw) }
}

function writeRequestOf(operation: Operation, selector: RawShardKeys, raw: RawOptions): WriteRequest {
  const shardKeys = shardKeysOf(selector, 'write')
  const options = optionsOf(raw)
  if (operation.kind === 'upsert') refuseEmptyVectors(operation.points)
  return { operation, ...options, shardKeys }
}

function optionsOf({ wait, ordering, timeout }: RawOptions): WriteOptions {
  return { wait: wait ?? false, ordering: orderingOf(ordering?.type ?? 0), timeoutSec: timeout }
}

function orderingOf(type: number): WriteOptions['ordering'] {
  const ordering = (['weak', 'medium', 'strong'] as const)[type]
  if (ordering === undefined) throw malformed(`cannot convert ordering: ${type}`)
  return ordering
}

function batchedOf(raw: messages.RawOperation, options: RawOptions): BatchedWrite {
  try {
    const { operation, shardKeySelector } = operationOf(raw)
    return { request: writeRequestOf(operation, shardKeySelector, options) }
  } catch (error) {
    if (error instanceof RequestError) return { error }
    throw error
  }
}

function operationOf({ operation: arm }: messages.RawOperation): {
  readonly operation: Operation
  readonly shardKeySelector: RawShardKeys
} {
  if (arm === undefined) throw malformed('Operation is missing')
  if (arm.kind === 'deleteDeprecated') return { operation: deleteOf(arm.value), shardKeySelector: undefined }
  if (arm.kind === 'clearPayloadDeprecated') {
    return { operation: clearPayloadOf(arm.value), shardKeySelector: undefined }
  }
  return { operation: shardedOf(arm), shardKeySelector: arm.value.shardKeySelector }
}

type RawArm = NonNullable<messages.RawOperation['operation']>
type RawShardedArm = Exclude<RawArm, { kind: 'deleteDeprecated' | 'clearPayloadDeprecated' }>

function shardedOf(arm: RawShardedArm): Operation {
  switch (arm.kind) {
    case 'upsert':
      return upsertOf(arm.value)
    case 'deletePoints':
      return deleteOf(arm.value.points)
    case 'setPayload':
      return setPayloadOf(arm.value)
    case 'overwritePayload':
      return overwritePayloadOf(arm.value)
    case 'deletePayload':
      return deletePayloadOf(arm.value)
    case 'clearPayload':
      return clearPayloadOf(arm.value.points)
    case 'updateVectors':
      return updateVectorsOf(arm.value)
    case 'deleteVectors':
      return deleteVectorsOf(arm.value)
  }
}

function checkName(raw: RawNamed): Problems {
  return collectionName(raw.collectionName)
}

type RawUpdate = Pick<Decoded<typeof messages.updateVectorsCodec>, 'collectionName' | 'updateFilter'> & {
  readonly points: readonly { readonly vectors: messages.RawVectors | undefined }[]
}

/** Upsert and UpdateVectors. */
function checkUpsert(raw: RawUpdate): Problems {
  return join(
    checkName(raw),
    each('points', raw.points, ({ vectors }) => nested('vectors', vectors, checkVectors)),
    nested('update_filter', raw.updateFilter, checkFilter),
  )
}

function checkSelector({ pointsSelectorOneOf: selector }: messages.RawSelector): Problems {
  if (selector?.kind !== 'filter') return undefined
  return nested('points_selector_one_of', selector.value, checkFilter)
}

function checkSelected(
  raw: RawNamed & { readonly pointsSelector: messages.RawSelector | undefined },
): Problems {
  return join(checkName(raw), nested('points_selector', raw.pointsSelector, checkSelector))
}

function checkCleared(raw: RawNamed & { readonly points: messages.RawSelector | undefined }): Problems {
  return join(checkName(raw), nested('points', raw.points, checkSelector))
}

function checkFieldIndex(raw: RawNamed & { readonly fieldName: string }): Problems {
  return join(checkName(raw), notEmpty('field_name', raw.fieldName))
}

function checkCreateFieldIndex(raw: Decoded<typeof messages.createFieldIndexCodec>): Problems {
  return join(checkFieldIndex(raw), nested('field_index_params', raw.fieldIndexParams, checkIndexParams))
}

type RawCreateVectorName = Decoded<typeof messages.createVectorNameCodec>

function checkCreateVectorName(raw: RawCreateVectorName): Problems {
  const { vectorConfig: config } = raw
  if (config === undefined) return checkName(raw)
  if (config.kind === 'dense') {
    return join(checkName(raw), inRange('vector_config.size', config.value.size, 1, vectorSizeMax))
  }
  if (datatypes.of(config.value.datatype ?? 0) !== 'turbo4') return checkName(raw)
  const text = 'sparse vectors do not support the `turbo4` datatype'
  return join(checkName(raw), problem('vector_config.datatype', text))
}

function createVectorNameOf({ vectorName: name, vectorConfig }: RawCreateVectorName): VectorNameOperation {
  if (vectorConfig === undefined) {
    throw malformed('vector_config is required (dense_config or sparse_config)')
  }
  if (vectorConfig.kind === 'sparse') {
    const modifier = modifierOf(vectorConfig.value.modifier)
    return { kind: 'create_sparse', name, modifier, datatype: datatypeOf(vectorConfig.value.datatype) }
  }
  const { size, distance, multivectorConfig, datatype } = vectorConfig.value
  const distanceName = distanceOf(distance)
  if (multivectorConfig !== undefined && multivectorConfig.comparator !== 0) {
    throw malformed('Unknown multi vector comparator')
  }
  return {
    kind: 'create_dense',
    name,
    size,
    distance: distanceName,
    multivector: multivectorConfig !== undefined,
    datatype: datatypeOf(datatype),
  }
}

function modifierOf(modifier: number | undefined) {
  if (modifier === undefined) return undefined
  const name = modifiers.of(modifier)
  if (name === undefined) throw malformed(`Cannot convert sparse modifier: ${modifier}`)
  return name
}

function distanceOf(distance: number) {
  if (distance === 0) throw malformed('Malformed distance parameter: UnknownDistance')
  const name = distances.of(distance)
  if (name === undefined) throw malformed(`Malformed distance parameter, unexpected value: ${distance}`)
  return name
}

/** 0 stands for unset. */
function datatypeOf(datatype: number | undefined) {
  if (datatype === undefined || datatype === 0) return undefined
  const name = datatypes.of(datatype)
  if (name === undefined) throw malformed(`Cannot convert datatype: ${datatype}`)
  return name
}
