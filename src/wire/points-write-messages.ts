import { filterCodec } from './filter-messages.ts'
import { pointIdCodec } from './point-id-codec.ts'
import { indexParamsCodec } from './points-index-params.ts'
import { namesCodec, shardKeySelectorCodec } from './points-options.ts'
import { payloadEntries } from './points-payload.ts'
import {
  bool,
  count,
  type Decoded,
  enumeration,
  map,
  oneof,
  optional,
  plain,
  record,
  repeated,
  string,
} from './proto-message.ts'
import { vectorCodec } from './vector-codec.ts'

/** The requests of the changing methods of the Points service, as they stand on the wire. */
const vectorsCodec = record('Vectors', {
  vectorsOptions: oneof({
    vector: [1, vectorCodec],
    vectors: [2, record('NamedVectors', { vectors: map(1, vectorCodec) })],
  }),
})
export type RawVectors = Decoded<typeof vectorsCodec>

const pointCodec = record('PointStruct', {
  id: optional(1, pointIdCodec),
  payload: payloadEntries(3),
  vectors: optional(4, vectorsCodec),
})
export type RawPoint = Decoded<typeof pointCodec>

const pointVectorsCodec = record('PointVectors', {
  id: optional(1, pointIdCodec),
  vectors: optional(2, vectorsCodec),
})
export type RawPointVectors = Decoded<typeof pointVectorsCodec>

const selectorCodec = record('PointsSelector', {
  pointsSelectorOneOf: oneof({
    points: [1, record('PointsIdsList', { ids: repeated(1, pointIdCodec) })],
    filter: [2, filterCodec],
  }),
})
export type RawSelector = Decoded<typeof selectorCodec>

const orderingCodec = record('WriteOrdering', { type: plain(1, enumeration) })

export const upsertCodec = record('UpsertPoints', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  points: repeated(3, pointCodec),
  ordering: optional(4, orderingCodec),
  shardKeySelector: optional(5, shardKeySelectorCodec),
  updateFilter: optional(6, filterCodec),
  timeout: optional(7, count),
  updateMode: optional(8, enumeration),
})

export const deleteCodec = record('DeletePoints', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  points: optional(3, selectorCodec),
  ordering: optional(4, orderingCodec),
  shardKeySelector: optional(5, shardKeySelectorCodec),
  timeout: optional(6, count),
})

export const updateVectorsCodec = record('UpdatePointVectors', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  points: repeated(3, pointVectorsCodec),
  ordering: optional(4, orderingCodec),
  shardKeySelector: optional(5, shardKeySelectorCodec),
  updateFilter: optional(6, filterCodec),
  timeout: optional(7, count),
})

export const deleteVectorsCodec = record('DeletePointVectors', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  pointsSelector: optional(3, selectorCodec),
  vectors: optional(4, namesCodec),
  ordering: optional(5, orderingCodec),
  shardKeySelector: optional(6, shardKeySelectorCodec),
  timeout: optional(7, count),
})

export const setPayloadCodec = record('SetPayloadPoints', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  payload: payloadEntries(3),
  pointsSelector: optional(5, selectorCodec),
  ordering: optional(6, orderingCodec),
  shardKeySelector: optional(7, shardKeySelectorCodec),
  key: optional(8, string),
  timeout: optional(9, count),
})

export const deletePayloadCodec = record('DeletePayloadPoints', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  keys: repeated(3, string),
  pointsSelector: optional(5, selectorCodec),
  ordering: optional(6, orderingCodec),
  shardKeySelector: optional(7, shardKeySelectorCodec),
  timeout: optional(8, count),
})

/** ClearPayloadPoints has the fields of DeletePoints. */
export const clearPayloadCodec = record('ClearPayloadPoints', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  points: optional(3, selectorCodec),
  ordering: optional(4, orderingCodec),
  shardKeySelector: optional(5, shardKeySelectorCodec),
  timeout: optional(6, count),
})

export const createFieldIndexCodec = record('CreateFieldIndexCollection', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  fieldName: plain(3, string),
  fieldType: optional(4, enumeration),
  fieldIndexParams: optional(5, indexParamsCodec),
  ordering: optional(6, orderingCodec),
  timeout: optional(7, count),
})

export const deleteFieldIndexCodec = record('DeleteFieldIndexCollection', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  fieldName: plain(3, string),
  ordering: optional(4, orderingCodec),
  timeout: optional(5, count),
})

export const createVectorNameCodec = record('CreateVectorNameRequest', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  vectorName: plain(3, string),
  vectorConfig: oneof({
    dense: [
      4,
      record('DenseVectorCreationConfig', {
        size: plain(1, count),
        distance: plain(2, enumeration),
        multivectorConfig: optional(3, record('MultiVectorConfig', { comparator: plain(1, enumeration) })),
        datatype: optional(4, enumeration),
      }),
    ],
    sparse: [
      5,
      record('SparseVectorCreationConfig', {
        modifier: optional(1, enumeration),
        datatype: optional(2, enumeration),
      }),
    ],
  }),
  timeout: optional(6, count),
  ordering: optional(7, orderingCodec),
})

export const deleteVectorNameCodec = record('DeleteVectorNameRequest', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  vectorName: plain(3, string),
  timeout: optional(4, count),
  ordering: optional(5, orderingCodec),
})

const shardKeys = optional(2, shardKeySelectorCodec)
const batchPayloadCodec = record('SetPayload', {
  payload: payloadEntries(1),
  pointsSelector: optional(2, selectorCodec),
  shardKeySelector: optional(3, shardKeySelectorCodec),
  key: optional(4, string),
})

const operationCodec = record('PointsUpdateOperation', {
  operation: oneof({
    upsert: [
      1,
      record('PointStructList', {
        points: repeated(1, pointCodec),
        shardKeySelector: shardKeys,
        updateFilter: optional(3, filterCodec),
        updateMode: optional(4, enumeration),
      }),
    ],
    deleteDeprecated: [2, selectorCodec],
    setPayload: [3, batchPayloadCodec],
    overwritePayload: [4, batchPayloadCodec],
    deletePayload: [
      5,
      record('DeletePayload', {
        keys: repeated(1, string),
        pointsSelector: optional(2, selectorCodec),
        shardKeySelector: optional(3, shardKeySelectorCodec),
      }),
    ],
    clearPayloadDeprecated: [6, selectorCodec],
    updateVectors: [
      7,
      record('UpdateVectors', {
        points: repeated(1, pointVectorsCodec),
        shardKeySelector: shardKeys,
        updateFilter: optional(3, filterCodec),
      }),
    ],
    deleteVectors: [
      8,
      record('DeleteVectors', {
        pointsSelector: optional(1, selectorCodec),
        vectors: optional(2, namesCodec),
        shardKeySelector: optional(3, shardKeySelectorCodec),
      }),
    ],
    deletePoints: [
      9,
      record('DeletePoints', { points: optional(1, selectorCodec), shardKeySelector: shardKeys }),
    ],
    clearPayload: [
      10,
      record('ClearPayload', { points: optional(1, selectorCodec), shardKeySelector: shardKeys }),
    ],
  }),
})
export type RawOperation = Decoded<typeof operationCodec>

export const updateBatchCodec = record('UpdateBatchPoints', {
  collectionName: plain(1, string),
  wait: optional(2, bool),
  operations: repeated(3, operationCodec),
  ordering: optional(4, orderingCodec),
  timeout: optional(5, count),
})
