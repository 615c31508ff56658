import { JsonWriter } from '#wire/json-writer.ts'
import { isWorthPacking, packBody } from './compressed-response.ts'

const jsonType = { 'content-type': 'application/json' } as const
/** Shared by all answers: making the headers anew takes as long as all else of a small response. */
const jsonInit: ResponseInit = { headers: new Headers(jsonType) }

/** Makes the answers of one thread. They are written into the same buffer, one after the other. */
export class JsonResponses {
  readonly #writer = new JsonWriter()

  /**
   * The result that `write` writes, in its envelope.
   *
   * @param accept the encodings that the client takes, when it tells them
   * @param usage the member of the envelope for that, with the comma before it
   */
  ok(
    write: (writer: JsonWriter) => void,
    { headers }: Pick<Request, 'headers'>,
    startedMs: number,
    usage: string,
  ): Response | Promise<Response> {
    const writer = this.#writer
    writer.clear()
    writer.raw('{"result":')
    write(writer)
    writer.raw(`,"status":"ok","time":${secondsSince(startedMs)}${usage}}`)
    const bytes = writer.finish()
    const accept = isWorthPacking(bytes) ? headers.get('accept-encoding') : null
    // The response has a copy of the bytes; who packs them wants them after others have written theirs.
    return accept === null ? new Response(bytes, jsonInit) : packedResponse(bytes.slice(), accept)
  }
}

async function packedResponse(bytes: Uint8Array<ArrayBuffer>, accept: string): Promise<Response> {
  const { body, encoding } = await packBody(bytes, accept)
  if (encoding === undefined) return new Response(body, jsonInit)
  return new Response(body, {
    headers: { ...jsonType, 'content-encoding': encoding, vary: 'accept-encoding' },
  })
}

/** For callers that do not wait for the result. */
export function acceptedResponse(startedMs: number): Response {
  const text = `{"status":"accepted","time":${secondsSince(startedMs)}}`
  return new Response(text, { status: 202, headers: jsonType })
}

/** Of a result that is JSON already. */
export function resultResponse(result: string, startedMs: number): Response {
  const text = `{"result":${result},"status":"ok","time":${secondsSince(startedMs)}}`
  return new Response(text, jsonInit)
}

/** Never with a sign of an exponent that JSON readers may not know. */
export function secondsSince(startedMs: number): string {
  return ((performance.now() - startedMs) / 1000).toFixed(9)
}
