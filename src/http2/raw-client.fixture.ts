import { frameFlag, frameType, preface, readUint31, readUint32 } from './frames.ts'
import { HpackDecoder } from './hpack-decoder.ts'
import { encodeHeaders, type HeaderField } from './hpack-encoder.ts'
import type { Http2Server } from './server.ts'
import type { Transport, TransportListener } from './transport.ts'

/** A frame that the server has sent. */
export interface SentFrame {
  readonly type: number
  readonly flags: number
  readonly streamId: number
  readonly payload: Buffer
}

/** An answer as far as it has come. */
export interface ReceivedAnswer {
  readonly fields: Record<string, string>
  readonly body: Buffer
  readonly ended: boolean
}

export const requestFields: readonly HeaderField[] = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/test'],
  [':authority', 'here'],
  ['te', 'trailers'],
]

/** A client that speaks frame by frame, without sockets. */
export class RawClient implements Transport {
  readonly remoteAddress = '127.0.0.1'
  /** Every write to the system. */
  readonly writes: Buffer[] = []
  /** Bytes that it takes until it is full. */
  room = Number.POSITIVE_INFINITY
  paused = false
  ended = false
  destroyed = false
  readonly #server: Http2Server<unknown>
  readonly #listener: TransportListener

  constructor(server: Http2Server<unknown>) {
    this.#server = server
    this.#listener = server.accept(this)
  }

  // What the server does.

  write(bytes: Buffer, start: number, end: number): number {
    const taken = Math.min(end - start, this.room)
    this.room -= taken
    if (taken > 0) this.writes.push(Buffer.from(bytes.subarray(start, start + taken)))
    return taken
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
  }

  end(): void {
    this.ended = true
    this.#listener.closed()
  }

  destroy(): void {
    this.destroyed = true
  }

  // What the client does.

  send(...pieces: readonly Buffer[]): void {
    this.#listener.received(Buffer.concat(pieces))
    this.#server.flush()
  }

  /** Sends the preface and settings. */
  begin(settings: readonly (readonly [id: number, value: number])[] = []): void {
    this.send(preface, settingsFrame(settings))
  }

  read(bytes: number): void {
    this.room = bytes
    this.#listener.writable()
  }

  leave(): void {
    this.#listener.closed()
  }

  frames(): SentFrame[] {
    const bytes = Buffer.concat(this.writes)
    const found: SentFrame[] = []
    for (let at = 0; at + 9 <= bytes.length; ) {
      const end = at + 9 + bytes.readUIntBE(at, 3)
      if (end > bytes.length) break
      const payload = bytes.subarray(at + 9, end)
      const type = bytes[at + 3] as number
      found.push({ type, flags: bytes[at + 4] as number, streamId: readUint31(bytes, at + 5), payload })
      at = end
    }
    return found
  }

  ofType(type: number): SentFrame[] {
    return this.frames().filter((frame) => frame.type === type)
  }

  /** Codes of the streams that the server gave up, in the order of streams. */
  resets(): Map<number, number> {
    const resets = this.ofType(frameType.rstStream)
    return new Map(resets.map(({ streamId, payload }) => [streamId, readUint32(payload, 0)]))
  }

  /** Why the server ended the connection; undefined: it has not. */
  goaway(): number | undefined {
    const frame = this.ofType(frameType.goaway).at(-1)
    return frame && readUint32(frame.payload, 4)
  }

  answers(): Map<number, ReceivedAnswer> {
    const answers = new Map<number, ReceivedAnswer>()
    const decoder = new HpackDecoder(1e6)
    let block: Buffer = Buffer.alloc(0)
    for (const { type, flags, streamId, payload } of this.frames()) {
      const isBlock = type === frameType.headers || type === frameType.continuation
      if (!isBlock && type !== frameType.data) continue
      const so = answers.get(streamId) ?? { fields: {}, body: Buffer.alloc(0), ended: false }
      const fields = { ...so.fields }
      let { body } = so
      if (type === frameType.data) body = Buffer.concat([body, payload])
      else {
        block = type === frameType.headers ? payload : Buffer.concat([block, payload])
        if ((flags & frameFlag.endHeaders) !== 0) {
          const { headers } = decoder.decode(block, 0, block.length)
          for (const [index, name] of headers.names.entries()) fields[name] = headers.values[index] ?? ''
        }
      }
      const ended = so.ended || (type !== frameType.continuation && (flags & frameFlag.endStream) !== 0)
      answers.set(streamId, { fields, body, ended })
    }
    return answers
  }
}

export function frame(type: number, flags: number, streamId: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(streamId, 5)
  return Buffer.concat([head, payload])
}

export function wordFrame(type: number, streamId: number, ...words: readonly number[]): Buffer {
  const payload = Buffer.alloc(words.length * 4)
  for (const [index, word] of words.entries()) payload.writeUInt32BE(word, index * 4)
  return frame(type, 0, streamId, payload)
}

export function settingsFrame(settings: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(settings.length * 6)
  for (const [index, [id, value]] of settings.entries()) {
    payload.writeUInt16BE(id, index * 6)
    payload.writeUInt32BE(value, index * 6 + 2)
  }
  return frame(frameType.settings, 0, 0, payload)
}

/** `body` undefined: the request ends with its headers. */
export function request(streamId: number, body?: Uint8Array, fields = requestFields): Buffer {
  const end = body === undefined ? frameFlag.endStream : 0
  const headers = frame(frameType.headers, frameFlag.endHeaders | end, streamId, encodeHeaders(fields))
  if (body === undefined) return headers
  const frames = [headers]
  for (let at = 0; at === 0 || at < body.length; at += 16_384) {
    const flags = at + 16_384 >= body.length ? frameFlag.endStream : 0
    frames.push(frame(frameType.data, flags, streamId, body.subarray(at, at + 16_384)))
  }
  return Buffer.concat(frames)
}
