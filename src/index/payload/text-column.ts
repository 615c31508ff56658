import { type BitSet, createBitSet, setBit } from '#base/bit-set.ts'
import { asU32, createIndexFile, type IndexFileKind, openIndexFile } from '#index/section-file.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'
import { nullFlags } from '#model/indexed-values.ts'
import type { PayloadValue } from '#model/payload.ts'
import { isTextTest, parseTextTest, type TextTest, type TokenQuery } from '#model/text-test.ts'
import { createTokenizer, type Tokenizer } from '#model/tokenizer.ts'
import { type Estimate, exactly, type PayloadColumn, type SlotTest } from './column.ts'
import { type GrowingPostings, HeadTextColumn } from './head-text-column.ts'
import { compareKeys } from './key-type.ts'
import {
  collectNullTest,
  estimateNullTest,
  isNullTest,
  type NullFlagBits,
  nullSlotTest,
} from './null-flags.ts'
import { encodeTexts, TextKeys } from './sorted-keys.ts'
import { collectTokens, estimateTokens, type TokenPostings, tokenSlotTest } from './token-search.ts'

/**
 * The file of a sealed text column. Numbers: slots, slots with a text. Sections: flags of the slots (has
 * values, has null), the sorted tokens and their starts, where the slots of each token begin, the slots token
 * after token; and for phrases where the positions of each of those slots begin, and the positions.
 */
const textColumnKind: IndexFileKind = { magic: 'QCTX', version: 1 }

export function buildTextColumn(
  schema: PayloadIndexSchema,
  slotCount: number,
  valuesOf: (slot: number) => readonly PayloadValue[],
): Uint8Array {
  const hasValues = createBitSet(slotCount)
  const hasNull = createBitSet(slotCount)
  const column = new HeadTextColumn(schema)
  for (let slot = 0; slot < slotCount; slot++) {
    const values = valuesOf(slot)
    const flags = nullFlags(values)
    if (flags.hasValues) setBit(hasValues, slot)
    if (flags.hasNull) setBit(hasNull, slot)
    column.append(values)
  }
  const tokens = [...column.tokens.keys()].sort(compareKeys)
  const postings = tokens.map((token) => column.tokens.get(token) as GrowingPostings)
  const texts = encodeTexts(tokens)
  const sections: (Uint8Array | Uint32Array)[] = [
    hasValues,
    hasNull,
    texts.keys,
    texts.starts,
    startsOf(postings.map(({ list }) => list.length)),
    concatenate(postings.map(({ list }) => list.values)),
    ...positionSections(schema, postings),
  ]
  const file = createIndexFile(
    textColumnKind,
    [slotCount, column.indexedCount],
    sections.map((section) => section.byteLength),
  )
  sections.forEach((section, index) =>
    file.sections[index]?.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength)),
  )
  return file.bytes
}

function positionSections(schema: PayloadIndexSchema, postings: readonly GrowingPostings[]): Uint32Array[] {
  if (schema.phraseMatching !== true) return [new Uint32Array(0), new Uint32Array(0)]
  const lists: Uint32Array[] = []
  for (const posting of postings) {
    for (let index = 0; index < posting.list.length; index++) lists.push(posting.positionsAt(index))
  }
  return [startsOf(lists.map((list) => list.length)), concatenate(lists)]
}

function startsOf(lengths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1)
  lengths.forEach((length, index) => {
    starts[index + 1] = (starts[index] as number) + length
  })
  return starts
}

function concatenate(lists: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}

/** A text column over a mapped file. */
export class SealedTextColumn implements PayloadColumn {
  readonly schema: PayloadIndexSchema
  readonly slotCount: number
  readonly indexedCount: number
  readonly keys = undefined
  readonly #tokenizer: Tokenizer
  readonly #flags: NullFlagBits
  readonly #tokens: TextKeys
  readonly #postingStarts: Uint32Array
  readonly #postings: Uint32Array
  readonly #positionStarts: Uint32Array
  readonly #positions: Uint32Array

  /** Throws `IndexFileError` for bytes that are no such column. */
  constructor(schema: PayloadIndexSchema, bytes: Uint8Array) {
    const { numbers, sections } = openIndexFile(textColumnKind, bytes, 2, 8)
    const words = sections.map(asU32)
    const [hasValues, hasNull, , tokenStarts, postingStarts, postings, positionStarts, positions] = words as [
      ...[BitSet, BitSet, Uint32Array, Uint32Array],
      ...[Uint32Array, Uint32Array, Uint32Array, Uint32Array],
    ]
    this.schema = schema
    this.slotCount = numbers[0] as number
    this.indexedCount = numbers[1] as number
    this.#tokenizer = createTokenizer(schema)
    this.#flags = { hasValues, hasNull }
    this.#tokens = new TextKeys(sections[2] as Uint8Array, tokenStarts)
    this.#postingStarts = postingStarts
    this.#postings = postings
    this.#positionStarts = positionStarts
    this.#positions = positions
  }

  estimate(test: FieldTest): Estimate {
    if (isNullTest(test)) return estimateNullTest(this.#flags, this.slotCount, test)
    if (!isTextTest(test)) return exactly(0)
    return estimateTokens(this.#query(test), this.#find, this.indexedCount)
  }

  collect(test: FieldTest, bits: BitSet): void {
    if (isNullTest(test)) collectNullTest(this.#flags, this.slotCount, test, bits)
    else if (isTextTest(test)) collectTokens(this.#query(test), this.#find, bits)
  }

  slotTest(test: FieldTest): SlotTest {
    if (isNullTest(test)) return nullSlotTest(this.#flags, this.slotCount, test)
    return isTextTest(test) ? tokenSlotTest(this.#query(test), this.#find) : () => false
  }

  readonly #find = (token: string): TokenPostings | undefined => {
    const id = this.#tokens.lowerBound(token)
    if (id === this.#tokens.count || this.#tokens.keyAt(id) !== token) return undefined
    const from = this.#postingStarts[id] as number
    return {
      slots: this.#postings.subarray(from, this.#postingStarts[id + 1]),
      positionsAt: (index) =>
        this.#positions.subarray(this.#positionStarts[from + index], this.#positionStarts[from + index + 1]),
    }
  }

  #query(test: TextTest): TokenQuery {
    return parseTextTest(this.schema, this.#tokenizer, test)
  }
}
