import { malformed } from './errors.ts'
import type { Payload, PayloadValue } from './payload.ts'

/**
 * A parsed payload path such as `a.b[].c` or `"odd key"[0]`. The printed form is canonical: two paths
 * are the same exactly when their `text` is.
 */
export interface PayloadPath {
  /** Canonical text: keys quoted only where they must be. */
  readonly text: string
  /** The first step is always a key. */
  readonly steps: readonly PayloadPathStep[]
}
export type PayloadPathStep =
  | { readonly kind: 'key'; readonly key: string }
  /** One element of an array. */
  | { readonly kind: 'index'; readonly index: number }
  /** Every element of an array: `[]`. */
  | { readonly kind: 'all' }

const rawKey = /[\p{Alphabetic}\p{N}_-]+/uy
const quotedKey = /"([^"\\]*)"/uy
const bracket = /\[([0-9]*)\]/y
const wholeRawKey = /^[\p{Alphabetic}\p{N}_-]+$/u
const indexMax = 2n ** 64n - 1n

/**
 * Reads a path: keys (letters, numbers, `_` and `-`, or anything but `"` and `\` within quotes) joined by
 * dots, `[n]` and `[]` after a key. Throws `Invalid json path: 'X'`.
 */
export function parsePayloadPath(text: string): PayloadPath {
  const steps = parseSteps(text)
  if (steps === undefined) throw malformed(`Invalid json path: '${text}'`)
  return payloadPathOf(steps)
}

/** The path of the given steps, of which the first must be a key. */
function payloadPathOf(steps: readonly PayloadPathStep[]): PayloadPath {
  return { text: printPath(steps), steps }
}

/** `prefix` followed by `path`, which starts with a key. */
export function joinPaths(prefix: PayloadPath, path: PayloadPath): PayloadPath {
  return { text: `${prefix.text}.${path.text}`, steps: [...prefix.steps, ...path.steps] }
}

/** The path with `[]` at its end, unless it ends so already. */
export function elementsOf(path: PayloadPath): PayloadPath {
  if (path.steps.at(-1)?.kind === 'all') return path
  return { text: `${path.text}[]`, steps: [...path.steps, { kind: 'all' }] }
}

/** The values at a path. Arrays are entered by `[n]` and `[]` only, never by a key. */
export function readPath(payload: Payload, path: PayloadPath): PayloadValue[] {
  const found: PayloadValue[] = []
  collect(payload, path.steps, 0, found)
  return found
}

function collect(
  value: PayloadValue,
  steps: readonly PayloadPathStep[],
  depth: number,
  found: PayloadValue[],
): void {
  const step = steps[depth]
  if (step === undefined) {
    found.push(value)
    return
  }
  if (step.kind === 'key') {
    if (!(value instanceof Map)) return
    const inner = value.get(step.key)
    if (inner !== undefined) collect(inner, steps, depth + 1, found)
    return
  }
  if (!Array.isArray(value)) return
  if (step.kind === 'all') {
    for (const element of value) collect(element, steps, depth + 1, found)
    return
  }
  const element = value[step.index]
  if (element !== undefined) collect(element, steps, depth + 1, found)
}

function parseSteps(text: string): PayloadPathStep[] | undefined {
  const first = parseKey(text, 0)
  if (first === undefined) return undefined
  const steps: PayloadPathStep[] = [{ kind: 'key', key: first.key }]
  let at = first.end
  while (at < text.length) {
    if (text[at] === '.') {
      const next = parseKey(text, at + 1)
      if (next === undefined) return undefined
      steps.push({ kind: 'key', key: next.key })
      at = next.end
      continue
    }
    bracket.lastIndex = at
    const digits = bracket.exec(text)?.[1]
    if (digits === undefined) return undefined
    if (digits === '') steps.push({ kind: 'all' })
    else {
      const index = BigInt(digits)
      if (index > indexMax) return undefined
      steps.push({ kind: 'index', index: Math.min(Number(index), Number.MAX_SAFE_INTEGER) })
    }
    at = bracket.lastIndex
  }
  return steps
}

function parseKey(text: string, at: number): { key: string; end: number } | undefined {
  rawKey.lastIndex = at
  const raw = rawKey.exec(text)
  if (raw) return { key: raw[0], end: rawKey.lastIndex }
  quotedKey.lastIndex = at
  const quoted = quotedKey.exec(text)
  return quoted ? { key: quoted[1] ?? '', end: quotedKey.lastIndex } : undefined
}

function printPath(steps: readonly PayloadPathStep[]): string {
  let text = ''
  for (const step of steps) {
    if (step.kind === 'all') text += '[]'
    else if (step.kind === 'index') text += `[${step.index}]`
    else {
      if (text !== '') text += '.'
      text += wholeRawKey.test(step.key) ? step.key : `"${step.key}"`
    }
  }
  return text
}
