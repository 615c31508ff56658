import { numericId, parseUuid, type PointId } from '#model/point-id.ts'
import type { Decode } from './json-decode.ts'
import { JsonError } from './json-error.ts'
import type { JsonNode } from './json-node.ts'

/** An unsigned integer or the text of a UUID. */
export const pointId: Decode<PointId> = (node) => {
  const id = pointIdIn(node)
  if (id !== undefined) return id
  const rule = 'valid values are either an unsigned integer or a UUID'
  throw new JsonError(`value ${shown(node)} is not a valid point ID, ${rule}`)
}

export function pointIdIn(node: JsonNode): PointId | undefined {
  if (node.kind === 'string') return parseUuid(node.value)
  if (node.kind !== 'integer' || node.value < 0) return undefined
  return typeof node.value === 'number' ? node.value : numericId(node.value)
}

/** A point id in a path: the digits of a number or a UUID. */
export function pointIdFromText(text: string): PointId | undefined {
  if (/^\+?[0-9]{1,40}$/.test(text)) {
    const number = BigInt(text.replace('+', ''))
    return number < 2n ** 64n ? numericId(number) : undefined
  }
  return parseUuid(text)
}

function shown(node: JsonNode): string {
  switch (node.kind) {
    case 'null':
      return 'Unit'
    case 'array':
      return `[${node.items().map(debugged).join(', ')}]`
    case 'object': {
      const { keys, values } = node.members()
      const members = keys.map((key, index) => `${quoted(key)}: ${debugged(values[index] as JsonNode)}`)
      return `{${members.join(', ')}}`
    }
    case 'boolean':
    case 'integer':
    case 'float':
    case 'string':
      return String(node.value)
  }
}

function debugged(node: JsonNode): string {
  switch (node.kind) {
    case 'null':
      return 'Unit'
    case 'boolean':
      return `Bool(${node.value})`
    case 'integer':
      return `${node.value < 0 ? 'I64' : 'U64'}(${node.value})`
    case 'float':
      return `F64(${node.value})`
    case 'string':
      return quoted(node.value)
    case 'array':
      return `Seq(${shown(node)})`
    case 'object':
      return `Map(${shown(node)})`
  }
}

const quoted = (text: string): string => `String(${JSON.stringify(text)})`
