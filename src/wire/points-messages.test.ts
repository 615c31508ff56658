import { expect, test } from 'bun:test'
import { decodePayload } from '#model/payload-codec.ts'
import { createRandom } from '#base/random.fixture.ts'
import { encodeMessage } from './encode-message.fixture.ts'
import { NumberList } from './number-list.ts'
import { storedPayload } from './points-payload.ts'
import * as reads from './points-read-messages.ts'
import * as writes from './points-write-messages.ts'
import { decodeMessage, type MessageCodec } from './proto-message.ts'
import { randomMessage, readForm } from './random-messages.fixture.ts'

/** Every request of the Points service with the codec that reads it. */
const requests: readonly (readonly [string, MessageCodec<object>])[] = [
  ['SearchPoints', reads.searchCodec],
  ['SearchBatchPoints', reads.searchBatchCodec],
  ['SearchPointGroups', reads.searchGroupsCodec],
  ['RecommendPoints', reads.recommendCodec],
  ['RecommendBatchPoints', reads.recommendBatchCodec],
  ['RecommendPointGroups', reads.recommendGroupsCodec],
  ['DiscoverPoints', reads.discoverCodec],
  ['DiscoverBatchPoints', reads.discoverBatchCodec],
  ['QueryPoints', reads.queryPointsCodec],
  ['QueryBatchPoints', reads.queryBatchCodec],
  ['QueryPointGroups', reads.queryGroupsCodec],
  ['ScrollPoints', reads.scrollCodec],
  ['GetPoints', reads.getCodec],
  ['CountPoints', reads.countCodec],
  ['FacetCounts', reads.facetCodec],
  ['SearchMatrixPoints', reads.matrixCodec],
  ['UpsertPoints', writes.upsertCodec],
  ['DeletePoints', writes.deleteCodec],
  ['UpdatePointVectors', writes.updateVectorsCodec],
  ['DeletePointVectors', writes.deleteVectorsCodec],
  ['SetPayloadPoints', writes.setPayloadCodec],
  ['DeletePayloadPoints', writes.deletePayloadCodec],
  ['ClearPayloadPoints', writes.clearPayloadCodec],
  ['CreateFieldIndexCollection', writes.createFieldIndexCodec],
  ['DeleteFieldIndexCollection', writes.deleteFieldIndexCodec],
  ['CreateVectorNameRequest', writes.createVectorNameCodec],
  ['DeleteVectorNameRequest', writes.deleteVectorNameCodec],
  ['UpdateBatchPoints', writes.updateBatchCodec],
]

/** Arms whose names here are shorter than in the contract. */
const shortNames = /(IndexParams|Config)$/

/** What was read or is expected, with all lists as arrays, payloads decoded and safe integers as numbers. */
function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof NumberList) return Array.from(value.take())
  if (Array.isArray(value)) return value.map(comparable)
  if (value instanceof Map)
    return new Map(Array.from(value, ([key, inner]) => [key, comparable(inner)] as const))
  if (typeof value !== 'object' || value === null) return value
  if ('bounds' in value) return comparable(decodePayload(storedPayload(value as never)))
  const { kind, ...rest } = value as Record<string, unknown>
  const entries = Object.entries(rest).map(([key, inner]) => [key, comparable(inner)])
  const named = typeof kind === 'string' ? { kind: kind.replace(shortNames, '') } : {}
  return { ...named, ...Object.fromEntries(entries) }
}

test.each(requests)('%s is read as the contract says', (name, codec) => {
  const seed = 1 + (Date.now() % 1_000_000)
  const random = createRandom(seed)
  for (let run = 0; run < 60; run++) {
    const message = randomMessage(random, `qdrant.${name}`)
    const read = decodeMessage(codec, encodeMessage(name, message))
    expect({ seed, run, read: comparable(read) }).toStrictEqual({
      seed,
      run,
      read: comparable(readForm(`qdrant.${name}`, message)),
    })
  }
})
