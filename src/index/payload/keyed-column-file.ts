import { type BitSet, bitSetWords, setBit } from '#base/bit-set.ts'
import { createIndexFile, type IndexFileKind } from '#index/section-file.ts'
import { nullFlags } from '#model/indexed-values.ts'
import type { PayloadValue } from '#model/payload.ts'
import type { ColumnKey } from './column.ts'
import { KeyDictionary } from './key-dictionary.ts'
import { compareKeys, type KeyedType } from './key-type.ts'
import { encodeKeys } from './sorted-keys.ts'

/**
 * The file of a sealed column of keys. Numbers: slots, slots with a key, the most keys of a slot. Sections:
 * flags of the slots (has values, has null, has a key), the sorted keys and their starts, where the slots of
 * each key begin, the slots key after key and ascending within one, where the ids of each slot begin (empty
 * when no slot has more than one: then there is one id a slot, `noKey` for none), and the ids slot after slot.
 */
export const keyedColumnKind: IndexFileKind = { magic: 'QCKY', version: 1 }
export const keyedColumnNumbers = 3
export const keyedColumnSections = 9
/** Stands for a slot without a key. */
export const noKey = 0xffff_ffff

export function buildKeyedColumn(
  type: KeyedType,
  slotCount: number,
  valuesOf: (slot: number) => readonly PayloadValue[],
): Uint8Array {
  const dictionary = new KeyDictionary(type)
  const flags = Array.from({ length: 3 }, (): BitSet => new Uint32Array(bitSetWords(slotCount)))
  const [hasValues, hasNull, hasKey] = flags as [BitSet, BitSet, BitSet]
  let indexedCount = 0
  for (let slot = 0; slot < slotCount; slot++) {
    const values = valuesOf(slot)
    if (values.length === 0) {
      dictionary.append(values)
      continue
    }
    const found = nullFlags(values)
    if (found.hasValues) setBit(hasValues, slot)
    if (found.hasNull) setBit(hasNull, slot)
    if (dictionary.append(values) > 0) {
      setBit(hasKey, slot)
      indexedCount++
    }
  }
  return writeKeyedColumn(type, dictionary, flags, indexedCount)
}

function writeKeyedColumn(
  type: KeyedType,
  dictionary: KeyDictionary,
  flags: readonly BitSet[],
  indexedCount: number,
): Uint8Array {
  const { slotCount, keysMax } = dictionary
  const sorted = sortKeys(type, dictionary.keys)
  const rankOf = new Uint32Array(sorted.length)
  sorted.forEach((key, rank) => {
    rankOf[dictionary.find(key) ?? 0] = rank
  })
  const ids = dictionary.ids.values.map((id) => rankOf[id] as number)
  const starts = dictionary.starts.values
  const { postings, postingStarts } = invert(ids, starts, sorted.length)
  const keys = encodeKeys(type, sorted)
  const sections = [
    ...flags,
    keys.keys,
    keys.starts,
    postingStarts,
    postings,
    keysMax > 1 ? starts : new Uint32Array(0),
    keysMax > 1 ? ids : oneIdPerSlot(ids, starts),
  ].map((section) => new Uint8Array(section.buffer, section.byteOffset, section.byteLength))
  const file = createIndexFile(
    keyedColumnKind,
    [slotCount, indexedCount, keysMax],
    sections.map((section) => section.length),
  )
  sections.forEach((section, index) => file.sections[index]?.set(section))
  return file.bytes
}

/** The built-in sorts of numbers and of texts are many times faster than one that calls back. */
function sortKeys(type: KeyedType, keys: readonly ColumnKey[]): ColumnKey[] {
  if (type === 'float') return Array.from(Float64Array.from(keys as readonly number[]).sort())
  if (type === 'integer' || type === 'datetime') {
    return Array.from(BigInt64Array.from(keys as readonly bigint[]).sort())
  }
  // Up to the first surrogate the order of UTF-16 units is that of bytes.
  if (type === 'bool' || keys.some((key) => /[\ud800-\uffff]/.test(String(key))))
    return keys.toSorted(compareKeys)
  return (keys as readonly string[]).toSorted()
}

/** The slots of each id, from the ids of each slot. */
function invert(
  ids: Uint32Array,
  starts: Uint32Array,
  idCount: number,
): { readonly postings: Uint32Array; readonly postingStarts: Uint32Array } {
  const postingStarts = new Uint32Array(idCount + 1)
  for (const id of ids) postingStarts[id + 1] = (postingStarts[id + 1] as number) + 1
  for (let id = 0; id < idCount; id++) {
    postingStarts[id + 1] = (postingStarts[id + 1] as number) + (postingStarts[id] as number)
  }
  const next = postingStarts.slice(0, idCount)
  const postings = new Uint32Array(ids.length)
  for (let slot = 0; slot + 1 < starts.length; slot++) {
    for (let index = starts[slot] as number; index < (starts[slot + 1] as number); index++) {
      const id = ids[index] as number
      postings[next[id] as number] = slot
      next[id] = (next[id] as number) + 1
    }
  }
  return { postings, postingStarts }
}

function oneIdPerSlot(ids: Uint32Array, starts: Uint32Array): Uint32Array {
  const idOf = new Uint32Array(starts.length - 1).fill(noKey)
  for (let slot = 0; slot < idOf.length; slot++) {
    const from = starts[slot] as number
    if (from < (starts[slot + 1] as number)) idOf[slot] = ids[from] as number
  }
  return idOf
}
