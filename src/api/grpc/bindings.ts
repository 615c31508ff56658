import type { Operation } from '#service/operation.ts'
import { operations as o } from '#service/operations.ts'
import * as setup from '#wire/cluster-setup-requests.ts'
import * as collections from '#wire/collections-requests.ts'
import * as answers from '#wire/collections-responses.ts'
import * as requests from '#wire/points-requests.ts'
import * as responses from '#wire/points-responses.ts'
import * as writes from '#wire/points-write-requests.ts'

/** An operation and the messages that carry it. */
export interface Binding<Request, Answer> {
  readonly operation: Operation<Request, Answer>
  /** Throws RequestError for bytes that are no such message, or that break its rules. */
  readonly decode: (bytes: Uint8Array) => Request
  /** `timeSec`: how long the operation took. */
  readonly encode: (answer: Answer, timeSec: number) => Uint8Array
}

/** A binding whose types are its own affair. */
export type AnyBinding = Binding<unknown, unknown>

function bind<Request, Answer>(
  operation: Operation<Request, Answer>,
  decode: (bytes: Uint8Array) => Request,
  encode: (answer: Answer, timeSec: number) => Uint8Array,
): AnyBinding {
  return { operation, decode, encode } as AnyBinding
}

/** An answer of the Points service: its encoder takes the time with what else is told of a request. */
function timed<Answer>(
  encode: (answer: Answer, meta: responses.ResponseMeta) => Uint8Array,
): (answer: Answer, timeSec: number) => Uint8Array {
  return (answer, time) => encode(answer, { time })
}

const scored = timed(responses.encodeScoredPoints)
const scoredBatch = timed(responses.encodeScoredPointBatch)
const groups = timed(responses.encodeGroups)
const updated = timed(responses.encodeUpdateResult)

/** Operations without messages of their own yet: they refuse before they read anything. */
const unread = (): undefined => undefined
const neverEncoded = (answer: never): never => answer

/** Every operation that gRPC has. */
export const bindings: readonly AnyBinding[] = [
  bind(o.search, requests.decodeSearchPoints, scored),
  bind(o.searchBatch, requests.decodeSearchBatchPoints, scoredBatch),
  bind(o.searchGroups, requests.decodeSearchPointGroups, groups),
  bind(o.query, requests.decodeQueryPoints, scored),
  bind(o.queryBatch, requests.decodeQueryBatchPoints, scoredBatch),
  bind(o.queryGroups, requests.decodeQueryPointGroups, groups),
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

  bind(o.createSnapshot, collections.decodeNamedCollection, neverEncoded),
  bind(o.listSnapshots, collections.decodeNamedCollection, neverEncoded),
  bind(o.deleteSnapshot, collections.decodeNamedCollection, neverEncoded),
  bind(o.createFullSnapshot, unread, neverEncoded),
  bind(o.listFullSnapshots, unread, neverEncoded),
  bind(o.deleteFullSnapshot, unread, neverEncoded),
]
