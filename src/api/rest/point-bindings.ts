import { must } from '#base/assert.ts'
import { notFound, wrongInput } from '#model/errors.ts'
import type { PointId } from '#model/point-id.ts'
import type { GetRequest, GroupsRequest, QueryRequest, ReadOptions, Selectors } from '#model/query.ts'
import type { ScoredPoint, UpdateResult } from '#model/result.ts'
import type { VectorNameRequest, WriteBatchRequest, WriteOptions, WriteRequest } from '#model/write.ts'
import type { Addressed, AddressedBatch } from '#model/addressed.ts'
import type { Operation } from '#service/operation.ts'
import { operations as o } from '#service/operations.ts'
import type { Decode, QuickDecode } from '#wire/json-decode.ts'
import type { JsonWriter } from '#wire/json-writer.ts'
import * as batches from '#wire/rest-batch.ts'
import { vectorNameBody } from '#wire/rest-collections.ts'
import { fieldIndexBody, requireSchema } from '#wire/rest-index-params.ts'
import {
  collectionParam,
  fieldNameParam,
  readParams,
  vectorNameParam,
  writeParams,
} from '#wire/rest-params.ts'
import { pointIdFromText } from '#wire/rest-point-id.ts'
import * as out from '#wire/rest-points-output.ts'
import * as reads from '#wire/rest-reads.ts'
import * as writes from '#wire/rest-writes.ts'
import { bind, type PathNames, type RestBinding } from './rest-binding.ts'

type ReadBody<R> = Decode<Omit<R, 'timeoutSec' | 'consistency'>>

const collectionIn = (names: PathNames): string =>
  collectionParam(must(names['collection_name'], 'the path names a collection'))

/** A read of one collection. */
function read<R extends ReadOptions, A>(
  operation: Operation<Addressed<R>, A>,
  body: ReadBody<R>,
  write: (writer: JsonWriter, answer: A, request: R) => void,
): RestBinding {
  return bind(operation, {
    names: collectionIn,
    params: readParams,
    body,
    request: (collection, params, content) => ({ collection, request: { ...content, ...params } as R }),
    write: (writer, answer, { request }) => write(writer, answer, request),
  })
}

const shownBy = ({ withPayload }: Pick<Selectors, 'withPayload'>): out.Shown => ({
  payload: withPayload.kind !== 'none',
})

/** Writes points as far as the request shows them. */
const showing =
  <A, R extends Selectors>(write: (writer: JsonWriter, answer: A, shown: out.Shown) => void) =>
  (writer: JsonWriter, answer: A, request: R): void =>
    write(writer, answer, shownBy(request))

const groups = (
  writer: JsonWriter,
  answer: Parameters<typeof out.writeGroups>[1],
  request: GroupsRequest,
) => {
  const lookup = request.withLookup
  out.writeGroups(writer, answer, {
    ...shownBy(request),
    lookupPayload: lookup !== undefined && shownBy(lookup).payload,
  })
}

function searches(
  operation: Operation<AddressedBatch<QueryRequest>, ScoredPoint[][]>,
  body: ReadBody<QueryRequest>,
  typeName: string,
  write: (writer: JsonWriter, points: readonly ScoredPoint[], shown: out.Shown) => void,
): RestBinding {
  return bind(operation, {
    names: collectionIn,
    params: readParams,
    body: reads.searchesBody(body, typeName),
    request: (collection, params, requests: readonly QueryRequest[]): AddressedBatch<QueryRequest> => ({
      collection,
      requests,
      ...params,
    }),
    write: (writer, answers, { requests }) => {
      let index = 0
      writer.list(answers, (points) => {
        write(writer, points, shownBy(must(requests[index++], 'each answer has a request')))
      })
    },
  })
}

const readBindings: readonly RestBinding[] = [
  read(o.query, reads.queryBody, showing(out.writeQueryPoints)),
  searches(o.queryBatch, reads.queryBody, 'QueryRequestBatch', out.writeQueryPoints),
  read(o.queryGroups, reads.queryGroupsBody, groups),
  read(o.search, reads.searchBody, showing(out.writeScoredPoints)),
  searches(o.searchBatch, reads.searchBody, 'SearchRequestBatch', out.writeScoredPoints),
  read(o.searchGroups, reads.searchGroupsBody, groups),
  read(o.recommend, reads.recommendBody, showing(out.writeScoredPoints)),
  searches(o.recommendBatch, reads.recommendBody, 'RecommendRequestBatch', out.writeScoredPoints),
  read(o.recommendGroups, reads.recommendGroupsBody, groups),
  read(o.discover, reads.discoverBody, showing(out.writeScoredPoints)),
  searches(o.discoverBatch, reads.discoverBody, 'DiscoverRequestBatch', out.writeScoredPoints),
  read(o.get, reads.getBody, showing(out.writeRecords)),
  read(o.scroll, reads.scrollBody, showing(out.writeScrollPage)),
  read(o.count, reads.countBody, (writer, count) => {
    writer.raw('{"count":')
    writer.integer(count)
    writer.byte(125)
  }),
  read(o.facet, reads.facetBody, out.writeFacetHits),
  read(o.searchMatrixPairs, reads.matrixBody, out.writeMatrixPairs),
  read(o.searchMatrixOffsets, reads.matrixBody, out.writeMatrixOffsets),
  onePoint(),
]

/** One point, whole. */
function onePoint(): RestBinding {
  return bind(o.get, {
    route: 1,
    names: (names) => ({
      collection: collectionIn(names),
      id: idIn(must(names['id'], 'the path names a point')),
    }),
    params: readParams,
    request: ({ collection, id }, params): Addressed<GetRequest> => ({
      collection,
      request: { ids: [id], withPayload: { kind: 'all' }, withVectors: { kind: 'all' }, ...params },
    }),
    write(writer, [point], { request }) {
      if (point === undefined) throw notFound(`Point with id ${request.ids[0]} does not exists!`)
      out.writeRecord(writer, point, true)
    },
  })
}

function idIn(text: string): PointId {
  const id = pointIdFromText(text)
  if (id === undefined) throw wrongInput(`Can not recognize "${text}" as point id`)
  return id
}

function write(
  operation: Operation<Addressed<WriteRequest>, UpdateResult>,
  body: Decode<writes.WriteBody>,
  quickBody?: QuickDecode<writes.WriteBody>,
): RestBinding {
  return bind(operation, {
    names: collectionIn,
    params: writeParams,
    body,
    ...(quickBody && { quickBody }),
    request: (collection, options, content) => ({
      collection,
      request: batches.writeRequestOf(content, options),
    }),
    write: out.writeUpdateResult,
  })
}

function batchRequestOf(
  collection: string,
  options: WriteOptions,
  entries: readonly batches.BatchEntry[],
): WriteBatchRequest {
  const operations = entries.flat().map((body) => ({ request: batches.writeRequestOf(body, options) }))
  return { collection, operations }
}

/** Of each entry the result of its last write. */
function toldResults(
  results: readonly UpdateResult[],
  entries: readonly batches.BatchEntry[],
): UpdateResult[] {
  let count = 0
  return entries.map((entry) => {
    count += entry.length
    return must(results[count - 1], 'each write has a result')
  })
}

const writeBindings: readonly RestBinding[] = [
  write(o.upsert, writes.upsertBody, writes.quickUpsertBody),
  write(o.deletePoints, writes.deleteBody),
  write(o.updateVectors, writes.updateVectorsBody),
  write(o.setPayload, writes.setPayloadBody),
  write(o.overwritePayload, writes.overwritePayloadBody),
  write(o.deletePayload, writes.deletePayloadBody),
  write(o.clearPayload, writes.clearPayloadBody),
  bind(o.updateBatch, {
    knownAs: o.deleteVectors,
    names: collectionIn,
    params: writeParams,
    body: writes.deleteVectorsBody,
    request: (collection, options, body) => {
      const entry = batches.vectorDeletions(body)
      batches.requireSelection(entry)
      return batchRequestOf(collection, options, [entry])
    },
    write: (writer, results) => out.writeUpdateResult(writer, must(results.at(-1), 'something was deleted')),
  }),
  bind(o.updateBatch, {
    names: collectionIn,
    params: writeParams,
    body: batches.batchBody,
    request: batchRequestOf,
    write: (writer, results, _request, entries) => {
      writer.list(toldResults(results, entries), (result) => out.writeUpdateResult(writer, result))
    },
  }),
  bind(o.createFieldIndex, {
    names: collectionIn,
    params: writeParams,
    body: fieldIndexBody,
    request: (collection, options, { path, schema }): Addressed<WriteRequest> => ({
      collection,
      request: {
        ...options,
        operation: { kind: 'create_field_index', path, schema: requireSchema(schema) },
      },
    }),
    write: out.writeUpdateResult,
  }),
  bind(o.deleteFieldIndex, {
    names: (names) => ({
      collection: collectionIn(names),
      path: fieldNameParam(must(names['field_name'], 'the path names a field')),
    }),
    params: writeParams,
    request: ({ collection, path }, options): Addressed<WriteRequest> => ({
      collection,
      request: { ...options, operation: { kind: 'delete_field_index', path } },
    }),
    write: out.writeUpdateResult,
  }),
  bind(o.createVectorName, {
    names: vectorNamesIn,
    params: writeParams,
    body: vectorNameBody,
    request: ({ collection, name }, options, named) => ({
      collection,
      request: { ...options, operation: named(name) },
    }),
    write: out.writeUpdateResult,
  }),
  bind(o.deleteVectorName, {
    names: vectorNamesIn,
    params: writeParams,
    request: ({ collection, name }, options): Addressed<VectorNameRequest> => ({
      collection,
      request: { ...options, operation: { kind: 'delete', name } },
    }),
    write: out.writeUpdateResult,
  }),
]

function vectorNamesIn(names: PathNames) {
  const collection = collectionIn(names)
  return { collection, name: vectorNameParam(must(names['vector_name'], 'the path names a vector')) }
}

/** Every route of the operations on points. */
export const pointBindings: readonly RestBinding[] = [...readBindings, ...writeBindings]
