import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2'
import { Duplex } from 'node:stream'
import { encodeHeaders, type HeaderField } from '#http2/hpack-encoder.ts'
import { errorCode } from '#http2/error-codes.ts'
import type { HeaderList } from '#http2/header-list.ts'
import type { Http2Stream, StreamListener } from '#http2/stream.ts'

/** A stream of ours as a stream of Node's HTTP/2 server, with what grpc-js uses of that. */
export class StreamDuplex extends Duplex implements StreamListener {
  readonly session: { readonly socket: { readonly remoteAddress: string | undefined } }
  /** Why the stream was closed; undefined: it is open. */
  rstCode: number | undefined
  sentHeaders: OutgoingHttpHeaders | undefined
  sentTrailers: OutgoingHttpHeaders | undefined
  readonly #stream: Http2Stream<unknown>
  #waitsForTrailers = false
  /** Bytes that were handed on and that the client may send again. */
  #unread = 0

  constructor(stream: Http2Stream<unknown>) {
    super({ autoDestroy: false })
    this.#stream = stream
    this.session = { socket: { remoteAddress: stream.remoteAddress } }
    stream.holdsBack = true
    stream.listener = this
  }

  /** Sends headers. `waitForTrailers`: `wantTrailers` is emitted once everything else is sent. */
  respond(
    headers: OutgoingHttpHeaders,
    options: { readonly endStream?: boolean; readonly waitForTrailers?: boolean } = {},
  ): void {
    const end = options.endStream ?? false
    this.sentHeaders = headers
    this.#waitsForTrailers = options.waitForTrailers ?? false
    const withStatus = { ':status': 200, ...headers }
    this.#stream.sendHeaders(encodeHeaders(fieldsOf(withStatus)), end)
    // What is left of the request is of no use.
    if (end) this.#stream.reset(errorCode.noError)
  }

  /** Ends the answer. */
  sendTrailers(trailers: OutgoingHttpHeaders): void {
    this.sentTrailers = trailers
    this.#stream.end(encodeHeaders(fieldsOf(trailers)))
    this.#stream.reset(errorCode.noError)
  }

  // What the stream tells.

  onData(bytes: Buffer, start: number, end: number): void {
    this.#unread += end - start
    this.push(bytes.subarray(start, end))
  }

  onEnd(): void {
    this.push(null)
  }

  onClose(code: number): void {
    this.rstCode = code
    this.destroy()
  }

  // What a Duplex needs.

  override _read(): void {
    this.#stream.consume(this.#unread)
    this.#unread = 0
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    // A stream that is closed takes nothing; what waits for it is told by its close.
    if (this.#stream.closed) done()
    else this.#stream.sendData(chunk, () => done())
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#waitsForTrailers) this.emit('wantTrailers')
    else this.#stream.end(Buffer.alloc(0))
    done()
  }
}

/** Headers of a request as Node has them: several of one name are joined. */
export function nodeHeaders({ names, values }: HeaderList): IncomingHttpHeaders {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? ''
    const known = headers[name]
    headers[name] = known === undefined ? value : `${known}, ${value}`
  }
  return headers
}

/** Status first, names in lower case, as HTTP/2 wants them. */
function fieldsOf(headers: OutgoingHttpHeaders): HeaderField[] {
  const fields: HeaderField[] = []
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) fields.push([name.toLowerCase(), String(one)])
  }
  return fields.toSorted(([a], [b]) => Number(b.startsWith(':')) - Number(a.startsWith(':')))
}
