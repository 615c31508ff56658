import type { BitSet } from '#base/bit-set.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'
import { forEachElement } from '#model/indexed-values.ts'
import type { PayloadValue } from '#model/payload.ts'
import { isTextTest, parseTextTest, type TextTest, type TokenQuery } from '#model/text-test.ts'
import { createTokenizer, type Tokenizer } from '#model/tokenizer.ts'
import { type Estimate, exactly, type SlotTest } from './column.ts'
import { GrowingNumbers } from './growing-numbers.ts'
import type { HeadColumn } from './head-column.ts'
import { HeadFlags } from './head-flags.ts'
import { isNullTest } from './null-flags.ts'
import { collectTokens, estimateTokens, type TokenPostings, tokenSlotTest } from './token-search.ts'

/** The slots and positions of a token that come one by one. */
export class GrowingPostings implements TokenPostings {
  readonly list = new GrowingNumbers(4)
  readonly positions = new GrowingNumbers(4)
  /** Where the positions of each slot begin. */
  readonly starts = new GrowingNumbers(4)

  get slots(): Uint32Array {
    return this.list.values
  }

  positionsAt(index: number): Uint32Array {
    const end = index + 1 < this.starts.length ? this.starts.at(index + 1) : this.positions.length
    return this.positions.values.subarray(this.starts.at(index), end)
  }

  /** Slots and the positions within one come ascending. */
  add(slot: number, position: number, keepsPositions: boolean): void {
    const { list } = this
    if (list.length === 0 || list.at(list.length - 1) !== slot) {
      list.push(slot)
      if (keepsPositions) this.starts.push(this.positions.length)
    }
    if (keepsPositions) this.positions.push(position)
  }
}

/** The tokens of a head, each with the list of its slots. */
export class HeadTextColumn implements HeadColumn {
  readonly schema: PayloadIndexSchema
  readonly keys = undefined
  slotCount = 0
  indexedCount = 0
  readonly tokens = new Map<string, GrowingPostings>()
  readonly #tokenizer: Tokenizer
  readonly #flags = new HeadFlags()

  constructor(schema: PayloadIndexSchema) {
    this.schema = schema
    this.#tokenizer = createTokenizer(schema)
  }

  append(values: readonly PayloadValue[]): void {
    const slot = this.slotCount++
    this.#flags.append(slot, values)
    const keepsPositions = this.schema.phraseMatching === true
    let position = 0
    let hasText = false
    forEachElement(values, (value) => {
      if (typeof value !== 'string') return
      hasText = true
      for (const token of this.#tokenizer.documentTokens(value)) {
        let postings = this.tokens.get(token)
        if (!postings) {
          postings = new GrowingPostings()
          this.tokens.set(token, postings)
        }
        postings.add(slot, position++, keepsPositions)
      }
      // A gap, so that no phrase goes from one element to the next.
      position++
    })
    if (hasText) this.indexedCount++
  }

  estimate(test: FieldTest): Estimate {
    if (isNullTest(test)) return this.#flags.estimate(this.slotCount, test)
    if (!isTextTest(test)) return exactly(0)
    return estimateTokens(this.#query(test), this.#find, this.indexedCount)
  }

  collect(test: FieldTest, bits: BitSet): void {
    if (isNullTest(test)) this.#flags.collect(this.slotCount, test, bits)
    else if (isTextTest(test)) collectTokens(this.#query(test), this.#find, bits)
  }

  slotTest(test: FieldTest): SlotTest {
    if (isNullTest(test)) return this.#flags.slotTest(this.slotCount, test)
    return isTextTest(test) ? tokenSlotTest(this.#query(test), this.#find) : () => false
  }

  readonly #find = (token: string): TokenPostings | undefined => this.tokens.get(token)

  #query(test: TextTest): TokenQuery {
    return parseTextTest(this.schema, this.#tokenizer, test)
  }
}
