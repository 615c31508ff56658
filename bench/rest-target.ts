import { JsonWriter } from '#wire/json-writer.ts'
import type { BenchFilter, DataSet } from './data-set.ts'
import { connectRest, encodeRequest, type RestClient } from './rest-client.ts'
import type { CollectionState, SearchSettings, Target } from './target-contract.ts'

/** One collection on one server, spoken to by REST over connections that are kept alive. */
export class RestTarget implements Target {
  readonly #client: RestClient
  readonly #path: string

  private constructor(client: RestClient, collection: string) {
    this.#client = client
    this.#path = `/collections/${encodeURIComponent(collection)}`
  }

  static async connect(address: string, connections: number, collection: string): Promise<RestTarget> {
    return new RestTarget(await connectRest(address, connections), collection)
  }

  close(): void {
    this.#client.close()
  }

  async createCollection(data: DataSet): Promise<void> {
    await this.dropCollection()
    await this.#ask('PUT', '', { vectors: { size: data.dimension, distance: data.distance } })
    for (const { key, type } of data.indexes) {
      await this.#ask('PUT', '/index?wait=true', { field_name: key, field_schema: type })
    }
  }

  async dropCollection(): Promise<void> {
    await this.#ask('DELETE', '')
  }

  encodeUpsert(data: DataSet, from: number, to: number): Uint8Array {
    const points: string[] = []
    for (let row = from; row < to; row++) {
      const start = row * data.dimension
      const vector = numbersText(data.vectors.subarray(start, start + data.dimension))
      points.push(`{"id":${row},"vector":${vector},"payload":${JSON.stringify(data.payloadAt(row))}}`)
    }
    return encodeRequest('PUT', `${this.#path}/points?wait=true`, `{"points":[${points.join(',')}]}`)
  }

  upsert(message: Uint8Array): Promise<Uint8Array> {
    return this.#client.call(message)
  }

  encodeQuery(vector: Float32Array, filter: BenchFilter, settings: SearchSettings): Uint8Array {
    const rest = JSON.stringify({
      limit: settings.limit,
      ...(filter.conditions.length === 0 ? {} : { filter: { must: filter.conditions.map(condition) } }),
      params: { hnsw_ef: settings.hnswEf ?? null, exact: settings.exact },
      with_payload: settings.withPayload,
    })
    const body = `{"query":${numbersText(vector)},${rest.slice(1)}`
    return encodeRequest('POST', `${this.#path}/points/query`, body)
  }

  async query(message: Uint8Array): Promise<number[]> {
    const answer = resultOf<{ points: { id: number }[] }>(await this.#client.call(message))
    return answer.points.map(({ id }) => id)
  }

  send(message: Uint8Array): Promise<Uint8Array> {
    return this.#client.call(message)
  }

  async info(): Promise<CollectionState> {
    interface Info {
      status: string
      points_count: number
      indexed_vectors_count: number
      segments_count: number
    }
    const info = resultOf<Info>(await this.#client.call(encodeRequest('GET', this.#path)))
    return {
      green: info.status === 'green',
      points: info.points_count,
      indexed: info.indexed_vectors_count,
      segments: info.segments_count,
    }
  }

  async #ask(method: string, path: string, body?: object): Promise<void> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    await this.#client.call(encodeRequest(method, this.#path + path, text))
  }
}

function resultOf<T>(body: Buffer): T {
  return (JSON.parse(body.toString('utf8')) as { result: T }).result
}

/** Each number as the shortest decimal that reads back as the same f32. */
function numbersText(values: Float32Array): string {
  const writer = new JsonWriter()
  writer.floats(values)
  return Buffer.from(writer.finish()).toString('latin1')
}

function condition(filter: BenchFilter['conditions'][number]): object {
  if ('keyword' in filter) return { key: filter.key, match: { value: filter.keyword } }
  return { key: filter.key, range: { gte: filter.gte, lt: filter.lt } }
}
