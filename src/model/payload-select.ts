import type { PayloadBytes } from './payload.ts'
import { payloadTag, valueTag } from './payload-format.ts'
import type { PayloadPathStep } from './payload-path.ts'
import { PayloadReader } from './payload-reader.ts'
import { PayloadWriter } from './payload-writer.ts'
import type { PayloadSelector } from './query.ts'

type Steps = readonly PayloadPathStep[]

/**
 * What a read returns of a payload, as bytes to be sent. `include` keeps every node whose path agrees with
 * a selected path as far as both go; `exclude` drops nodes whose path begins with a selected one. Elements
 * of arrays are visited as `[]`, so a selector with `[n]` meets none of them. Emptied containers stay.
 */
export function selectPayload(bytes: PayloadBytes | null, selector: PayloadSelector): PayloadBytes | null {
  if (bytes === null) return null
  switch (selector.kind) {
    case 'none':
      return null
    case 'all':
      return bytes
    case 'include':
    case 'exclude': {
      const paths = selector.paths.map((path) => path.steps)
      if (selector.kind === 'exclude' && paths.length === 0) return bytes
      const copier = new SelectiveCopier(bytes, selector.kind === 'include')
      copier.copyEntries(bytes.length, paths, 0, payloadTag.entry)
      return copier.finish()
    }
  }
}

/** Copies the selected parts of stored bytes; subtrees that are selected whole are copied unread. */
class SelectiveCopier {
  readonly #reader: PayloadReader
  readonly #writer: PayloadWriter
  readonly #including: boolean

  constructor(bytes: PayloadBytes, including: boolean) {
    this.#reader = new PayloadReader(bytes)
    this.#writer = new PayloadWriter(bytes.length + 16)
    this.#including = including
  }

  finish(): PayloadBytes {
    return this.#writer.finish()
  }

  /** Copies entries up to `end`. All of `paths` agree with the place of these entries, `depth` steps deep. */
  copyEntries(end: number, paths: readonly Steps[], depth: number, entryTag: number): void {
    const reader = this.#reader
    while (reader.at < end) {
      const from = reader.at
      const tag = reader.varint()
      if (tag !== entryTag) {
        reader.skip(tag)
        continue
      }
      const length = reader.varint()
      const entryEnd = reader.at + length
      const { key, valueFrom, valueEnd } = this.#readEntry(entryEnd)
      const inner = paths.filter((steps) => agreesWithKey(steps[depth], key))
      const verdict = this.#verdict(inner, depth + 1)
      if (verdict === 'whole') this.#writer.bytes(reader.buffer, from, entryEnd)
      else if (verdict === 'parts') {
        this.#writer.byte(entryTag)
        const entry = this.#writer.begin()
        this.#writer.byte(payloadTag.entryKey)
        this.#writer.text(key)
        this.#writer.byte(payloadTag.entryValue)
        this.#copyValue(valueFrom, valueEnd, inner, depth + 1)
        this.#writer.end(entry)
      }
      reader.at = entryEnd
    }
  }

  /** Where the last value of an entry stands, and its key. */
  #readEntry(end: number): { key: string; valueFrom: number; valueEnd: number } {
    const reader = this.#reader
    let key = ''
    let valueFrom = end
    let valueEnd = end
    while (reader.at < end) {
      const tag = reader.varint()
      if (tag === payloadTag.entryKey) key = reader.text()
      else if (tag === payloadTag.entryValue) {
        const length = reader.varint()
        valueFrom = reader.at
        valueEnd = valueFrom + length
        reader.at = valueEnd
      } else reader.skip(tag)
    }
    return { key, valueFrom, valueEnd }
  }

  /** Copies a value, its length first, of which the paths select parts. */
  #copyValue(from: number, end: number, paths: readonly Steps[], depth: number): void {
    const reader = this.#reader
    const writer = this.#writer
    reader.at = from
    const value = writer.begin()
    while (reader.at < end) {
      const fieldFrom = reader.at
      const tag = reader.varint()
      if (tag !== valueTag.struct && tag !== valueTag.list) {
        reader.skip(tag)
        writer.bytes(reader.buffer, fieldFrom, reader.at)
        continue
      }
      const length = reader.varint()
      const contentEnd = reader.at + length
      writer.byte(tag)
      const content = writer.begin()
      if (tag === valueTag.struct) this.copyEntries(contentEnd, paths, depth, payloadTag.structEntry)
      else this.#copyElements(contentEnd, paths, depth)
      writer.end(content)
      reader.at = contentEnd
    }
    writer.end(value)
  }

  #copyElements(end: number, paths: readonly Steps[], depth: number): void {
    const reader = this.#reader
    const inner = paths.filter((steps) => steps[depth]?.kind === 'all')
    const verdict = this.#verdict(inner, depth + 1)
    while (reader.at < end) {
      const from = reader.at
      const tag = reader.varint()
      if (tag !== payloadTag.element) {
        reader.skip(tag)
        continue
      }
      const length = reader.varint()
      const elementEnd = reader.at + length
      if (verdict === 'whole') this.#writer.bytes(reader.buffer, from, elementEnd)
      else if (verdict === 'parts') {
        this.#writer.byte(payloadTag.element)
        this.#copyValue(reader.at, elementEnd, inner, depth + 1)
      }
      reader.at = elementEnd
    }
  }

  /** What becomes of a node `depth` steps deep, given the paths that agree with all of its steps. */
  #verdict(paths: readonly Steps[], depth: number): 'whole' | 'parts' | 'nothing' {
    if (paths.some((steps) => steps.length === depth)) return this.#including ? 'whole' : 'nothing'
    if (paths.length > 0) return 'parts'
    return this.#including ? 'nothing' : 'whole'
  }
}

function agreesWithKey(step: PayloadPathStep | undefined, key: string): boolean {
  return step?.kind === 'key' && step.key === key
}
