import { type CancelSignal, CancelSource } from '#base/cancel-signal.ts'
import { must } from '#base/assert.ts'
import { addHardwareUsage, createHardwareUsage, type HardwareUsage } from '#base/hardware-usage.ts'
import type { QueryRequest } from '#model/query.ts'
import type { ScoredPoint } from '#model/result.ts'
import type { Access } from '#security/access.ts'
import type { AddressedBatch } from '#model/addressed.ts'
import type { Operation } from '#service/operation.ts'
import { operations } from '#service/operations.ts'
import type { Batch, BatchSharing, ServiceContext } from '#service/ports.ts'
import { portable } from '#threads/portable.ts'
import type { Helper, ReadSharing, SharedRead } from './read-sharing.ts'

/** A share of a batch that another thread is to answer. */
export interface BatchPeerCall extends AddressedBatch<QueryRequest> {
  /** Name of the operation. */
  readonly operation: string
  /** Of the caller. */
  readonly access: Access
}

/** The answers of a share, and what it cost: that is noted for the collection where it was answered. */
export interface BatchPeerAnswer {
  readonly points: ScoredPoint[][]
  readonly usage: HardwareUsage
}

type BatchOperation = Operation<AddressedBatch<QueryRequest>, ScoredPoint[][]>

const batchOperations: ReadonlyMap<string, BatchOperation> = new Map(
  [operations.queryBatch, operations.searchBatch, operations.recommendBatch, operations.discoverBatch].map(
    (operation) => [operation.name, operation],
  ),
)

/** Answers a share of a batch that came in on another thread, and does not share it further. */
export async function answerBatch(
  service: ServiceContext,
  call: BatchPeerCall,
  signal: CancelSignal,
): Promise<BatchPeerAnswer> {
  const operation = must(batchOperations.get(call.operation), `${call.operation} answers batches`)
  const usage = createHardwareUsage()
  const onUsage = (more: Readonly<HardwareUsage>): void => addHardwareUsage(usage, more)
  const context = {
    ...service,
    batches: undefined,
    unmetered: true as const,
    // Only the whole batch is slow or not.
    slow: undefined,
    access: call.access,
    signal,
    onUsage,
  }
  const points = portable(await operation.run(context, call)).value
  return { points, usage }
}

/** Weight of the newest batch in the average. */
const averageWeight = 1 / 8

/** Spreads batches over this thread and the idle ones. */
export class ThreadBatches implements BatchSharing {
  readonly #sharing: ReadSharing
  /** How long one request of a batch took on this thread lately. */
  #averageMs = 0

  constructor(sharing: ReadSharing) {
    this.#sharing = sharing
  }

  async run(batch: Batch): Promise<ScoredPoint[][]> {
    const { requests } = batch
    const helpers = this.#sharing.takeIdle(requests.length, this.#averageMs)
    if (helpers.length === 0) return await this.#runHere(batch, requests)
    const shares = splitEvenly(requests, helpers.length + 1)
    const shared = new CancelSource()
    const cancel = (): void => shared.cancel()
    batch.call.signal.addEventListener('abort', cancel)
    if (batch.call.signal.aborted) cancel()
    // The others first: they start while this thread is busy with its own share, the first one.
    const others = helpers.map((helper, index) =>
      this.#ask(helper, batch, must(shares[index + 1], 'each thread has a share'), shared),
    )
    // Answers are awaited in order, so that of several errors the first is told; no other may go unhandled.
    for (const answer of others) answer.catch(() => undefined)
    try {
      const answers = [await this.#runHere(batch, must(shares[0], 'this thread has a share'))]
      for (const answer of others) answers.push(await answer)
      return answers.flat()
    } finally {
      // After an error nobody waits for the rest.
      batch.call.signal.removeEventListener('abort', cancel)
      shared.cancel()
    }
  }

  async #runHere({ here }: Batch, requests: readonly QueryRequest[]): Promise<ScoredPoint[][]> {
    const startedMs = performance.now()
    const answers = await here(requests)
    const requestMs = (performance.now() - startedMs) / Math.max(requests.length, 1)
    this.#averageMs += (requestMs - this.#averageMs) * averageWeight
    return answers
  }

  #ask(
    helper: Helper,
    { operation, collection, timeoutSec, call, here }: Batch,
    requests: readonly QueryRequest[],
    signal: CancelSignal,
  ): Promise<ScoredPoint[][]> {
    const read: SharedRead<ScoredPoint[][]> = {
      signal,
      here: () => here(requests),
      there: async (peer, ticket) => {
        const { value, buffer } = portable(requests)
        const { access } = call
        const share = { ticket, operation, collection, requests: value, timeoutSec, access }
        const { points, usage } = await peer.call('batch', share, [buffer])
        call.onUsage?.(usage)
        return points
      },
    }
    return this.#sharing.ask(helper, read)
  }
}

/** Consecutive parts, whose lengths differ by one at most. */
function splitEvenly<T>(items: readonly T[], parts: number): T[][] {
  const start = (part: number): number => Math.floor((part * items.length) / parts)
  return Array.from({ length: parts }, (_, part) => items.slice(start(part), start(part + 1)))
}
