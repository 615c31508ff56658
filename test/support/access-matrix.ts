import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'
import type { CredentialHeaders } from './credentials.ts'

/** How callers with each credential fare with each request: let in, or refused and how. */
export interface AccessMatrix {
  readonly credentials: readonly string[]
  /** By a letter each. What is not a refusal for want of a right is `.`. */
  readonly refusals: Readonly<Record<string, string>>
  /** By request: a letter for each credential, in their order. */
  readonly outcomes: Readonly<Record<string, string>>
}

/** Undefined: let in. */
export type Refusal = string | undefined

/** One request, as it fares with some headers. */
export type Attempt = (headers: CredentialHeaders) => Promise<Refusal>

/** Of a row of outcomes, those that are worth asking for again: every refusal, and the first that was let in. */
export function withoutRepeats(row: string, at: number): boolean {
  return row[at] !== '.' || row.indexOf('.') === at
}

export async function fillMatrix(
  attempts: ReadonlyMap<string, Attempt>,
  credentials: Readonly<Record<string, CredentialHeaders>>,
  isAsked: (request: string, credential: number) => boolean = () => true,
): Promise<AccessMatrix> {
  const letters = new Map<string, string>()
  const letterOf = (refusal: Refusal): string => {
    if (refusal === undefined) return '.'
    const letter = letters.get(refusal) ?? String.fromCodePoint('A'.charCodeAt(0) + letters.size)
    letters.set(refusal, letter)
    return letter
  }
  const outcomes: Record<string, string> = {}
  for (const [request, attempt] of attempts) {
    const row = await Promise.all(
      Object.values(credentials).map(async (headers, at) =>
        isAsked(request, at) ? await attempt(headers) : undefined,
      ),
    )
    outcomes[request] = row.map((refusal) => letterOf(refusal)).join('')
  }
  const refusals = Object.fromEntries([...letters].map(([refusal, letter]) => [letter, refusal]))
  return { credentials: Object.keys(credentials), refusals, outcomes }
}

/** Spelled out, for comparisons that say what is different. */
export function spellOut({ credentials, refusals, outcomes }: AccessMatrix): Record<string, object> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([request, row]) => [
      request,
      Object.fromEntries(credentials.map((name, at) => [name, refusals[row[at] ?? ''] ?? 'let in'])),
    ]),
  )
}

export function readMatrix(path: string): AccessMatrix {
  return JSON.parse(readFileSync(path, 'utf8')) as AccessMatrix
}

export function writeMatrix(path: string, matrix: AccessMatrix): void {
  writeFileSync(path, `${JSON.stringify(matrix, undefined, 1)}\n`)
}

/** Statuses of gRPC for callers that are refused. */
const refusedStatuses: ReadonlySet<string> = new Set(['7', '16'])

/** A unary call, by its bytes. */
export function grpcAttempt(session: ClientHttp2Session, path: string, message: Uint8Array): Attempt {
  return async (headers) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    })
    let told: IncomingHttpHeaders = {}
    stream.on('response', (response) => (told = { ...told, ...response }))
    stream.on('trailers', (trailers) => (told = { ...told, ...trailers }))
    stream.resume()
    const frame = Buffer.alloc(5 + message.length)
    frame.writeUInt32BE(message.length, 1)
    frame.set(message, 5)
    stream.end(frame)
    await once(stream, 'close')
    const status = textOf(told['grpc-status'])
    const text = decodeURIComponent(textOf(told['grpc-message']))
    return refusedStatuses.has(status) ? `gRPC ${status}: ${text}` : undefined
  }
}

function textOf(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? ''
}

/** A REST call. `anyForm`: whether a refusal has the envelope of answers is not told. */
export function restAttempt(
  url: string,
  { method, body, anyForm }: { readonly method: string; readonly body?: object; readonly anyForm?: true },
): Attempt {
  return async (headers) => {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.status !== 401 && response.status !== 403) return undefined
    if (!text.startsWith('{')) return `HTTP ${response.status}${anyForm ? '' : ', bare'}: ${text}`
    const { status } = JSON.parse(text) as { readonly status: { readonly error: string } }
    return `HTTP ${response.status}: ${status.error}`
  }
}

/** A connection for gRPC. */
export async function openSession(address: string): Promise<ClientHttp2Session> {
  const session = connect(`http://${address}`)
  await once(session, 'connect')
  return session
}
