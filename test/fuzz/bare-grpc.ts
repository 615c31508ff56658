import { connect, constants, type ClientHttp2Session } from 'node:http2'
import { gzipSync } from 'node:zlib'

/** How a call ended: status of gRPC, or of the stream when it was cut. */
export interface BareAnswer {
  /** Undefined: the stream ended without one. */
  readonly status: number | undefined
  readonly message: string
  readonly bytes: Buffer
}

export interface BareCall {
  readonly path: string
  /** The body as it goes over the wire; `framed` makes it from a message. */
  readonly body: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** A gRPC client that sends whatever it is given. */
export class BareGrpc {
  readonly #session: ClientHttp2Session

  constructor(address: string) {
    this.#session = connect(`http://${address}`)
    this.#session.on('error', () => undefined)
  }

  call({ path, body, headers }: BareCall): Promise<BareAnswer> {
    const stream = this.#open(path, headers)
    const parts: Buffer[] = []
    let status: number | undefined
    let message = ''
    const read = (fields: Readonly<Record<string, unknown>>): void => {
      if (typeof fields['grpc-status'] === 'string') status = Number(fields['grpc-status'])
      if (typeof fields['grpc-message'] === 'string') message = decodeURIComponent(fields['grpc-message'])
    }
    stream.on('response', read)
    stream.on('trailers', read)
    stream.on('data', (part: Buffer) => parts.push(part))
    return new Promise((resolve) => {
      stream.on('error', () => undefined)
      stream.on('close', () => resolve({ status, message, bytes: Buffer.concat(parts) }))
      stream.end(body)
    })
  }

  /** Begins a call and goes away: at once, or when the answer begins. */
  async abort({ path, body, headers }: BareCall, when: 'at once' | 'half sent' | 'answered'): Promise<void> {
    const stream = this.#open(path, headers)
    stream.on('error', () => undefined)
    const closed = new Promise<void>((resolve) => stream.on('close', resolve))
    stream.write(when === 'answered' ? body : body.subarray(0, Math.ceil(body.length / 2)))
    if (when === 'answered') {
      stream.end()
      await Promise.race([closed, new Promise((resolve) => stream.once('response', resolve))])
    } else if (when === 'half sent') await new Promise((resolve) => setImmediate(resolve))
    stream.close(constants.NGHTTP2_CANCEL)
    await closed
  }

  close(): void {
    this.#session.destroy()
  }

  #open(path: string, headers: BareCall['headers']) {
    return this.#session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    })
  }
}

export function framed(message: Uint8Array, compressed = false): Buffer {
  const bytes = compressed ? gzipSync(message) : message
  const frame = Buffer.alloc(5 + bytes.length)
  frame[0] = compressed ? 1 : 0
  frame.writeUInt32BE(bytes.length, 1)
  frame.set(bytes, 5)
  return frame
}
