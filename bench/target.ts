import { qdrant } from '#wire/generated/qdrant.js'
import type { BenchFilter, DataSet } from './data-set.ts'
import { connectGrpc, type GrpcClient } from './grpc-client.ts'
import type { CollectionState, SearchSettings, Target } from './target-contract.ts'

const distances = {
  Cosine: qdrant.Distance.Cosine,
  Euclid: qdrant.Distance.Euclid,
  Dot: qdrant.Distance.Dot,
  Manhattan: qdrant.Distance.Manhattan,
}

/** One collection on one server, spoken to by gRPC. */
export class GrpcTarget implements Target {
  readonly #client: GrpcClient
  readonly #collection: string

  constructor(address: string, connections: number, collection: string) {
    this.#client = connectGrpc(address, connections)
    this.#collection = collection
  }

  close(): void {
    this.#client.close()
  }

  /** Makes the collection anew, with the payload indexes of the data set. */
  async createCollection(data: DataSet): Promise<void> {
    await this.dropCollection()
    await this.#client.call(
      '/qdrant.Collections/Create',
      qdrant.CreateCollection.encode({
        collectionName: this.#collection,
        vectorsConfig: { params: { size: data.dimension, distance: distances[data.distance] } },
      }).finish(),
    )
    for (const { key, type } of data.indexes) {
      await this.#client.call(
        '/qdrant.Points/CreateFieldIndex',
        qdrant.CreateFieldIndexCollection.encode({
          collectionName: this.#collection,
          wait: true,
          fieldName: key,
          fieldType:
            type === 'keyword' ? qdrant.FieldType.FieldTypeKeyword : qdrant.FieldType.FieldTypeInteger,
        }).finish(),
      )
    }
  }

  async dropCollection(): Promise<void> {
    await this.#client.call(
      '/qdrant.Collections/Delete',
      qdrant.DeleteCollection.encode({ collectionName: this.#collection }).finish(),
    )
  }

  /** Encodes rows `from` to `to` (exclusive) as one upsert that waits until it is durable and visible. */
  encodeUpsert(data: DataSet, from: number, to: number): Uint8Array {
    const pieces: Uint8Array[] = [
      qdrant.UpsertPoints.encode({ collectionName: this.#collection, wait: true }).finish(),
    ]
    for (let row = from; row < to; row++) {
      const start = row * data.dimension
      const point = [
        qdrant.PointStruct.encode({ id: { num: row }, payload: jsonObject(data.payloadAt(row)) }).finish(),
        ...vectorField(data.vectors.subarray(start, start + data.dimension)),
      ]
      pieces.push(...delimited(pointsTag, point))
    }
    return Buffer.concat(pieces)
  }

  upsert(message: Uint8Array): Promise<Uint8Array> {
    return this.#client.call('/qdrant.Points/Upsert', message)
  }

  encodeQuery(vector: Float32Array, filter: BenchFilter, settings: SearchSettings): Uint8Array {
    return qdrant.QueryPoints.encode({
      collectionName: this.#collection,
      query: { nearest: { dense: { data: [...vector] } } },
      limit: settings.limit,
      filter: filter.conditions.length === 0 ? null : { must: filter.conditions.map(condition) },
      params: { hnswEf: settings.hnswEf ?? null, exact: settings.exact },
      withPayload: { enable: settings.withPayload },
    }).finish()
  }

  /** Row numbers of the answer, best first. */
  async query(message: Uint8Array): Promise<number[]> {
    const answer = qdrant.QueryResponse.decode(await this.#client.call('/qdrant.Points/Query', message))
    return answer.result.map((point) => Number(point.id?.num))
  }

  /** The same without reading the answer: what a load phase times. */
  send(message: Uint8Array): Promise<Uint8Array> {
    return this.#client.call('/qdrant.Points/Query', message)
  }

  async info(): Promise<CollectionState> {
    const answer = qdrant.GetCollectionInfoResponse.decode(
      await this.#client.call(
        '/qdrant.Collections/Get',
        qdrant.GetCollectionInfoRequest.encode({ collectionName: this.#collection }).finish(),
      ),
    )
    return {
      green: answer.result?.status === qdrant.CollectionStatus.Green,
      points: Number(answer.result?.pointsCount ?? 0),
      indexed: Number(answer.result?.indexedVectorsCount ?? 0),
      segments: Number(answer.result?.segmentsCount ?? 0),
    }
  }
}

function condition(filter: BenchFilter['conditions'][number]): qdrant.Condition.$Properties {
  if ('keyword' in filter) return { field: { key: filter.key, match: { keyword: filter.keyword } } }
  return { field: { key: filter.key, range: { gte: filter.gte, lt: filter.lt } } }
}

const pointsTag = [0x1a]
const vectorsTag = [0x22]
const vectorTag = [0x0a]
const denseTag = [0xaa, 0x06]
const dataTag = [0x0a]

/**
 * The field `vectors` of a point with one dense vector. Its floats are taken as they stand in memory: written
 * one by one they would take the client longer than the server.
 */
function vectorField(values: Float32Array): Uint8Array[] {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const dense = delimited(dataTag, [bytes])
  return delimited(vectorsTag, delimited(vectorTag, delimited(denseTag, dense)))
}

/** A field whose content has a length: its tag, its length, its content. */
function delimited(tag: readonly number[], content: readonly Uint8Array[]): Uint8Array[] {
  const head = [...tag]
  let rest = content.reduce((sum, { length }) => sum + length, 0)
  for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128)
  head.push(rest)
  return [Uint8Array.from(head), ...content]
}

function jsonObject(object: Readonly<Record<string, unknown>>): Record<string, qdrant.Value.$Properties> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, jsonValue(value)]))
}

function jsonValue(value: unknown): qdrant.Value.$Properties {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number')
    return Number.isInteger(value) ? { integerValue: value } : { doubleValue: value }
  if (Array.isArray(value)) return { listValue: { values: value.map(jsonValue) } }
  if (value === null) return { nullValue: qdrant.NullValue.NULL_VALUE }
  return { structValue: { fields: jsonObject(value as Record<string, unknown>) } }
}
