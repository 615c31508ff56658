import type { PayloadBytes, PayloadValue } from './payload.ts'
import { readValue } from './payload-codec.ts'
import { payloadTag, valueTag } from './payload-format.ts'
import type { PayloadPath } from './payload-path.ts'
import { PayloadReader } from './payload-reader.ts'

/** Reads the values at one path of a stored payload; null stands for a point without one. */
export type PathScanner = (bytes: PayloadBytes | null) => PayloadValue[]

type ScanStep =
  | { readonly kind: 'key'; readonly key: Uint8Array }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }

/**
 * Makes a reader of one path that steps over everything else: what it returns equals
 * `readPath(decodePayload(bytes), path)`.
 */
export function compilePathScanner(path: PayloadPath): PathScanner {
  const steps = path.steps.map(
    (step): ScanStep =>
      step.kind === 'key' ? { kind: 'key', key: new TextEncoder().encode(step.key) } : step,
  )
  return (bytes) => {
    const found: PayloadValue[] = []
    if (bytes !== null && bytes.length > 0) {
      scanEntries(new PayloadReader(bytes), bytes.length, payloadTag.entry, steps, 0, found)
    }
    return found
  }
}

/** Looks for the key of the step at `depth` in entries up to `end`; of equal keys the last one counts. */
function scanEntries(
  reader: PayloadReader,
  end: number,
  entryTag: number,
  steps: readonly ScanStep[],
  depth: number,
  found: PayloadValue[],
): void {
  const step = steps[depth]
  if (step?.kind !== 'key') return
  let valueFrom = -1
  let valueEnd = -1
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag !== entryTag) {
      reader.skip(tag)
      continue
    }
    const length = reader.varint()
    const entryEnd = reader.at + length
    if (entryHasKey(reader, entryEnd, step.key)) {
      valueFrom = entryValueFrom(reader, entryEnd)
      valueEnd = valueFrom < 0 ? -1 : reader.at
    }
    reader.at = entryEnd
  }
  if (valueFrom < 0) return
  reader.at = valueFrom
  scanValue(reader, valueEnd, steps, depth + 1, found)
}

/** Whether the entry that begins at the reader and ends at `end` has this key. Leaves the position as it was. */
function entryHasKey(reader: PayloadReader, end: number, key: Uint8Array): boolean {
  const from = reader.at
  const buffer = reader.buffer
  let isEqual = key.length === 0
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag !== payloadTag.entryKey) {
      reader.skip(tag)
      continue
    }
    const length = reader.varint()
    isEqual = length === key.length && equalBytes(buffer, reader.at, key)
    reader.at += length
    // Entries are written key first: an entry that goes on with its value needs no further look.
    if (buffer[reader.at] === payloadTag.entryValue) break
  }
  reader.at = from
  return isEqual
}

function equalBytes(buffer: Uint8Array, at: number, key: Uint8Array): boolean {
  for (let index = 0; index < key.length; index++) {
    if (buffer[at + index] !== key[index]) return false
  }
  return true
}

/** Start of the value of an entry, whose end the reader then stands at; -1 when there is none. */
function entryValueFrom(reader: PayloadReader, end: number): number {
  let from = -1
  let valueEnd = end
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag !== payloadTag.entryValue) {
      reader.skip(tag)
      continue
    }
    const length = reader.varint()
    from = reader.at
    valueEnd = from + length
    reader.at = valueEnd
  }
  reader.at = valueEnd
  return from
}

function scanValue(
  reader: PayloadReader,
  end: number,
  steps: readonly ScanStep[],
  depth: number,
  found: PayloadValue[],
): void {
  const step = steps[depth]
  if (step === undefined) {
    found.push(readValue(reader, end))
    return
  }
  const wanted = step.kind === 'key' ? valueTag.struct : valueTag.list
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag !== wanted) {
      reader.skip(tag)
      continue
    }
    const length = reader.varint()
    const contentEnd = reader.at + length
    if (step.kind === 'key') scanEntries(reader, contentEnd, payloadTag.structEntry, steps, depth, found)
    else scanElements(reader, contentEnd, step.kind === 'all' ? -1 : step.index, steps, depth, found)
    reader.at = contentEnd
  }
}

/** Goes on in element `wanted` of a list, or in every one when it is -1. */
function scanElements(
  reader: PayloadReader,
  end: number,
  wanted: number,
  steps: readonly ScanStep[],
  depth: number,
  found: PayloadValue[],
): void {
  let index = 0
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag !== payloadTag.element) {
      reader.skip(tag)
      continue
    }
    const length = reader.varint()
    const elementEnd = reader.at + length
    if (wanted < 0 || wanted === index) scanValue(reader, elementEnd, steps, depth + 1, found)
    reader.at = elementEnd
    index++
  }
}
