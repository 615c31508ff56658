/**
 * JSON that keeps maps, sets, big integers and every double apart: `{"$map":[[key,value]…]}`, `{"$set":[…]}`,
 * `{"$int":"12"}`, `{"$float":"-0"}`. Plain objects may not have keys that begin with `$`; undefined fields
 * are left out.
 */
export function encodeTaggedJson(value: unknown): string {
  return JSON.stringify(tag(value))
}

/** Reads what `encodeTaggedJson` wrote. */
export function decodeTaggedJson(text: string): unknown {
  return untag(JSON.parse(text))
}

function tag(value: unknown): unknown {
  if (typeof value === 'bigint') return { $int: String(value) }
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $float: Object.is(value, -0) ? '-0' : `${value}` }
  }
  if (Array.isArray(value)) return value.map(tag)
  if (value instanceof Map) return { $map: [...value].map(([key, entry]) => [tag(key), tag(entry)]) }
  if (value instanceof Set) return { $set: [...value].map(tag) }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, tag(field)]))
}

function untag(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(untag)
  if (typeof node !== 'object' || node === null) return node
  const object = node as Record<string, unknown>
  if (typeof object['$int'] === 'string') return BigInt(object['$int'])
  if (typeof object['$float'] === 'string') return Number(object['$float'])
  if (Array.isArray(object['$set'])) return new Set(object['$set'].map(untag))
  if (Array.isArray(object['$map'])) {
    const entries = object['$map'] as [unknown, unknown][]
    return new Map(entries.map(([key, entry]) => [untag(key), untag(entry)]))
  }
  return Object.fromEntries(Object.entries(object).map(([name, field]) => [name, untag(field)]))
}
