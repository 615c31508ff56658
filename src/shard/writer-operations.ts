import { must, unreachable } from '#base/assert.ts'
import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { CollectionConfig, PayloadIndexSchema } from '#model/collection.ts'
import { pointMissing } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import { deletePayloadPaths, setPayload } from '#model/payload-edit.ts'
import type { PointId } from '#model/point-id.ts'
import type { PointWrite, WriteOperation } from '#model/write.ts'
import type { PointContent } from '#storage/shard-database.ts'
import type { NamedVectors } from '#model/vector.ts'
import {
  decodeVectorRecord,
  encodeVectorRecord,
  type KeyedVector,
  type VectorRecord,
} from '#storage/vector-record.ts'
import type { WriteStage } from './writer-stage.ts'
import { keyVectors, vectorKeyOf } from './writer-vectors.ts'

/**
 * What a shard applies: a change of its points, or the mark that the names of its vectors have changed in
 * the catalog, which takes operation numbers like a change.
 */
export type ShardOperation = WriteOperation | { readonly kind: 'configure_vectors' }

/** What the filter of an operation has selected, before the operation is staged. */
export interface Selection {
  /** Points of a selector, each once. */
  readonly ids: readonly PointId[]
  /** Points of the operation that exist and pass its update filter; undefined when it has none. */
  readonly passing: ReadonlySet<PointId> | undefined
  /** What that has read. */
  readonly usage: Readonly<HardwareUsage>
}

export interface StageContext {
  readonly stage: WriteStage
  readonly config: CollectionConfig
  /** The number of the operation, which becomes the version of the points. */
  readonly number: number
}

/** Points staged between two chances to write them out, and their bytes: payloads may be of megabytes. */
const pointsAStep = 500
const bytesAStep = 8 << 20

/** Operation numbers that an operation takes; the last one is its own. */
export function numbersTaken({ kind }: ShardOperation): number {
  const isTwice =
    kind === 'create_field_index' || kind === 'delete_field_index' || kind === 'configure_vectors'
  return isTwice ? 2 : 1
}

/** The filter that has to be evaluated before an operation can be staged. */
export function filterOf(operation: ShardOperation): Filter | undefined {
  if (operation.kind === 'upsert') {
    return operation.mode === 'insert_only' ? undefined : operation.updateFilter
  }
  if (operation.kind === 'update_vectors') return operation.updateFilter
  return 'selector' in operation && operation.selector.kind === 'filter'
    ? operation.selector.filter
    : undefined
}

/** The points that an operation names itself, each once. */
export function namedIds(operation: ShardOperation): PointId[] {
  if ('points' in operation) return [...new Set(operation.points.map((point) => point.id))]
  if ('selector' in operation && operation.selector.kind === 'ids') {
    return [...new Set(operation.selector.ids)]
  }
  return []
}

/**
 * Stages an operation. Between two steps of the generator what was staged may be written out. Throws a
 * `RequestError` when the operation fails; then none of it may be kept.
 */
export function* stageOperation(
  operation: ShardOperation,
  selection: Selection,
  context: StageContext,
): Generator<void> {
  switch (operation.kind) {
    case 'upsert':
      return stageUpsert(operation, selection, context)
    case 'update_vectors':
      return yield* stageUpdateVectors(operation, selection, context)
    case 'delete':
      return yield* eachPoint(selection.ids, context, (id) => {
        if (context.stage.has(id)) context.stage.delete(id)
      })
    case 'delete_vectors':
      return yield* stageDeleteVectors(operation.names, selection.ids, context)
    case 'set_payload':
      return yield* eachContent(selection.ids, context, (content) => ({
        ...content,
        payload: setPayload(content.payload, operation.payload, operation.path),
      }))
    case 'overwrite_payload':
      return yield* eachContent(selection.ids, context, (content) => ({
        ...content,
        payload: operation.payload,
      }))
    case 'delete_payload':
      return yield* stageDeletePayload(operation, selection.ids, context)
    case 'clear_payload':
      return yield* eachContent(selection.ids, context, (content) => ({ ...content, payload: null }))
    case 'create_field_index':
      return stageFieldIndex(operation.path.text, operation.schema, context.stage)
    case 'delete_field_index': {
      const { text } = operation.path
      if (context.stage.payloadIndex(text)) context.stage.setPayloadIndex(text, null)
      return
    }
    case 'configure_vectors':
      return
    default:
      return unreachable(operation)
  }
}

function stageUpsert(
  operation: WriteOperation & { kind: 'upsert' },
  { passing }: Selection,
  { stage, config, number }: StageContext,
): void {
  // The last one of several with the same id wins entirely.
  const points = new Map<PointId, PointWrite>()
  for (const point of operation.points) points.set(point.id, point)
  for (const point of points.values()) {
    if (!isWanted(operation.mode, point.id, passing, stage)) continue
    const vectors = encodeVectorRecord(keyVectors(point.vectors, config))
    stage.write(point.id, { version: number, payload: point.payload, vectors })
    stage.countVectors(point.vectors)
  }
}

function isWanted(
  mode: 'upsert' | 'insert_only' | 'update_only',
  id: PointId,
  passing: ReadonlySet<PointId> | undefined,
  stage: WriteStage,
): boolean {
  if (mode === 'upsert' && passing === undefined) return true
  const exists = stage.has(id)
  if (mode === 'insert_only') return !exists
  // A filter says which points may be replaced; it does not stop new ones.
  return exists ? (passing?.has(id) ?? true) : mode === 'upsert'
}

function* stageUpdateVectors(
  operation: WriteOperation & { kind: 'update_vectors' },
  { passing }: Selection,
  context: StageContext,
): Generator<void> {
  const { stage, config, number } = context
  // Each point once, however often it is named: what is written out may not be staged again.
  const changes = new Map<PointId, NamedVectors[]>()
  for (const { id, vectors } of operation.points) {
    const known = changes.get(id)
    if (known) known.push(vectors)
    else changes.set(id, [vectors])
  }
  yield* eachPoint([...changes.keys()], context, (id) => {
    if (!stage.has(id)) throw pointMissing(id)
    if (passing && !passing.has(id)) return
    const content = stage.require(id)
    let record = content.vectors
    for (const vectors of changes.get(id) ?? []) {
      record = mergeRecord(record, keyVectors(vectors, config))
      stage.countVectors(vectors)
    }
    stage.write(id, { version: number, payload: content.payload, vectors: record })
  })
}

function mergeRecord(record: VectorRecord, changed: readonly KeyedVector[]): VectorRecord {
  if (changed.length === 0) return record
  const keys = new Set(changed.map(({ key }) => key))
  const kept = decodeVectorRecord(record).filter(({ key }) => !keys.has(key))
  return encodeVectorRecord([...kept, ...changed])
}

function* stageDeleteVectors(
  names: readonly string[],
  ids: readonly PointId[],
  context: StageContext,
): Generator<void> {
  if (ids.length === 0) return
  const keys = new Set(names.map((name) => vectorKeyOf(name, context.config)))
  if (keys.size === 0) return requireAll(ids, context.stage)
  yield* eachContent(ids, context, (content) => {
    const vectors = decodeVectorRecord(content.vectors)
    const kept = vectors.filter(({ key }) => !keys.has(key))
    return kept.length === vectors.length ? content : { ...content, vectors: encodeVectorRecord(kept) }
  })
}

function* stageDeletePayload(
  operation: WriteOperation & { kind: 'delete_payload' },
  ids: readonly PointId[],
  context: StageContext,
): Generator<void> {
  if (operation.paths.length === 0) return requireAll(ids, context.stage)
  yield* eachContent(ids, context, (content) => ({
    ...content,
    payload: deletePayloadPaths(content.payload, operation.paths),
  }))
}

/** Operations that change nothing leave the versions of their points alone, but the points must be there. */
function requireAll(ids: readonly PointId[], stage: WriteStage): void {
  for (const id of ids) if (!stage.has(id)) throw pointMissing(id)
}

function stageFieldIndex(path: string, schema: PayloadIndexSchema, stage: WriteStage): void {
  const present = stage.payloadIndex(path)
  if (present && sameSchema(present, schema)) return
  stage.setPayloadIndex(path, schema)
}

/** Whether two schemas say the same; naming only the type says the same as giving no option. */
function sameSchema(a: PayloadIndexSchema, b: PayloadIndexSchema): boolean {
  return canonicalText(a) === canonicalText(b)
}

function canonicalText(schema: PayloadIndexSchema): string {
  const { explicitParams: _, ...options } = schema
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function* eachContent(
  ids: readonly PointId[],
  context: StageContext,
  change: (content: PointContent) => PointContent,
): Generator<void> {
  const { stage, number } = context
  yield* eachPoint(ids, context, (id) => {
    stage.write(id, { ...change(stage.require(id)), version: number })
  })
}

function* eachPoint(
  ids: readonly PointId[],
  { stage }: StageContext,
  run: (id: PointId) => void,
): Generator<void> {
  for (let index = 0; index < ids.length; index++) {
    run(must(ids[index], 'an index is within the list'))
    if ((index + 1) % pointsAStep === 0 || stage.currentBytes > bytesAStep) yield
  }
}

/** Memory that an operation takes while it waits and is staged, roughly. */
export function approximateBytes(operation: ShardOperation): number {
  let bytes = 256
  if ('payload' in operation) bytes += operation.payload.length
  if ('points' in operation) {
    for (const point of operation.points) {
      bytes += 200
      if ('payload' in point) bytes += point.payload?.length ?? 0
      for (const vector of point.vectors.values()) {
        bytes += vector.values.byteLength * (vector.kind === 'sparse' ? 2 : 1)
      }
    }
  } else if ('selector' in operation && operation.selector.kind === 'ids') {
    bytes += operation.selector.ids.length * 40
  }
  return bytes
}
