import { malformed } from '#model/errors.ts'
import { numericId, type PointId, parseUuid } from '#model/point-id.ts'
import { faultsIn, type MessageCodec, messageCodec } from './proto-message.ts'
import { type ProtoReader, wireType, wrongWireType } from './proto-reader.ts'

/** A PointId as it came: a number, the text of a UUID unread, or null when neither is there. */
export type RawPointId = number | bigint | string | null

export const pointIdCodec: MessageCodec<RawPointId> = messageCodec(
  faultsIn('PointId.point_id_options', mergePointId),
)

function mergePointId(reader: ProtoReader, previous: RawPointId | undefined): RawPointId {
  let id = previous ?? null
  while (reader.position < reader.end) {
    const tag = reader.tag()
    const number = tag >>> 3
    if (number === 1) {
      if ((tag & 7) !== wireType.varint) throw wrongWireType(tag & 7, wireType.varint)
      id = reader.uint64()
    } else if (number === 2) {
      if ((tag & 7) !== wireType.bytes) throw wrongWireType(tag & 7, wireType.bytes)
      id = reader.string()
    } else {
      reader.skip(tag)
    }
  }
  return id
}

/** The canonical id. */
export function pointIdOf(raw: RawPointId): PointId {
  if (typeof raw === 'number') return raw
  if (raw === null) throw malformed('No ID options provided')
  if (typeof raw === 'bigint') return numericId(raw)
  const uuid = parseUuid(raw)
  if (uuid === undefined) throw malformed(`Unable to parse UUID: ${raw}`)
  return uuid
}
