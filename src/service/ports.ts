import type { CancelSignal } from '#base/cancel-signal.ts'
import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { CollectionInfo, CollectionSchema } from '#model/collection.ts'
import type { Inference } from '#model/bm25.ts'
import type { CollectionPatch, NewCollection } from '#model/collection-config.ts'
import type { Issue, UnindexedField } from '#model/issue.ts'
import type { CollectionMemory } from '#model/memory-usage.ts'
import type { Optimizations } from '#model/optimization.ts'
import type { QueryRequest } from '#model/query.ts'
import type { QuotaConfig, QuotaUsage } from '#model/quota.ts'
import type { ScoredPoint, UpdateResult } from '#model/result.ts'
import type { VectorNameOperation, WriteOperation, WriteOptions } from '#model/write.ts'
import type { ReadView } from '#query/read-view.ts'
import type { Access } from '#security/access.ts'
import type { AuditLog, Caller } from '#security/audit-log.ts'
import type { RequestStats } from '#telemetry/request-stats.ts'
import type { SlowRequests } from '#telemetry/slow-requests.ts'
import type { Snapshots } from './snapshot-ports.ts'

/** All collections of the node, as the operations need them. */
export interface Collections {
  /** The collection with this name or alias. Throws `collectionMissing`. */
  get(name: string): CollectionHandle
  /** Real names, sorted. */
  names(): readonly string[]
  /** In no particular order. */
  aliases(): readonly Alias[]
  /** What is unset gets the defaults of the node. Throws `alreadyExists` and the other errors of creation. */
  create(name: string, collection: NewCollection): Promise<void>
  /** Takes an alias too. All of the change is made, or none. */
  update(name: string, patch: CollectionPatch): Promise<void>
  /** False: there is no collection with this real name. */
  delete(name: string): Promise<boolean>
  /** In order; the ones before a failing one stay done. */
  changeAliases(changes: readonly AliasChange[]): Promise<void>
}

export interface CollectionHandle {
  /** The real name. */
  readonly name: string
  /** As of now. */
  readonly schema: CollectionSchema
  /** Why its points can be neither read nor written now (the recovery mode). Undefined: they can. */
  readonly closedBecause?: string | undefined
  /** What all calls on this thread have cost. Undefined: nobody asks. */
  readonly usage?: HardwareUsage | undefined
  /** What was asked of it on this thread, each kind of request by itself. Undefined: nobody asks. */
  readonly requests?: RequestStats | undefined
  /** A picture that has every write acknowledged so far. */
  view(): Promise<ReadView>
  /**
   * Applies operations in order, each whole or not at all, up to the first that fails, whose error is thrown.
   * Vectors are ready to be stored: checked and prepared.
   */
  submit(operations: readonly WriteOperation[], options: WriteOptions): Promise<UpdateResult[]>
  submitVectorName(operation: VectorNameOperation, options: WriteOptions): Promise<UpdateResult>
  info(): Promise<CollectionInfo>
  /** Bytes of the payloads of all points, about. */
  payloadBytes(): Promise<number>
  /** What it takes on the disk and in memory now, of this thread and of what all threads share. */
  memory(signal: CancelSignal): Promise<CollectionMemory>
  /** What the optimizer does, has done since the start, and will do. */
  optimizations(): Promise<Optimizations>
  /**
   * Takes tokens of which so many a minute come in, counted over all threads. Gives how many there are when they
   * are too few, else undefined.
   */
  takeTokens(kind: 'read' | 'write', tokens: number, perMinute: number): Promise<number | undefined>
}

export interface Alias {
  readonly alias: string
  /** Real name. */
  readonly collection: string
}

export type AliasChange =
  | { readonly kind: 'create'; readonly alias: string; readonly collection: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'delete'; readonly alias: string }

/** How much of the machine the node may fill. */
export interface Quotas {
  readonly config: QuotaConfig
  /** From now on, on all threads; kept with the storage. */
  setConfig(config: QuotaConfig): void
  usage(): QuotaUsage
  /** Before a write that needs room. Throws `insufficient-storage`. */
  check(): void
}

/** What the node advises, known to all threads. */
export interface Issues {
  /** What is known already stays as it is. */
  note(fields: readonly UnindexedField[]): void
  /** `collection`: its real name. */
  indexCreated(collection: string, path: string): void
  /** The older ones first. */
  list(): Promise<readonly Issue[]>
  clear(): Promise<void>
}

/** What this process is. */
export interface Node {
  /** Version of the API that is spoken, such as `1.19.0`. */
  readonly apiVersion: string
  /** Own version of Quiver. */
  readonly version: string
  /** 1..2^53-1, kept with the storage. */
  readonly peerId: number
}

/** Queries that are answered together, the checks of the whole behind them. */
export interface Batch {
  /** Name of the operation that answers them, also any part of them. */
  readonly operation: string
  /** By the name that the caller has for it. */
  readonly collection: string
  readonly requests: readonly QueryRequest[]
  readonly timeoutSec: number | undefined
  /** The call that they came with. */
  readonly call: CallContext
  /** Answers some of them, here. */
  readonly here: (requests: readonly QueryRequest[]) => Promise<ScoredPoint[][]>
}

/** Has the parts of batches answered in more than one place. */
export interface BatchSharing {
  /** The answers in the order of the requests. Throws what the first request that fails threw. */
  run(batch: Batch): Promise<ScoredPoint[][]>
}

/** Everything that operations work on; one for each serving thread. */
export interface ServiceContext {
  readonly collections: Collections
  readonly snapshots: Snapshots
  readonly node: Node
  /** Undefined: the node is not limited. */
  readonly quotas?: Quotas | undefined
  /** Undefined: nobody is advised. */
  readonly issues?: Issues | undefined
  readonly inference: Inference
  /** For reads that do not say how long they may take. */
  readonly readTimeoutMs: number
  /** Told of requests that take long. Undefined: nobody asks. */
  readonly slow?: SlowRequests | undefined
  /** Undefined: nobody writes down who does what. */
  readonly audit?: AuditLog | undefined
  /** Answers tell what they have cost. */
  readonly reportsUsage?: boolean | undefined
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Undefined: the requests of a batch are answered one after the other. */
  readonly batches?: BatchSharing | undefined
}

/** One call of one client. */
export interface CallContext extends ServiceContext {
  /** What the client may do: operations hold to it themselves. */
  readonly access: Access
  /** For the audit log. Undefined: there is none, or the node itself asks. */
  readonly caller?: Caller | undefined
  /** Aborted when the client has gone or its own deadline has passed. */
  readonly signal: CancelSignal
  /** What the call reads costs nothing: it has been charged for on another thread, or nobody has asked for it. */
  readonly unmetered?: true
  /**
   * Told what parts of the call have cost, also when they fail; not told of what the caller does not wait for.
   * Undefined: nobody asks.
   */
  readonly onUsage?: ((usage: Readonly<HardwareUsage>) => void) | undefined
}
