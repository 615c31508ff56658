import type { PayloadBytes } from '#model/payload.ts'
import type { PointId } from '#model/point-id.ts'
import type { ShardKey } from '#model/query.ts'
import type {
  FacetHit,
  PointGroup,
  RetrievedPoint,
  ScoredPoint,
  ScrollPage,
  SearchMatrix,
  UpdateResult,
} from '#model/result.ts'
import type { NamedVectors, VectorData } from '#model/vector.ts'
import { must } from '#base/assert.ts'
import { writePayload } from './json-payload-text.ts'
import type { JsonWriter } from './json-writer.ts'

/** The results of point operations as JSON. */

/** Which points show a payload, even an empty one: those that it was asked of. */
export interface Shown {
  readonly payload: boolean
  /** The same of what was looked up for groups. */
  readonly lookupPayload?: boolean
}

export function writePointId(writer: JsonWriter, id: PointId): void {
  if (typeof id === 'string') writer.raw(`"${id}"`)
  else writer.integer(id)
}

function writeVector(writer: JsonWriter, vector: VectorData): void {
  switch (vector.kind) {
    case 'dense':
      writer.floats(vector.values)
      return
    case 'sparse':
      writer.raw('{"indices":')
      writer.list(vector.indices, (index) => writer.integer(index))
      writer.raw(',"values":')
      writer.floats(vector.values)
      writer.byte(125)
      return
    case 'multi':
      writer.list(rows(vector.values, vector.dimension), (row) => writer.floats(row))
  }
}

function* rows(values: Float32Array, dimension: number): Generator<Float32Array> {
  for (let at = 0; at < values.length; at += dimension) yield values.subarray(at, at + dimension)
}

/** One vector without a name is shown bare. */
function writeVectors(writer: JsonWriter, vectors: NamedVectors): void {
  const single = vectors.size === 1 ? vectors.get('') : undefined
  if (single !== undefined) {
    writeVector(writer, single)
    return
  }
  writer.byte(123)
  let first = true
  for (const [name, vector] of vectors) {
    if (!first) writer.byte(44)
    first = false
    writer.text(name)
    writer.byte(58)
    writeVector(writer, vector)
  }
  writer.byte(125)
}

function writePayloadMember(writer: JsonWriter, payload: PayloadBytes | null, shown: boolean): void {
  if (!shown) return
  writer.raw(',"payload":')
  if (payload === null) writer.raw('{}')
  else writePayload(writer, payload)
}

/** What stored and scored points have after their own members. */
function writeRest(writer: JsonWriter, point: RetrievedPoint, payloadShown: boolean): void {
  writePayloadMember(writer, point.payload, payloadShown)
  if (point.vectors !== null) {
    writer.raw(',"vector":')
    writeVectors(writer, point.vectors)
  }
  if (point.shardKey !== undefined) {
    writer.raw(',"shard_key":')
    writeShardKey(writer, point.shardKey)
  }
  if (point.orderValue !== undefined) {
    writer.raw(',"order_value":')
    if (typeof point.orderValue === 'bigint') writer.integer(point.orderValue)
    else writer.float64(point.orderValue)
  }
  writer.byte(125)
}

export function writeShardKey(writer: JsonWriter, key: ShardKey): void {
  if (typeof key === 'string') writer.text(key)
  else writer.integer(key)
}

export function writeScoredPoint(writer: JsonWriter, point: ScoredPoint, payloadShown: boolean): void {
  writer.raw('{"id":')
  writePointId(writer, point.id)
  writer.raw(',"version":')
  writer.integer(point.version)
  writer.raw(',"score":')
  writer.float32(point.score)
  writeRest(writer, point, payloadShown)
}

export function writeRecord(writer: JsonWriter, point: RetrievedPoint, payloadShown: boolean): void {
  writer.raw('{"id":')
  writePointId(writer, point.id)
  writeRest(writer, point, payloadShown)
}

export function writeScoredPoints(writer: JsonWriter, points: readonly ScoredPoint[], shown: Shown): void {
  writer.list(points, (point) => writeScoredPoint(writer, point, shown.payload))
}

export function writeRecords(writer: JsonWriter, points: readonly RetrievedPoint[], shown: Shown): void {
  writer.list(points, (point) => writeRecord(writer, point, shown.payload))
}

/** The answer of the universal query: its points have a name. */
export function writeQueryPoints(writer: JsonWriter, points: readonly ScoredPoint[], shown: Shown): void {
  writer.raw('{"points":')
  writeScoredPoints(writer, points, shown)
  writer.byte(125)
}

export function writeScrollPage(writer: JsonWriter, { points, nextOffset }: ScrollPage, shown: Shown): void {
  writer.raw('{"points":')
  writeRecords(writer, points, shown)
  writer.raw(',"next_page_offset":')
  if (nextOffset === undefined) writer.raw('null')
  else writePointId(writer, nextOffset)
  writer.byte(125)
}

export function writeGroups(writer: JsonWriter, groups: readonly PointGroup[], shown: Shown): void {
  writer.raw('{"groups":')
  writer.list(groups, ({ id, hits, lookup }) => {
    writer.raw('{"hits":')
    writeScoredPoints(writer, hits, shown)
    writer.raw(',"id":')
    if (typeof id === 'string') writer.text(id)
    else writer.integer(id)
    if (lookup !== undefined) {
      writer.raw(',"lookup":')
      writeRecord(writer, lookup, shown.lookupPayload ?? true)
    }
    writer.byte(125)
  })
  writer.byte(125)
}

export function writeFacetHits(writer: JsonWriter, hits: readonly FacetHit[]): void {
  writer.raw('{"hits":')
  writer.list(hits, ({ value, count }) => {
    writer.raw('{"value":')
    if (typeof value === 'string') writer.text(value)
    else if (typeof value === 'boolean') writer.raw(String(value))
    else writer.integer(value)
    writer.raw(',"count":')
    writer.integer(count)
    writer.byte(125)
  })
  writer.byte(125)
}

export function writeMatrixPairs(writer: JsonWriter, matrix: SearchMatrix): void {
  const { ids, rows: rowIndices, columns, scores } = matrix
  const idAt = (index: number | undefined): PointId => must(ids[index as number], 'pairs refer to ids')
  writer.raw('{"pairs":')
  writer.list(rowIndices.keys(), (index) => {
    writer.raw('{"a":')
    writePointId(writer, idAt(rowIndices[index]))
    writer.raw(',"b":')
    writePointId(writer, idAt(columns[index]))
    writer.raw(',"score":')
    writer.float32(scores[index] as number)
    writer.byte(125)
  })
  writer.byte(125)
}

export function writeMatrixOffsets(writer: JsonWriter, matrix: SearchMatrix): void {
  writer.raw('{"offsets_row":')
  writer.list(matrix.rows, (index) => writer.integer(index))
  writer.raw(',"offsets_col":')
  writer.list(matrix.columns, (index) => writer.integer(index))
  writer.raw(',"scores":')
  writer.list(matrix.scores, (score) => writer.float32(score))
  writer.raw(',"ids":')
  writer.list(matrix.ids, (id) => writePointId(writer, id))
  writer.byte(125)
}

export function writeUpdateResult(writer: JsonWriter, { operationId, status }: UpdateResult): void {
  writer.byte(123)
  if (operationId !== undefined) {
    writer.raw('"operation_id":')
    writer.integer(operationId)
    writer.byte(44)
  }
  writer.raw(`"status":"${status}"}`)
}
