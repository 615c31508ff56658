import { unreachable } from '#base/assert.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { pointMissing } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import type { PayloadBytes } from '#model/payload.ts'
import { deletePayloadPaths, setPayload } from '#model/payload-edit.ts'
import type { PointId } from '#model/point-id.ts'
import type { NamedVectors, VectorData } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'

/** Test support: a shard as a plain map, written from the description of the operations alone. */
export interface OraclePoint {
  readonly version: number
  readonly payload: PayloadBytes | null
  readonly vectors: ReadonlyMap<string, VectorData>
}

export class Oracle {
  points = new Map<PointId, OraclePoint>()
  indexes = new Map<string, string>()
  number = 0

  copy(): Oracle {
    const copy = new Oracle()
    copy.points = new Map(this.points)
    copy.indexes = new Map(this.indexes)
    copy.number = this.number
    return copy
  }

  /** Applies an operation whole; or throws, and only its number is gone. */
  apply(operation: WriteOperation): void {
    this.number += operation.kind.endsWith('_index') ? 2 : 1
    const trial = this.copy()
    trial.#change(operation)
    this.points = trial.points
    this.indexes = trial.indexes
  }

  #change(operation: WriteOperation): void {
    if ('selector' in operation) this.#select(operation)
    else if (operation.kind === 'upsert') this.#upsert(operation)
    else if (operation.kind === 'update_vectors') this.#updateVectors(operation)
    else if (operation.kind === 'delete_field_index') this.indexes.delete(operation.path.text)
    else this.indexes.set(operation.path.text, operation.schema.type)
  }

  #upsert(operation: WriteOperation & { kind: 'upsert' }): void {
    const before = new Map(this.points)
    for (const { id, vectors, payload } of operation.points) {
      const exists = before.has(id)
      if (operation.mode === 'insert_only' && exists) continue
      if (operation.mode === 'update_only' && !exists) continue
      const filter = operation.mode === 'insert_only' ? undefined : operation.updateFilter
      if (exists && filter && !passes(id, filter)) continue
      this.points.set(id, { version: this.number, payload, vectors: asStored(vectors) })
    }
  }

  #updateVectors(operation: WriteOperation & { kind: 'update_vectors' }): void {
    for (const { id, vectors } of operation.points) {
      const point = this.#require(id)
      if (operation.updateFilter && !passes(id, operation.updateFilter)) continue
      const merged = new Map([...point.vectors, ...asStored(vectors)])
      this.points.set(id, { ...point, version: this.number, vectors: merged })
    }
  }

  #select(operation: Extract<WriteOperation, { selector: unknown }>): void {
    const { selector } = operation
    const ids =
      selector.kind === 'ids'
        ? selector.ids
        : [...this.points.keys()].filter((id) => passes(id, selector.filter))
    for (const id of ids) {
      if (operation.kind === 'delete') {
        this.points.delete(id)
        continue
      }
      const point = this.#require(id)
      const version = this.number
      if (operation.kind === 'delete_vectors') {
        if (operation.names.length === 0) continue
        const vectors = new Map([...point.vectors].filter(([name]) => !operation.names.includes(name)))
        this.points.set(id, { ...point, version, vectors })
      } else if (operation.kind !== 'delete_payload' || operation.paths.length > 0) {
        this.points.set(id, { ...point, version, payload: changedPayload(point.payload, operation) })
      }
    }
  }

  #require(id: PointId): OraclePoint {
    const point = this.points.get(id)
    if (!point) throw pointMissing(id)
    return point
  }
}

/** Tests use filters on ids only. */
export function passes(id: PointId, filter: Filter): boolean {
  return filter.must.every((condition) => condition.kind !== 'has_id' || condition.ids.has(id))
}

function changedPayload(
  payload: PayloadBytes | null,
  operation: Extract<WriteOperation, { selector: unknown }>,
): PayloadBytes | null {
  switch (operation.kind) {
    case 'set_payload':
      return setPayload(payload, operation.payload, operation.path)
    case 'overwrite_payload':
      return operation.payload
    case 'delete_payload':
      return deletePayloadPaths(payload, operation.paths)
    case 'clear_payload':
      return null
    case 'delete':
    case 'delete_vectors':
      return payload
    default:
      return unreachable(operation)
  }
}

function asStored(vectors: NamedVectors): Map<string, VectorData> {
  const stored = new Map<string, VectorData>()
  for (const [name, vector] of vectors) {
    const isRow = name === 'rows' && vector.kind === 'dense'
    stored.set(
      name,
      isRow ? { kind: 'multi', dimension: vector.values.length, values: vector.values } : vector,
    )
  }
  return stored
}

/** The collection of the tests: an unnamed dense vector, a multivector `rows` and a sparse one, `words`. */
export const oracleConfig: CollectionConfig = {
  vectors: new Map([
    ['', { size: 3, distance: 'Dot' }],
    ['rows', { size: 2, distance: 'Dot', multivector: { comparator: 'max_sim' } }],
  ]),
  singleVector: false,
  sparseVectors: new Map([['words', {}]]),
  vectorKeys: new Map([
    ['', 0],
    ['rows', 4],
    ['words', 2],
  ]),
  nextVectorKey: 5,
  shardNumber: 1,
  replicationFactor: 1,
  writeConsistencyFactor: 1,
  onDiskPayload: true,
  hnsw: {},
  optimizers: {},
  wal: {},
}
