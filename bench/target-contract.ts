import type { BenchFilter, DataSet } from './data-set.ts'

/** How searches are asked; unset fields leave the server its defaults. */
export interface SearchSettings {
  readonly limit: number
  readonly hnswEf: number | undefined
  readonly exact: boolean
  readonly withPayload: boolean
}

export interface CollectionState {
  readonly green: boolean
  readonly points: number
  readonly indexed: number
  readonly segments: number
}

/** One collection on one server, in either protocol. Messages are encoded beforehand, so that load is only load. */
export interface Target {
  close(): void
  /** Makes the collection anew, with the payload indexes of the data set. */
  createCollection(data: DataSet): Promise<void>
  dropCollection(): Promise<void>
  /** Rows `from` to `to` (exclusive) as one upsert that waits until it is durable and visible. */
  encodeUpsert(data: DataSet, from: number, to: number): Uint8Array
  upsert(message: Uint8Array): Promise<Uint8Array>
  encodeQuery(vector: Float32Array, filter: BenchFilter, settings: SearchSettings): Uint8Array
  /** Row numbers of the answer, best first. */
  query(message: Uint8Array): Promise<number[]>
  /** The same without reading the answer: what a load phase times. */
  send(message: Uint8Array): Promise<Uint8Array>
  info(): Promise<CollectionState>
}

/** Resolves when the collection is green, which it must stay for a second. */
export async function waitUntilGreen(target: Target, timeoutMs: number): Promise<void> {
  const start = performance.now()
  let greenSince: number | undefined
  for (;;) {
    const { green } = await target.info()
    const now = performance.now()
    if (!green) greenSince = undefined
    else greenSince ??= now
    if (greenSince !== undefined && now - greenSince >= 1000) return
    if (now - start > timeoutMs) throw new Error('the collection did not become green in time')
    await Bun.sleep(50)
  }
}
