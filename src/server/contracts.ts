import type { CollectionPatch, NewCollection } from '#model/collection-config.ts'
import type { Issue, UnindexedField } from '#model/issue.ts'
import type { Optimizations } from '#model/optimization.ts'
import type { UpdateResult } from '#model/result.ts'
import type { SnapshotInfo, SnapshotSource, SnapshotTarget } from '#model/snapshot.ts'
import type { VectorNameOperation, WriteOptions } from '#model/write.ts'
import type { AliasChange } from '#service/ports.ts'
import type { SnapshotRecovery } from '#service/snapshot-ports.ts'
import type { SegmentPublication } from '#shard/writer-publish.ts'
import type { LogSettings, LogSettingsPatch } from '#telemetry/log-control.ts'
import type { LogThreshold } from '#telemetry/log-threshold.ts'
import type { LogRecord } from '#telemetry/logger.ts'
import type { MetricFamily } from '#telemetry/prometheus.ts'
import type { SpanRecord } from '#telemetry/request-spans.ts'
import type { Epoch } from '#threads/epoch.ts'
import type { BatchPeerAnswer, BatchPeerCall } from './batch-sharing.ts'
import type { ServerConfig } from './config.ts'
import type { PackedOperation } from './packed-writes.ts'
import type { ReadLoads } from './read-loads.ts'
import type { HttpPeerAnswer, HttpPeerCall } from './shared-fetch.ts'
import type { GrpcPeerCall } from './shared-methods.ts'
import type { RestoredCollection } from './snapshot-restorer.ts'
import type { OptimizerReport, ServeReport, ThreadReports, WriterReport } from './thread-reports.ts'

/** What every thread is born with. */
export interface ThreadData {
  readonly config: ServerConfig
  /** Behind it: `catalog.sqlite` changed. */
  readonly catalogEpoch: Epoch
  /** Collections that stay closed, by uuid: those that were there at the start in the recovery mode. */
  readonly closed: ReadonlySet<string>
  /** 0 while the node starts, 1 while it serves, 2 when it drains. */
  readonly phase: Epoch
  /** Records below it are dropped. */
  readonly logThreshold: LogThreshold
  /** How busy the serve threads are. */
  readonly readLoads: ReadLoads
  readonly instanceId: string
  readonly peerId: number
  /** When the process started, milliseconds since the epoch; tells its files from those of earlier ones. */
  readonly startedMs: number
}

/** What main does for the other threads: it alone writes the catalog. */
export interface MainCalls {
  log(record: LogRecord): void
  createCollection(argument: { readonly name: string; readonly collection: NewCollection }): Promise<void>
  updateCollection(argument: { readonly name: string; readonly patch: CollectionPatch }): Promise<void>
  deleteCollection(name: string): Promise<boolean>
  changeAliases(changes: readonly AliasChange[]): Promise<void>
  changeVectorName(argument: {
    readonly collection: string
    readonly operation: VectorNameOperation
    readonly options: WriteOptions
  }): Promise<UpdateResult>
  createSnapshot(target: SnapshotTarget): Promise<SnapshotInfo>
  recoverSnapshot(recovery: SnapshotRecovery): Promise<void>
  logSettings(argument: null): LogSettings
  /** Throws RequestError when the file of the log cannot be opened. */
  changeLog(patch: LogSettingsPatch): void
  noteUnindexed(fields: readonly UnindexedField[]): void
  indexCreated(argument: { readonly collection: string; readonly path: string }): void
  issues(argument: null): readonly Issue[]
  clearIssues(argument: null): void
  /** Takes spans to be sent to a collector. */
  takeSpans(records: readonly SpanRecord[]): void
  /** What the optimizer does for the collection with this uuid; undefined: nothing. */
  optimizations(uuid: string): Promise<Optimizations | undefined>
  /** What all threads have counted so far. */
  reports(argument: null): Promise<ThreadReports>
}

/** What main asks of every other thread. */
export interface ThreadCalls {
  /** Finishes what was begun and lets go of files; the thread is ended afterwards. */
  drain(argument: { readonly timeoutMs: number }): Promise<void>
}

/** What main asks of threads that keep caches, when memory is short. */
export interface ShrinkCalls {
  /** Drops caches and garbage. */
  shrink(argument: null): void
}

export interface ListenAddress {
  readonly host: string
  /** 0: any free port. */
  readonly httpPort: number
  /** Undefined: no gRPC. */
  readonly grpcPort: number | undefined
  /** Where the metrics are to be had without a key; undefined: nowhere. */
  readonly metricsPort: number | undefined
  /** Others listen on the same ports. */
  readonly shared: boolean
}

export interface ServeCalls extends ThreadCalls, ShrinkCalls {
  /** Starts to answer; gives the address with the real ports. */
  listen(address: ListenAddress): Promise<ListenAddress>
  report(argument: null): ServeReport
  /** All metrics of the node. */
  metrics(argument: null): Promise<readonly MetricFamily[]>
}

/** A call with the number that the asking thread has given it. */
export type Ticketed<Call> = Call & { readonly ticket: number }

/** What serve threads do for each other. */
export interface PeerCalls {
  /** Answers a call of a gRPC method. */
  method(call: Ticketed<GrpcPeerCall>): Promise<Uint8Array>
  /** Answers a request to the REST API. */
  fetch(call: Ticketed<HttpPeerCall>): Promise<HttpPeerAnswer>
  /** Answers some of the requests of a batch. */
  batch(call: Ticketed<BatchPeerCall>): Promise<BatchPeerAnswer>
  /** Nobody waits for the answer of the call with this ticket any more. */
  cancel(ticket: number): void
}

export interface WriteBatch {
  /** Of the collection. */
  readonly uuid: string
  readonly operations: readonly PackedOperation[]
  readonly options: Pick<WriteOptions, 'wait' | 'timeoutSec'>
}

/** What the writer does for serve threads. */
export interface WriterCalls {
  /** Opens the shard of a collection: afterwards its files can be read. */
  open(uuid: string): Promise<void>
  /** In order, each whole or not at all, up to the first that fails, whose error is thrown. */
  submit(batch: WriteBatch): Promise<UpdateResult[]>
}

/** What the writer does for main. It reads configurations from the catalog itself. */
export interface WriterControlCalls extends ThreadCalls, ShrinkCalls {
  /** Makes the shard of a collection that is in the catalog now. */
  create(uuid: string): Promise<void>
  /** Notes in the order of writes that the vector names of a collection have changed in the catalog. */
  configureVectors(argument: { readonly uuid: string; readonly wait: boolean }): Promise<UpdateResult>
  /** Lets go of the files of a collection that is no longer in the catalog. */
  drop(uuid: string): Promise<void>
  /** Opens shards that nobody has asked for yet, so that what is left to do on them is done. */
  openAll(argument: null): Promise<void>
  report(argument: null): WriterReport
}

/** What the writer does for the optimizer; `uuid` names the collection. */
export interface PublisherCalls {
  freeze(uuid: string): Promise<void>
  /** False: a source has gone, and nothing has changed. */
  publish(argument: { readonly uuid: string; readonly publication: SegmentPublication }): Promise<boolean>
  /** Closes the shard and opens it again: segments with missing files are then made anew from SQLite. */
  reopen(uuid: string): Promise<void>
}

/** What the optimizer does for the writer; `uuid` names the collection. */
export interface ShardCareCalls {
  /** The shard can be read from now on. */
  opened(uuid: string): void
  /** Copies the log of a shard into its database. */
  checkpoint(uuid: string): void
}

export interface OptimizerCalls extends ThreadCalls, ShrinkCalls {
  /** Looks after the collections that the catalog has now, and no others. */
  followCatalog(argument: null): void
  optimizations(uuid: string): Optimizations | undefined
  report(argument: null): OptimizerReport
}

export interface SnapshotRestoreJob {
  readonly source: SnapshotSource
  /** What the SHA-256 of the file must be. */
  readonly checksum: string | undefined
}

/** What a snapshot thread does for main. */
export interface SnapshotCalls extends ThreadCalls {
  create(target: SnapshotTarget): Promise<SnapshotInfo>
  /** Puts the files of a collection in place; the catalog does not know them yet. */
  restore(job: SnapshotRestoreJob): Promise<RestoredCollection>
}

/** A thread that calls but answers nothing. */
export type NoCalls = Record<never, never>
