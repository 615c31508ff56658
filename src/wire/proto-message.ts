import { ProtoError, ProtoReader, undecodable, wireType, wrongWireType } from './proto-reader.ts'

/**
 * Messages described as tables of their fields and read straight from bytes. Fields that are absent have
 * their default, unknown ones are skipped, of a field that comes twice the last value counts, messages that
 * come twice are merged, repeated numbers are taken packed or not: what proto3 asks of a decoder.
 */
export interface Codec<T> {
  readonly wireType: number
  /** The value of an absent field without presence; undefined for messages, which have presence. */
  readonly zero: T | undefined
  /** Reads one value; a message is merged into `previous`. */
  read(reader: ProtoReader, previous: T | undefined): T
}

/** What a codec decodes to. */
export type Decoded<C> = C extends Codec<infer T> ? T : never

/** One property of a record: which field numbers fill it, and from what value on. */
export interface Field<T> {
  readonly initial: T
  readonly arms: readonly FieldArm<T>[]
}
interface FieldArm<T> {
  readonly number: number
  /** Reads the value that follows a tag of this wire type and returns the new value of the property. */
  merge(reader: ProtoReader, type: number, previous: T): T
}

/** Reads a whole request. Throws RequestError 'internal' when the bytes are no such message. */
export function decodeMessage<T>(codec: MessageCodec<T>, bytes: Uint8Array): T {
  try {
    return codec.merge(new ProtoReader(bytes), undefined)
  } catch (error) {
    if (error instanceof ProtoError) throw undecodable(error)
    throw error
  }
}

export interface MessageCodec<T> extends Codec<T> {
  /** Reads fields up to the end of the reader. */
  merge(reader: ProtoReader, previous: T | undefined): T
}

/** Adds a place to the path of faults that `merge` finds. */
export function faultsIn<A extends readonly unknown[], T>(
  place: string,
  merge: (...args: A) => T,
): (...args: A) => T {
  return (...args) => {
    try {
      return merge(...args)
    } catch (error) {
      if (error instanceof ProtoError) error.path.push(place)
      throw error
    }
  }
}

/** The codec of a message whose fields are read by `merge`. */
export function messageCodec<T>(merge: (reader: ProtoReader, previous: T | undefined) => T): MessageCodec<T> {
  return {
    wireType: wireType.bytes,
    zero: undefined,
    merge,
    read(reader, previous) {
      const outerEnd = reader.enter()
      const value = merge(reader, previous)
      reader.leave(outerEnd)
      return value
    },
  }
}

interface Slot {
  readonly property: string
  readonly arm: FieldArm<unknown>
}

/** The name of the entries of maps, which are no place of their own in the path of a fault. */
export const mapEntry = ''

/** A message that becomes an object with one property a field (or oneof). `name` is its protobuf name. */
export function record<T extends object>(
  name: string,
  fields: { [K in keyof T]: Field<T[K]> },
): MessageCodec<T> {
  const template: Record<string, unknown> = {}
  const slots: (Slot | undefined)[] = []
  for (const [property, field] of Object.entries<Field<unknown>>(fields)) {
    template[property] = field.initial
    for (const arm of field.arms) slots[arm.number] = { property, arm }
  }
  const merge = (reader: ProtoReader, previous: T | undefined): T => {
    const value = (previous ?? { ...template }) as Record<string, unknown>
    let slot: Slot | undefined
    try {
      while (reader.position < reader.end) {
        slot = undefined
        const tag = reader.tag()
        slot = slots[tag >>> 3]
        if (slot === undefined) reader.skip(tag)
        else value[slot.property] = slot.arm.merge(reader, tag & 7, value[slot.property])
      }
    } catch (error) {
      if (error instanceof ProtoError && slot !== undefined && name !== mapEntry) {
        error.path.push(`${name}.${snakeCase(slot.property)}`)
      }
      throw error
    }
    return value as T
  }
  return messageCodec(merge)
}

/** The protobuf spelling of a property. */
export function snakeCase(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A field without presence: its zero when absent. */
export function plain<T>(number: number, codec: Codec<T>): Field<T> {
  return { initial: codec.zero as T, arms: [{ number, merge: singular(codec) }] }
}

/** A field with presence: undefined when absent. Every field that is a message has it. */
export function optional<T>(number: number, codec: Codec<T>): Field<T | undefined> {
  return { initial: undefined, arms: [{ number, merge: singular(codec) }] }
}

const none: readonly never[] = Object.freeze([])

export function repeated<T>(number: number, codec: Codec<T>): Field<readonly T[]> {
  const merge = (reader: ProtoReader, type: number, previous: readonly T[]): readonly T[] => {
    const list = (previous === none ? [] : previous) as T[]
    if (type === codec.wireType) list.push(codec.read(reader, undefined))
    else if (type === wireType.bytes) readPacked(reader, codec, list)
    else throw wrongWireType(type, codec.wireType)
    return list
  }
  return { initial: none, arms: [{ number, merge }] }
}

function readPacked<T>(reader: ProtoReader, codec: Codec<T>, list: T[]): void {
  const end = reader.delimited()
  while (reader.position < end) list.push(codec.read(reader, undefined))
  if (reader.position !== end) throw new ProtoError('delimited length exceeded')
}

const noEntries: ReadonlyMap<string, never> = new Map<string, never>()

/** A map with text keys. A key that comes twice has the last value, an entry without value the default. */
export function map<T>(number: number, value: MessageCodec<T>): Field<ReadonlyMap<string, T>> {
  const entry = record<{ key: string; value: T | undefined }>(mapEntry, {
    key: plain(1, string),
    value: optional(2, value),
  })
  const empty = new ProtoReader(new Uint8Array(0))
  const merge = (
    reader: ProtoReader,
    type: number,
    previous: ReadonlyMap<string, T>,
  ): ReadonlyMap<string, T> => {
    if (type !== wireType.bytes) throw wrongWireType(type, wireType.bytes)
    const entries = (previous === noEntries ? new Map<string, T>() : previous) as Map<string, T>
    const read = entry.read(reader, undefined)
    entries.set(read.key, read.value ?? value.merge(empty, undefined))
    return entries
  }
  return { initial: noEntries, arms: [{ number, merge }] }
}

type OneofArms<A> = { [K in keyof A]: readonly [number, Codec<A[K]>] }
/** The arm that came last, or undefined. */
export type Oneof<A> = { [K in keyof A]: { readonly kind: K; readonly value: A[K] } }[keyof A]

export function oneof<A extends object>(arms: OneofArms<A>): Field<Oneof<A> | undefined> {
  const entries = Object.entries<readonly [number, Codec<unknown>]>(arms)
  return {
    initial: undefined,
    arms: entries.map(([kind, [number, codec]]) => {
      const read = singular(codec)
      return {
        number,
        merge: (reader: ProtoReader, type: number, previous: Oneof<A> | undefined) => {
          const same = previous?.kind === kind ? previous.value : undefined
          return { kind, value: read(reader, type, same) } as Oneof<A>
        },
      }
    }),
  }
}

/** A codec that is named before it exists, for messages that hold themselves. */
export function lazy<T>(codec: () => MessageCodec<T>): Codec<T> {
  return {
    wireType: wireType.bytes,
    zero: undefined,
    read: (reader, previous) => codec().read(reader, previous),
  }
}

function singular<T>(codec: Codec<T>): (reader: ProtoReader, type: number, previous: T | undefined) => T {
  return (reader, type, previous) => {
    if (type !== codec.wireType) throw wrongWireType(type, codec.wireType)
    return codec.read(reader, previous)
  }
}

function scalar<T>(type: number, zero: T, read: (reader: ProtoReader) => T): Codec<T> {
  return { wireType: type, zero, read }
}

export const double = scalar(wireType.fixed64, 0, (reader) => reader.double())
export const float = scalar(wireType.fixed32, 0, (reader) => reader.float())
export const int64 = scalar(wireType.varint, 0n, (reader) => reader.int64())
/** Exact: a bigint above 2^53. */
export const uint64 = scalar<number | bigint>(wireType.varint, 0, (reader) => reader.uint64())
/** A uint64 that counts something: rounded above 2^53. */
export const count = scalar(wireType.varint, 0, (reader) => reader.unsigned())
export const uint32 = scalar(wireType.varint, 0, (reader) => reader.uint32())
/** An enum, open: any 32-bit number. */
export const enumeration = scalar(wireType.varint, 0, (reader) => reader.int32())
export const bool = scalar(wireType.varint, false, (reader) => reader.bool())
export const string = scalar(wireType.bytes, '', (reader) => reader.string())
