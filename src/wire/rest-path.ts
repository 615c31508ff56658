import { RequestError } from '#model/errors.ts'
import { parsePayloadPath, type PayloadPath } from '#model/payload-path.ts'
import { type Decode, text } from './json-decode.ts'
import { JsonError } from './json-error.ts'

/** A payload path. */
export const payloadPath: Decode<PayloadPath> = (node, at) => {
  const source = text(node, at)
  try {
    return parsePayloadPath(source)
  } catch (error) {
    if (error instanceof RequestError) throw new JsonError(error.message)
    throw error
  }
}
