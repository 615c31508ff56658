import { RequestError } from '#model/errors.ts'
import type { PayloadBytes } from '#model/payload.ts'
import type { PointId } from '#model/point-id.ts'
import type { ShardKeySelector } from '#model/query.ts'
import type { InferenceInput, NamedVectorInputs, VectorData } from '#model/vector.ts'
import type { PointSelector, PointWrite, UpdateMode, WriteOperation } from '#model/write.ts'
import {
  attempt,
  type Decode,
  Fields,
  firstOf,
  list,
  noVariant,
  oneOf,
  Place,
  type QuickDecode,
  text,
  wrongKind,
} from './json-decode.ts'
import { JsonError } from './json-error.ts'
import type { JsonNode } from './json-node.ts'
import { payloadBytesOf } from './json-payload.ts'
import { readPoints, readPointsInTurns } from './json-points.ts'
import { filter } from './rest-filter.ts'
import { shardKeysIn } from './rest-options.ts'
import { payloadPath } from './rest-path.ts'
import { pointId } from './rest-point-id.ts'
import { denseIn, pointVector, unnamedIn, unnamedInference } from './rest-vectors.ts'

/** The bodies of writes: what is to be done, and on which shards. */
export interface WriteBody {
  readonly operation: WriteOperation<NamedVectorInputs>
  readonly shardKeys: ShardKeySelector | undefined
}

const payload: Decode<PayloadBytes> = (node) => {
  if (node.kind !== 'object') throw wrongKind(node, 'a map')
  return payloadBytesOf(node)
}

const ids = list(pointId)

/** The vectors of a point: one without a name, or several by name. */
const pointVectors: Decode<NamedVectorInputs> = (node, at) => {
  const unnamed = unnamedIn(node, at)
  if (unnamed !== undefined) return new Map([['', unnamed]])
  const named = attempt(namedVectors, node, at) ?? attempt(unnamedInput, node, at)
  if (named === undefined) throw new JsonError(noVariant('VectorStruct'))
  return named
}

const unnamedInput: Decode<NamedVectorInputs> = (node, at) => new Map([['', unnamedInference(node, at)]])

const namedVectors: Decode<NamedVectorInputs> = (node, at) => {
  if (node.kind !== 'object') throw wrongKind(node, 'a map')
  const { keys, values } = node.members()
  const named = new Map<string, VectorData | InferenceInput>()
  const bad: PlacedProblems[] = []
  keys.forEach((name, index) => {
    const inner = at.detached()
    named.set(name, pointVector(values[index] as JsonNode, inner))
    if (inner.problems.length > 0) bad.push(inner.problems)
  })
  reportNamed(bad, at)
  return named
}

type PlacedProblems = readonly { readonly path: string; readonly text: string }[]

/** Names are not told; several bad vectors are told apart by their position among the bad ones. */
function reportNamed(bad: readonly PlacedProblems[], at: Place): void {
  bad.forEach((problems, index) => {
    const place = bad.length === 1 ? at.field('?') : at.field(`?[${index}]`)
    for (const { path, text: fault } of problems) place.report(path, fault)
  })
}

const point: Decode<PointWrite<NamedVectorInputs>> = (node, at) => {
  const fields = new Fields(node, at, 'PointStruct', 'value')
  return {
    id: fields.required('id', pointId),
    vectors: fields.required('vector', pointVectors, 'vectors'),
    payload: fields.optional('payload', payload) ?? null,
  }
}

const updateMode: Decode<UpdateMode> = oneOf('UpdateMode', ['upsert', 'insert_only', 'update_only'])

/** Points in a list, or in columns. Type errors in it have no place: it is read as a whole first. */
export const upsertBody: Decode<WriteBody> = (node, at) => {
  if (node.kind !== 'object') throw new JsonError('Invalid PointInsertOperations format')
  try {
    return upsertIn(new Fields(node, at, 'PointsList', 'value'))
  } catch (error) {
    if (error instanceof JsonError) error.offset = undefined
    throw error
  }
}

/** The same of points alone, as nearly all uploads are. */
export const quickUpsertBody: QuickDecode<WriteBody> = {
  now: (bytes) => upsertOf(readPoints(bytes)),
  inTurns: async (bytes, pause) => upsertOf(await readPointsInTurns(bytes, pause)),
}

function upsertOf(points: PointWrite<NamedVectorInputs>[] | undefined): WriteBody | undefined {
  if (points === undefined) return undefined
  return {
    operation: { kind: 'upsert', points, mode: 'upsert', updateFilter: undefined },
    shardKeys: undefined,
  }
}

function upsertIn(fields: Fields): WriteBody {
  const points = fields.has('batch')
    ? fields.required('batch', batch)
    : fields.has('points')
      ? fields.required('points', list(point))
      : undefined
  if (points === undefined) throw new JsonError('Invalid PointInsertOperations format')
  return {
    operation: {
      kind: 'upsert',
      points,
      mode: fields.optional('update_mode', updateMode) ?? 'upsert',
      updateFilter: fields.optional('update_filter', filter),
    },
    shardKeys: shardKeysIn(fields),
  }
}

/** Ids, vectors and payloads in columns of one length. */
const batch: Decode<PointWrite<NamedVectorInputs>[]> = (node, at) => {
  const fields = new Fields(node, at, 'Batch', 'value')
  const pointIds = fields.required('ids', ids)
  const vectors = fields.required('vectors', (value) => columns(value, at, pointIds.length))
  const payloads = fields.optional('payloads', list(optionalPayload))
  const count = vectors.mismatch
  if (count !== undefined) {
    at.report('batch', `number of ids and vectors must be equal (${pointIds.length} != ${count})`)
  } else if (payloads !== undefined && payloads.length !== pointIds.length) {
    at.report('batch', `number of ids and payloads must be equal (${pointIds.length} != ${payloads.length})`)
  }
  return pointIds.map((id, index) => ({
    id,
    vectors: vectors.of(index),
    payload: payloads?.[index] ?? null,
  }))
}

const optionalPayload: Decode<PayloadBytes | null> = (node, at) =>
  node.kind === 'null' ? null : payload(node, at)

interface VectorColumns {
  /** A length other than that of the ids. */
  readonly mismatch: number | undefined
  of(index: number): NamedVectorInputs
}

type Column = readonly (VectorData | InferenceInput)[]

function columns(node: JsonNode, at: Place, count: number): VectorColumns {
  const unnamed = attempt(unnamedColumn, node, at)
  if (unnamed !== undefined) return vectorColumns(new Map([['', unnamed]]), count)
  const named = attempt(namedColumns, node, at)
  if (named !== undefined) return vectorColumns(named, count)
  const inferred = attempt(list(unnamedInference), node, at)
  if (inferred !== undefined) return vectorColumns(new Map([['', inferred]]), count)
  throw new JsonError(noVariant('BatchVectorStruct'))
}

const unnamedColumn: Decode<Column> = (node, at) => {
  if (node.kind !== 'array') throw wrongKind(node, 'a sequence')
  const items = node.items()
  // Either all are dense or all have rows.
  const allDense = items.every((item) => denseIn(item) !== undefined)
  return items.map((item) => {
    const vector = unnamedIn(item, at)
    if (vector === undefined || (vector.kind === 'dense' && !allDense)) {
      throw new JsonError(noVariant('BatchVectorStruct'))
    }
    return vector
  })
}

const namedColumns: Decode<ReadonlyMap<string, Column>> = (node, at) => {
  if (node.kind !== 'object') throw wrongKind(node, 'a map')
  const { keys, values } = node.members()
  const named = new Map<string, Column>()
  const bad: PlacedProblems[] = []
  keys.forEach((name, index) => {
    const column = values[index] as JsonNode
    if (column.kind !== 'array') throw wrongKind(column, 'a sequence')
    const vectors = column.items().map((item) => {
      const inner = at.detached()
      const vector = pointVector(item, inner)
      if (inner.problems.length > 0) bad.push(inner.problems)
      return vector
    })
    named.set(name, vectors)
  })
  reportNamed(bad, at)
  return named
}

function vectorColumns(named: ReadonlyMap<string, Column>, count: number): VectorColumns {
  return {
    mismatch: [...named.values()].find((column) => column.length !== count)?.length,
    of(index) {
      const vectors = new Map<string, VectorData | InferenceInput>()
      for (const [name, column] of named) {
        const vector = column[index]
        if (vector !== undefined) vectors.set(name, vector)
      }
      return vectors
    },
  }
}

/** Ids or a filter. */
interface Selected {
  readonly selector: PointSelector
  readonly shardKeys: ShardKeySelector | undefined
}

const pointsSelector: Decode<Selected> = firstOf<Selected>(noVariant('PointsSelector'), [
  (node, at) => {
    const fields = new Fields(node, at, 'PointIdsList')
    const selector = { kind: 'ids' as const, ids: fields.required('points', ids) }
    return { selector, shardKeys: shardKeysIn(fields) }
  },
  (node, at) => {
    const fields = new Fields(node, at, 'FilterSelector')
    const selector = { kind: 'filter' as const, filter: fields.required('filter', filter) }
    return { selector, shardKeys: shardKeysIn(fields) }
  },
])

/** The rules of the filter are not checked, which is how the API is. */
const selectedBody =
  (kind: 'delete' | 'clear_payload'): Decode<WriteBody> =>
  (node) => {
    const { selector, shardKeys } = pointsSelector(node, new Place())
    return { operation: { kind, selector }, shardKeys }
  }

export const deleteBody = selectedBody('delete')
export const clearPayloadBody = selectedBody('clear_payload')

/** Ids win over a filter. */
function selectorIn(fields: Fields): PointSelector {
  const points = fields.optional('points', ids)
  const chosen = fields.optional('filter', filter)
  if (points !== undefined) return { kind: 'ids', ids: points }
  if (chosen !== undefined) return { kind: 'filter', filter: chosen }
  throw new JsonError('Either list of point ids or filter must be provided')
}

export const setPayloadBody: Decode<WriteBody> = (node, at) => {
  const fields = new Fields(node, at, 'SetPayloadShadow')
  const path = fields.optional('key', payloadPath)
  const written = fields.required('payload', payload)
  return {
    operation: { kind: 'set_payload', selector: selectorIn(fields), payload: written, path },
    shardKeys: shardKeysIn(fields),
  }
}

/** The key is read and ignored. */
export const overwritePayloadBody: Decode<WriteBody> = (node, at) => {
  const { operation, shardKeys } = setPayloadBody(node, at)
  if (operation.kind !== 'set_payload') throw new RequestError('internal', 'the body sets a payload')
  const { selector, payload: written } = operation
  return { operation: { kind: 'overwrite_payload', selector, payload: written }, shardKeys }
}

export const deletePayloadBody: Decode<WriteBody> = (node, at) => {
  const fields = new Fields(node, at, 'DeletePayloadShadow')
  const paths = fields.required('keys', list(payloadPath))
  return {
    operation: { kind: 'delete_payload', selector: selectorIn(fields), paths },
    shardKeys: shardKeysIn(fields),
  }
}

const pointVectorsUpdate: Decode<{ id: PointId; vectors: NamedVectorInputs }> = (node, at) => {
  const fields = new Fields(node, at, 'PointVectors')
  const id = fields.required('id', pointId)
  const before = at.problems.length
  const vectors = fields.required('vector', pointVectors, 'vectors')
  if (isEmpty(vectors)) {
    at.problems.length = before
    at.report('vector', 'must specify vectors to update for point')
  }
  return { id, vectors }
}

function isEmpty(vectors: NamedVectorInputs): boolean {
  for (const vector of vectors.values()) {
    if (!('values' in vector) || vector.values.length > 0) return false
  }
  return true
}

export const updateVectorsBody: Decode<WriteBody> = (node, at) => {
  const fields = new Fields(node, at, 'UpdateVectors')
  const points = fields.required('points', list(pointVectorsUpdate))
  if (points.length === 0) at.report('points', 'must specify points to update')
  return {
    operation: { kind: 'update_vectors', points, updateFilter: fields.optional('update_filter', filter) },
    shardKeys: shardKeysIn(fields),
  }
}

/** Ids and a filter may both be given: then both select. */
export interface DeleteVectorsBody {
  readonly names: readonly string[]
  readonly ids: readonly PointId[] | undefined
  readonly filter: Extract<PointSelector, { kind: 'filter' }>['filter'] | undefined
  readonly shardKeys: ShardKeySelector | undefined
}

export const deleteVectorsBody: Decode<DeleteVectorsBody> = (node, at) => {
  const fields = new Fields(node, at, 'DeleteVectors')
  const names = [...new Set(fields.required('vector', list(text), 'vectors'))]
  if (names.length === 0) at.report('vector', 'must specify vector names to delete')
  return {
    names,
    ids: fields.optional('points', ids),
    filter: fields.optional('filter', filter),
    shardKeys: shardKeysIn(fields),
  }
}
