/**
 * A payload value, exact: an integer is a `bigint` (i64, or u64 above it when it came by REST), a float is
 * a `number`. So `1` and `1.0` stay different kinds and no integer goes through a double. Objects are maps
 * because a payload keeps the order of its keys.
 */
export type PayloadValue = null | boolean | bigint | number | string | PayloadValue[] | PayloadObject
export type PayloadObject = Map<string, PayloadValue>

/** The payload of one point: an object at top level. */
export type Payload = PayloadObject

/**
 * A payload as it is stored and sent: the bytes of protobuf `map<string, qdrant.Value>` entries, each with
 * the tag of field 2, so that they can be spliced unread into a ScoredPoint or a RetrievedPoint. The order
 * of the entries is the order of the keys. An unsigned integer above the range of i64 is stored as the
 * double that gRPC clients see, beside the exact number in a field that they skip. `null` stands for a point
 * without a payload, which is not the same as an empty one.
 */
export type PayloadBytes = Uint8Array
