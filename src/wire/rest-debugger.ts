import { type Decode, Fields, text, u32, wrongKind } from './json-decode.ts'
import { JsonError } from './json-error.ts'

/** Asks for a profiler that sends what it finds to a server (`true`), or for none. */
export const debuggerPatchBody: Decode<boolean> = (node, at) => {
  if (node.kind !== 'object') throw wrongKind(node, 'enum DebugConfigPatch')
  const { keys, values } = node.members()
  const [key] = keys
  const [value] = values
  if (key === undefined || value === undefined) throw new JsonError('expected value', node.start + 2)
  if (key !== 'pyroscope') {
    throw new JsonError(`unknown variant \`${key}\`, expected \`pyroscope\``, value.start - 1)
  }
  if (value.kind === 'null') return false
  const fields = new Fields(value, at, 'PyroscopeConfig')
  fields.required('url', text)
  fields.required('identifier', text)
  fields.optional('user', text)
  fields.optional('password', text)
  fields.optional('sampling_rate', u32)
  return true
}
