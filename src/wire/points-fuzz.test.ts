import { expect, test } from 'bun:test'
import { RequestError } from '#model/errors.ts'
import { createRandom, type Random } from '#base/random.fixture.ts'
import { encodeMessage } from './encode-message.fixture.ts'
import { Writer } from './int64.ts'
import * as reads from './points-requests.ts'
import * as writes from './points-write-requests.ts'
import { randomMessage } from './random-messages.fixture.ts'

const decoders: readonly (readonly [string, (bytes: Uint8Array) => unknown])[] = [
  ['SearchPoints', reads.decodeSearchPoints],
  ['SearchBatchPoints', reads.decodeSearchBatchPoints],
  ['SearchPointGroups', reads.decodeSearchPointGroups],
  ['RecommendPoints', reads.decodeRecommendPoints],
  ['RecommendBatchPoints', reads.decodeRecommendBatchPoints],
  ['RecommendPointGroups', reads.decodeRecommendPointGroups],
  ['DiscoverPoints', reads.decodeDiscoverPoints],
  ['DiscoverBatchPoints', reads.decodeDiscoverBatchPoints],
  ['QueryPoints', reads.decodeQueryPoints],
  ['QueryBatchPoints', reads.decodeQueryBatchPoints],
  ['QueryPointGroups', reads.decodeQueryPointGroups],
  ['ScrollPoints', reads.decodeScrollPoints],
  ['GetPoints', reads.decodeGetPoints],
  ['CountPoints', reads.decodeCountPoints],
  ['FacetCounts', reads.decodeFacetCounts],
  ['SearchMatrixPoints', reads.decodeSearchMatrixPoints],
  ['UpsertPoints', writes.decodeUpsertPoints],
  ['DeletePoints', writes.decodeDeletePoints],
  ['UpdatePointVectors', writes.decodeUpdatePointVectors],
  ['DeletePointVectors', writes.decodeDeletePointVectors],
  ['SetPayloadPoints', writes.decodeSetPayloadPoints],
  ['SetPayloadPoints', writes.decodeOverwritePayloadPoints],
  ['DeletePayloadPoints', writes.decodeDeletePayloadPoints],
  ['ClearPayloadPoints', writes.decodeClearPayloadPoints],
  ['CreateFieldIndexCollection', writes.decodeCreateFieldIndex],
  ['DeleteFieldIndexCollection', writes.decodeDeleteFieldIndex],
  ['CreateVectorNameRequest', writes.decodeCreateVectorName],
  ['DeleteVectorNameRequest', writes.decodeDeleteVectorName],
  ['UpdateBatchPoints', writes.decodeUpdateBatchPoints],
]

function randomRequest(random: Random, name: string): Uint8Array {
  return encodeMessage(name, { ...randomMessage(random, `qdrant.${name}`), collectionName: 'c' })
}

/** Another message, or nearly one: bytes changed, cut out, doubled, or put in from elsewhere. */
function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  const result = Array.from(bytes)
  const changes = 1 + Math.floor(random() * 4)
  for (let change = 0; change < changes; change++) {
    const at = Math.floor(random() * (result.length + 1))
    const length = Math.floor(random() * 8)
    const kind = Math.floor(random() * 4)
    if (kind === 0) result[Math.min(at, result.length - 1)] = Math.floor(random() * 256)
    else if (kind === 1) result.splice(at, length)
    else if (kind === 2) result.splice(at, 0, ...result.slice(at, at + length))
    else result.splice(at, 0, ...Array.from({ length }, () => Math.floor(random() * 256)))
  }
  return Uint8Array.from(result)
}

function outcome(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): 'read' | 'refused' {
  try {
    decode(bytes)
    return 'read'
  } catch (error) {
    if (error instanceof RequestError) return 'refused'
    throw error
  }
}

test.each(decoders)('any bytes as %s are read or refused', (name, decode) => {
  const seed = 1 + (Date.now() % 1_000_000)
  const random = createRandom(seed)
  const seen = new Set<string>()
  try {
    for (let run = 0; run < 250; run++) {
      const bytes = randomRequest(random, name)
      seen.add(outcome(decode, bytes))
      outcome(decode, mutate(random, bytes))
      outcome(decode, bytes.subarray(0, Math.floor(random() * bytes.length)))
      outcome(
        decode,
        Uint8Array.from({ length: run % 40 }, () => Math.floor(random() * 256)),
      )
    }
  } catch (error) {
    throw new Error(`seed ${seed}`, { cause: error })
  }
  expect(seen.size).toBeGreaterThan(0)
})

test('a truncated request is refused', () => {
  const bytes = encodeMessage('CountPoints', { collectionName: 'abc' })
  expect(() => reads.decodeCountPoints(bytes.subarray(0, 3))).toThrow(
    new RequestError(
      'internal',
      'failed to decode Protobuf message: CountPoints.collection_name: buffer underflow',
    ),
  )
})

/** `bytes` within `levels` messages that each have it as the field with this tag. */
function nest(tag: number, bytes: Uint8Array, levels: number): Uint8Array {
  let inner = bytes
  for (let level = 0; level < levels; level++) {
    inner = Writer.create().uint32(tag).bytes(inner).finish()
  }
  return inner
}

test('deep nesting is refused before the stack ends', () => {
  // Filter within Condition within Filter, the Count around them.
  let filter: Uint8Array = new Uint8Array(0)
  for (let level = 0; level < 5000; level++) filter = nest(0x12, nest(0x22, filter, 1), 1)
  const request = Writer.create().uint32(0x0a).string('c').uint32(0x12).bytes(filter).finish()
  expect(() => reads.decodeCountPoints(request)).toThrow('recursion limit reached')
})

test('nesting up to the limit is read', () => {
  const deepest = (levels: number) => {
    let value: Uint8Array = Writer.create().uint32(0x18).int32(7).finish()
    // A list of one value adds two levels.
    for (let level = 0; level < levels; level++) value = nest(0x3a, nest(0x0a, value, 1), 1)
    const entry = Writer.create().uint32(0x0a).string('k').uint32(0x12).bytes(value).finish()
    const request = Writer.create().uint32(0x0a).string('c').uint32(0x1a).bytes(entry)
    const selector = request.uint32(0x2a).bytes(nest(0x0a, new Uint8Array(0), 1))
    return writes.decodeSetPayloadPoints(selector.finish())
  }
  // The entry and the outer value are two of a hundred levels.
  expect(deepest(49).request.operation.kind).toBe('set_payload')
  expect(() => deepest(50)).toThrow('recursion limit reached')
})

test('time stays linear where pieces are merged', () => {
  // One dense vector in very many pieces, each a message of its own.
  const piece = Writer.create().uint32(0x12).bytes(Writer.create().uint32(0x0d).float(1).finish()).finish()
  const input = Buffer.concat(Array.from({ length: 100_000 }, () => piece))
  const query = nest(0x0a, input, 1)
  const request = Writer.create().uint32(0x0a).string('c').uint32(0x1a).bytes(query).finish()
  const { request: decoded } = reads.decodeQueryPoints(request)
  const vector = decoded.query?.kind === 'nearest' ? decoded.query.vector : undefined
  expect(vector?.kind === 'dense' ? vector.values.length : 0).toBe(100_000)
})
