import { qdrant } from '#wire/generated/qdrant.js'
import type { BenchFilter, DataSet } from './data-set.ts'
import { connectGrpc, type GrpcClient } from './grpc-client.ts'

const distances = {
  Cosine: qdrant.Distance.Cosine,
  Euclid: qdrant.Distance.Euclid,
  Dot: qdrant.Distance.Dot,
  Manhattan: qdrant.Distance.Manhattan,
}

/** How searches are asked; unset fields leave the server its defaults. */
export interface SearchSettings {
  readonly limit: number
  readonly hnswEf: number | undefined
  readonly exact: boolean
  readonly withPayload: boolean
}

/** One collection on one server, spoken to by gRPC. */
export class GrpcTarget {
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
    const points: qdrant.PointStruct.$Properties[] = []
    for (let row = from; row < to; row++) {
      points.push({
        id: { num: row },
        vectors: {
          vector: {
            dense: { data: [...data.vectors.subarray(row * data.dimension, (row + 1) * data.dimension)] },
          },
        },
        payload: jsonObject(JSON.parse(data.payloads[row] as string) as Record<string, unknown>),
      })
    }
    return qdrant.UpsertPoints.encode({ collectionName: this.#collection, wait: true, points }).finish()
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

  async info(): Promise<{ green: boolean; points: number; indexed: number; segments: number }> {
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

  /** Resolves when the collection is green, which it must stay for a second. */
  async waitUntilGreen(timeoutMs: number): Promise<number> {
    const start = performance.now()
    let greenSince: number | undefined
    for (;;) {
      const { green } = await this.info()
      const now = performance.now()
      if (!green) greenSince = undefined
      else greenSince ??= now
      if (greenSince !== undefined && now - greenSince >= 1000) return (greenSince - start) / 1000
      if (now - start > timeoutMs) throw new Error('the collection did not become green in time')
      await Bun.sleep(50)
    }
  }
}

function condition(filter: BenchFilter['conditions'][number]): qdrant.Condition.$Properties {
  if ('keyword' in filter) return { field: { key: filter.key, match: { keyword: filter.keyword } } }
  return { field: { key: filter.key, range: { gte: filter.gte, lt: filter.lt } } }
}

function jsonObject(object: Record<string, unknown>): Record<string, qdrant.Value.$Properties> {
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
