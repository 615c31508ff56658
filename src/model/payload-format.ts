/**
 * The protobuf tags of stored payloads: `map<string, qdrant.Value>` entries of field 2 at top level and of
 * field 1 inside a struct. A tag is the field number shifted by three, with the wire type.
 */
export const payloadTag = {
  /** One entry of the payload, as in ScoredPoint and RetrievedPoint. */
  entry: 0x12,
  /** One entry of a nested object (Struct.fields). */
  structEntry: 0x0a,
  entryKey: 0x0a,
  entryValue: 0x12,
  /** One element of a list (ListValue.values). */
  element: 0x0a,
} as const

/** The tags of the kinds of qdrant.Value. */
export const valueTag = {
  null: 0x08,
  double: 0x11,
  integer: 0x18,
  string: 0x22,
  boolean: 0x28,
  struct: 0x32,
  list: 0x3a,
  /** Ours, skipped by clients: the exact u64 (fixed64) beside the double of a number above the i64 range. */
  exactUnsigned: 0x79,
} as const

/** Levels of objects and lists that a payload may have, the payload itself included. */
export const payloadDepthMax = 128
