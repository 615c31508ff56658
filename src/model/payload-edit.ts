import { must } from '#base/assert.ts'
import type { PayloadBytes, PayloadObject, PayloadValue } from './payload.ts'
import { decodePayload, encodePayload, tooDeep } from './payload-codec.ts'
import { payloadDepthMax } from './payload-format.ts'
import type { PayloadPath, PayloadPathStep } from './payload-path.ts'

/**
 * What SetPayload makes of a stored payload. Without a path the keys of the patch replace those of the
 * payload, and a null removes its key; a point without a payload takes the patch as it is, nulls included.
 * With a path the same happens to the object there, which is made where it is missing.
 */
export function setPayload(
  stored: PayloadBytes | null,
  patch: PayloadBytes,
  path?: PayloadPath,
): PayloadBytes {
  if (path === undefined) {
    if (stored === null) return patch
    if (patch.length === 0) return stored
  }
  if (path !== undefined && path.steps.length >= payloadDepthMax) throw tooDeep()
  const payload: PayloadObject = stored === null ? new Map() : decodePayload(stored)
  const entries = decodePayload(patch)
  if (path === undefined) mergeEntries(payload, entries)
  else setWithin(payload, path.steps, 0, entries)
  return encodePayload(payload)
}

/** The payload without what is at the paths. `[n]` as the last step removes nothing; `[]` empties its array. */
export function deletePayloadPaths(
  stored: PayloadBytes | null,
  paths: readonly PayloadPath[],
): PayloadBytes | null {
  if (stored === null || paths.length === 0) return stored
  const payload = decodePayload(stored)
  let changed = false
  for (const path of paths) changed = removeWithin(payload, path.steps, 0) || changed
  return changed ? encodePayload(payload) : stored
}

function mergeEntries(target: PayloadObject, entries: PayloadObject): void {
  for (const [key, value] of entries) {
    if (value === null) removeKey(target, key)
    else target.set(key, value)
  }
}

/** Removes a key and moves the last key into its place, which is the order that clients of REST know. */
function removeKey(object: PayloadObject, key: string): boolean {
  if (!object.has(key)) return false
  const entries = [...object]
  const at = entries.findIndex((entry) => entry[0] === key)
  const last = must(entries.pop(), 'an object with a key has entries')
  if (at < entries.length) entries[at] = last
  object.clear()
  for (const [name, value] of entries) object.set(name, value)
  return true
}

/** Sets within a value that has the right kind for the step at `depth`. */
function setWithin(
  container: PayloadObject | PayloadValue[],
  steps: readonly PayloadPathStep[],
  depth: number,
  entries: PayloadObject,
): void {
  const step = steps[depth]
  if (step === undefined) {
    mergeEntries(container as PayloadObject, entries)
    return
  }
  if (step.kind === 'key') {
    const object = container as PayloadObject
    object.set(step.key, setThrough(object.get(step.key) ?? null, steps, depth + 1, entries))
    return
  }
  const list = container as PayloadValue[]
  const from = step.kind === 'all' ? 0 : step.index
  const to = step.kind === 'all' ? list.length : Math.min(step.index + 1, list.length)
  for (let at = from; at < to; at++) list[at] = setThrough(list[at] ?? null, steps, depth + 1, entries)
}

/** The value after the setting, made anew when it has the wrong kind for the step at `depth`. */
function setThrough(
  value: PayloadValue,
  steps: readonly PayloadPathStep[],
  depth: number,
  entries: PayloadObject,
): PayloadValue {
  const step = steps[depth]
  if (step === undefined || step.kind === 'key') {
    const object: PayloadObject = value instanceof Map ? value : new Map()
    setWithin(object, steps, depth, entries)
    return object
  }
  const list = Array.isArray(value) ? value : []
  setWithin(list, steps, depth, entries)
  return list
}

/** Whether anything was there to remove. */
function removeWithin(value: PayloadValue, steps: readonly PayloadPathStep[], depth: number): boolean {
  const step = must(steps[depth], 'a path has steps')
  const isLast = depth === steps.length - 1
  if (step.kind === 'key') {
    if (!(value instanceof Map)) return false
    if (isLast) return removeKey(value, step.key)
    const inner = value.get(step.key)
    return inner === undefined ? false : removeWithin(inner, steps, depth + 1)
  }
  if (!Array.isArray(value)) return false
  if (isLast) {
    if (step.kind === 'index' || value.length === 0) return false
    value.length = 0
    return true
  }
  if (step.kind === 'index') {
    const element = value[step.index]
    return element === undefined ? false : removeWithin(element, steps, depth + 1)
  }
  let changed = false
  for (const element of value) changed = removeWithin(element, steps, depth + 1) || changed
  return changed
}
