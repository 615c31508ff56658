import { badRequest, RequestError } from '#model/errors.ts'
import { type Decode, Place } from '#wire/json-decode.ts'
import { formatError, JsonError } from '#wire/json-error.ts'
import { readJson } from '#wire/json-reader.ts'
import type { ConfigKey, ConfigValues } from './config-keys.ts'
import { exitCode, StartError } from './exit-code.ts'

/**
 * Reads a section of the configuration that has the form of a part of the API, by the rules of the API, with no
 * other names in it than `names`. Undefined: nothing in it is set. Throws `StartError`.
 */
export function decodeSection<T>(
  path: ConfigKey,
  values: ConfigValues,
  decode: Decode<T>,
  names: readonly string[],
): T | undefined {
  const set = withoutNulls(values[path])
  if (set === undefined) return undefined
  if (typeof set !== 'object' || set === null) throw wrong(path, 'it must be a section')
  const unknown = Object.keys(set).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw wrong(`${path}.${unknown}`, `there is no such key; ${names.join(', ')} are`)
  const bytes = new TextEncoder().encode(JSON.stringify(set))
  try {
    const place = new Place()
    const decoded = decode(readJson(bytes), place)
    const [problem] = place.problems
    if (problem) throw badRequest(`${problem.path}: ${problem.text}`)
    return decoded
  } catch (error) {
    const reason = reasonOf(error, bytes)
    if (reason === undefined) throw error
    throw wrong(path, reason, error)
  }
}

function wrong(path: string, reason: string, cause?: unknown): StartError {
  return new StartError(exitCode.configuration, `wrong configuration:\n  ${path}: ${reason}`, cause)
}

function reasonOf(error: unknown, bytes: Uint8Array): string | undefined {
  if (error instanceof JsonError) return formatError(error, bytes).message
  return error instanceof RequestError ? error.message : undefined
}

/** The values that are set; undefined: none. */
function withoutNulls(value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const set = withoutNulls(field)
    return set === undefined ? [] : [[name, set] as const]
  })
  return fields.length === 0 ? undefined : Object.fromEntries(fields)
}
