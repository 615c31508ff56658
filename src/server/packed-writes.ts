import type { PointId } from '#model/point-id.ts'
import type { NamedVectors, VectorData } from '#model/vector.ts'
import type { PointWrite, WriteOperation } from '#model/write.ts'

type Upsert = Extract<WriteOperation, { kind: 'upsert' }>

/**
 * An upsert whose points all have the same dense vectors, as a few flat arrays: they move to another thread
 * without being copied, where thousands of small objects would have to be cloned.
 */
export interface PackedUpsert extends Omit<Upsert, 'kind' | 'points'> {
  readonly kind: 'packed_upsert'
  readonly ids: readonly PointId[]
  readonly names: readonly string[]
  /** For each name the vectors of all points, one after the other. */
  readonly values: readonly Float32Array<ArrayBuffer>[]
  /** The payloads of all points, one after the other. */
  readonly payloads: Uint8Array<ArrayBuffer>
  /** Where each payload ends; minus one: the point has none. */
  readonly payloadEnds: Int32Array<ArrayBuffer>
}

export type PackedOperation = Exclude<WriteOperation, Upsert> | Upsert | PackedUpsert

export interface PackedOperations {
  readonly operations: readonly PackedOperation[]
  /** What has to be moved with them. */
  readonly transfer: readonly ArrayBuffer[]
}

/** Fewer points are cloned as they are. */
const packedPointsMin = 4

/** Makes operations ready to go to another thread. They are not changed, and nothing of them is moved. */
export function packOperations(operations: readonly WriteOperation[]): PackedOperations {
  const transfer: ArrayBuffer[] = []
  const packed = operations.map((operation) => {
    const upsert = operation.kind === 'upsert' ? packUpsert(operation) : undefined
    if (!upsert) return operation
    transfer.push(upsert.payloads.buffer, upsert.payloadEnds.buffer)
    for (const values of upsert.values) transfer.push(values.buffer)
    return upsert
  })
  return { operations: packed, transfer }
}

/** Bytes of vectors and payloads that came packed; those of other operations are not counted. */
export function packedBytes(operations: readonly PackedOperation[]): number {
  let bytes = 0
  for (const operation of operations) {
    if (operation.kind !== 'packed_upsert') continue
    bytes += operation.payloads.length
    for (const values of operation.values) bytes += values.byteLength
  }
  return bytes
}

/** What `packOperations` was given. */
export function unpackOperations(operations: readonly PackedOperation[]): WriteOperation[] {
  return operations.map((operation) =>
    operation.kind === 'packed_upsert' ? unpackUpsert(operation) : operation,
  )
}

function packUpsert(upsert: Upsert): PackedUpsert | undefined {
  const { points, mode, updateFilter } = upsert
  const first = points[0]
  if (!first || points.length < packedPointsMin) return undefined
  const names = [...first.vectors.keys()]
  const values: Float32Array<ArrayBuffer>[] = []
  for (const name of names) {
    const column = packColumn(points, name)
    if (!column) return undefined
    values.push(column)
  }
  if (points.some((point) => point.vectors.size !== names.length)) return undefined
  const { payloads, payloadEnds } = packPayloads(points)
  const ids = points.map((point) => point.id)
  return { kind: 'packed_upsert', mode, updateFilter, ids, names, values, payloads, payloadEnds }
}

/** The dense vectors of a name; undefined unless every point has one, all of one length. */
function packColumn(points: readonly PointWrite[], name: string): Float32Array<ArrayBuffer> | undefined {
  const dimension = denseOf(points[0], name)?.length
  if (dimension === undefined) return undefined
  const column = new Float32Array(points.length * dimension)
  let at = 0
  for (const point of points) {
    const values = denseOf(point, name)
    if (values?.length !== dimension) return undefined
    column.set(values, at)
    at += dimension
  }
  return column
}

function denseOf(point: PointWrite | undefined, name: string): Float32Array | undefined {
  const vector = point?.vectors.get(name)
  return vector?.kind === 'dense' ? vector.values : undefined
}

function packPayloads(points: readonly PointWrite[]): Pick<PackedUpsert, 'payloads' | 'payloadEnds'> {
  let length = 0
  for (const { payload } of points) length += payload?.length ?? 0
  const payloads = new Uint8Array(length)
  const payloadEnds = new Int32Array(points.length)
  let end = 0
  for (const [index, { payload }] of points.entries()) {
    if (payload) {
      payloads.set(payload, end)
      end += payload.length
    }
    payloadEnds[index] = payload ? end : -1
  }
  return { payloads, payloadEnds }
}

function unpackUpsert(packed: PackedUpsert): Upsert {
  const { ids, mode, updateFilter, payloads, payloadEnds } = packed
  let payloadStart = 0
  const points = ids.map((id, index) => {
    const end = payloadEnds[index] ?? -1
    const payload = end < 0 ? null : payloads.subarray(payloadStart, end)
    if (end >= 0) payloadStart = end
    return { id, vectors: vectorsAt(packed, index), payload }
  })
  return { kind: 'upsert', points, mode, updateFilter }
}

function vectorsAt({ ids, names, values }: PackedUpsert, index: number): NamedVectors {
  const vectors = new Map<string, VectorData>()
  for (const [nameIndex, name] of names.entries()) {
    const column = values[nameIndex] as Float32Array
    const dimension = column.length / ids.length
    const from = index * dimension
    vectors.set(name, { kind: 'dense', values: column.subarray(from, from + dimension) })
  }
  return vectors
}
