import { type HardwareUsage, isUnused } from '#base/hardware-usage.ts'
import type { Operation } from '#service/operation.ts'
import { operations as o } from '#service/operations.ts'
import * as setup from '#wire/cluster-setup-requests.ts'
import * as collections from '#wire/collections-requests.ts'
import * as answers from '#wire/collections-responses.ts'
import * as requests from '#wire/points-requests.ts'
import * as responses from '#wire/points-responses.ts'
import * as snapshots from '#wire/snapshots-requests.ts'
import { encodeCreatedSnapshot, encodeSnapshots, encodeTime } from '#wire/snapshots-responses.ts'
import type { Usage } from '#wire/points-usage.ts'
import * as writes from '#wire/points-write-requests.ts'

/**
 * The message of an answer.
 *
 * @param timeSec how long the operation took
 * @param usage what it cost; undefined: the caller is not told
 */
export type Encode<Answer> = (answer: Answer, timeSec: number, usage?: Readonly<HardwareUsage>) => Uint8Array

/** An operation and the messages that carry it. */
export interface Binding<Request, Answer> {
  readonly operation: Operation<Request, Answer>
  /** Throws RequestError for bytes that are no such message, or that break its rules. */
  readonly decode: (bytes: Uint8Array) => Request
  readonly encode: Encode<Answer>
}

/** A binding whose types are its own affair. */
export type AnyBinding = Binding<unknown, unknown>

function bind<Request, Answer>(
  operation: Operation<Request, Answer>,
  decode: (bytes: Uint8Array) => Request,
  encode: Encode<Answer>,
): AnyBinding {
  return { operation, decode, encode } as AnyBinding
}

/** An answer of the Points service: its encoder takes the time with what else is told of a request. */
function timed<Answer>(
  encode: (answer: Answer, meta: responses.ResponseMeta) => Uint8Array,
  usageOf: (hardware: Readonly<HardwareUsage>) => Usage | undefined = usageOfRead,
): Encode<Answer> {
  return (answer, time, hardware) => encode(answer, { time, usage: hardware && usageOf(hardware) })
}

/** Reads that cost nothing have no usage at all. */
function usageOfRead(hardware: Readonly<HardwareUsage>): Usage | undefined {
  return isUnused(hardware) ? undefined : { hardware }
}

/** Queries tell of models too, even if there were none. */
function usageOfQuery(hardware: Readonly<HardwareUsage>): Usage | undefined {
  return isUnused(hardware) ? undefined : { hardware, inference: new Map() }
}

const scored = timed(responses.encodeScoredPoints)
const scoredBatch = timed(responses.encodeScoredPointBatch)
const groups = timed(responses.encodeGroups)
const updated = timed(responses.encodeUpdateResult, (hardware) => ({ hardware }))
const queried = timed(responses.encodeScoredPoints, usageOfQuery)
const queriedGroups = timed(responses.encodeGroups, usageOfQuery)

/** Every operation that gRPC has. */
export const bindings: readonly AnyBinding[] = [
  bind(o.search, requests.decodeSearchPoints, scored),
  bind(o.searchBatch, requests.decodeSearchBatchPoints, scoredBatch),
  bind(o.searchGroups, requests.decodeSearchPointGroups, groups),
  bind(o.query, requests.decodeQueryPoints, queried),
  bind(o.queryBatch, requests.decodeQueryBatchPoints, scoredBatch),
  bind(o.queryGroups, requests.decodeQueryPointGroups, queriedGroups),
  bind(o.recommend, requests.decodeRecommendPoints, scored),
  bind(o.recommendBatch, requests.decodeRecommendBatchPoints, scoredBatch),
  bind(o.recommendGroups, requests.decodeRecommendPointGroups, groups),
  bind(o.discover, requests.decodeDiscoverPoints, scored),
  bind(o.discoverBatch, requests.decodeDiscoverBatchPoints, scoredBatch),
  bind(o.get, requests.decodeGetPoints, timed(responses.encodeRetrievedPoints)),
  bind(o.scroll, requests.decodeScrollPoints, timed(responses.encodeScrollPage)),
  bind(o.count, requests.decodeCountPoints, timed(responses.encodeCount)),
  bind(o.facet, requests.decodeFacetCounts, timed(responses.encodeFacetHits)),
  bind(o.searchMatrixPairs, requests.decodeSearchMatrixPoints, timed(responses.encodeMatrixPairs)),
  bind(o.searchMatrixOffsets, requests.decodeSearchMatrixPoints, timed(responses.encodeMatrixOffsets)),

  bind(o.upsert, writes.decodeUpsertPoints, updated),
  bind(o.deletePoints, writes.decodeDeletePoints, updated),
  bind(o.updateVectors, writes.decodeUpdatePointVectors, updated),
  bind(o.deleteVectors, writes.decodeDeletePointVectors, updated),
  bind(o.setPayload, writes.decodeSetPayloadPoints, updated),
  bind(o.overwritePayload, writes.decodeOverwritePayloadPoints, updated),
  bind(o.deletePayload, writes.decodeDeletePayloadPoints, updated),
  bind(o.clearPayload, writes.decodeClearPayloadPoints, updated),
  bind(o.createFieldIndex, writes.decodeCreateFieldIndex, updated),
  bind(o.deleteFieldIndex, writes.decodeDeleteFieldIndex, updated),
  bind(o.createVectorName, writes.decodeCreateVectorName, updated),
  bind(o.deleteVectorName, writes.decodeDeleteVectorName, updated),
  bind(o.updateBatch, writes.decodeUpdateBatchPoints, timed(responses.encodeUpdateResults)),

  bind(o.createCollection, collections.decodeCreateCollection, answers.encodeDone),
  bind(o.updateCollection, collections.decodeUpdateCollection, answers.encodeDone),
  bind(o.deleteCollection, collections.decodeDeleteCollection, answers.encodeDone),
  bind(o.getCollection, collections.decodeNamedCollection, answers.encodeCollectionInfo),
  bind(o.collectionExists, collections.decodeNamedCollection, answers.encodeExists),
  bind(o.listCollections, collections.decodeEmpty, answers.encodeCollectionNames),
  bind(o.updateAliases, collections.decodeChangeAliases, answers.encodeDone),
  bind(o.listAliases, collections.decodeEmpty, answers.encodeAliases),
  bind(o.listCollectionAliases, collections.decodeNamedCollection, answers.encodeAliases),
  bind(o.collectionClusterInfo, collections.decodeAnyCollection, answers.encodePlacement),
  bind(o.listShardKeys, collections.decodeAnyCollection, answers.encodeShardKeys),
  bind(o.updateClusterSetup, setup.decodeClusterSetup, answers.encodeDone),
  bind(o.createShardKey, setup.decodeCreateShardKey, answers.encodeDone),
  bind(o.deleteShardKey, setup.decodeDeleteShardKey, answers.encodeDone),

  bind(o.createSnapshot, snapshots.decodeCreateSnapshot, encodeCreatedSnapshot),
  bind(o.listSnapshots, collections.decodeNamedCollection, encodeSnapshots),
  bind(o.deleteSnapshot, snapshots.decodeDeleteSnapshot, encodeTime),
  bind(o.createFullSnapshot, snapshots.decodeCreateFullSnapshot, encodeCreatedSnapshot),
  bind(o.listFullSnapshots, collections.decodeEmpty, encodeSnapshots),
  bind(o.deleteFullSnapshot, snapshots.decodeDeleteFullSnapshot, encodeTime),
]
