import { connect, type Socket } from 'node:net'

/** A caller over HTTP/1.1 connections that are kept alive: only what a load generator needs. */
export interface RestClient {
  /** Sends one request as `encodeRequest` makes it; resolves to the body of the answer, rejects unless it is 200. */
  call(request: Uint8Array): Promise<Buffer>
  close(): void
}

/** A whole request: head and body. */
export function encodeRequest(method: string, path: string, body?: string | Uint8Array): Uint8Array {
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array(0))
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost']
  if (body !== undefined) lines.push('content-type: application/json', `content-length: ${bytes.length}`)
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes])
}

/** Connects to `address` (`host:port`, no TLS). A connection has one call in flight; the others wait for theirs. */
export async function connectRest(address: string, connections: number): Promise<RestClient> {
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon)
  const port = Number(address.slice(colon + 1))
  const all = await Promise.all(
    Array.from({ length: connections }, async () => new Connection(await opened(host, port))),
  )
  const free = [...all]
  const waiting: ((connection: Connection) => void)[] = []
  return {
    async call(request) {
      const connection = free.pop() ?? (await new Promise<Connection>((resolve) => waiting.push(resolve)))
      try {
        return await connection.call(request)
      } finally {
        const next = waiting.shift()
        if (next === undefined) free.push(connection)
        else next(connection)
      }
    },
    close() {
      for (const connection of all) connection.close()
    },
  }
}

function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

const headEnd = '\r\n\r\n'

class Connection {
  readonly #socket: Socket
  #pieces: Buffer[] = []
  #length = 0
  /** Bytes of the answer that is coming; 0 while its head is not there yet. */
  #needed = 0
  #bodyFrom = 0
  #pending: PromiseWithResolvers<Buffer> | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (piece: Buffer) => this.#take(piece))
    socket.on('error', (error) => this.#pending?.reject(error))
    socket.on('close', () => this.#pending?.reject(new Error('the server closed the connection')))
  }

  call(request: Uint8Array): Promise<Buffer> {
    this.#pending = Promise.withResolvers()
    this.#socket.write(request)
    return this.#pending.promise
  }

  close(): void {
    this.#pending = undefined
    this.#socket.destroy()
  }

  #take(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#length += piece.length
    if (this.#needed === 0) this.#readHead()
    if (this.#needed === 0 || this.#length < this.#needed) return
    const answer = Buffer.concat(this.#pieces, this.#length)
    const body = answer.subarray(this.#bodyFrom, this.#needed)
    const status = answer.toString('latin1', 9, 12)
    const pending = this.#pending
    this.#pieces = []
    this.#length = 0
    this.#needed = 0
    if (status === '200') pending?.resolve(body)
    else pending?.reject(new Error(`status ${status}: ${body.toString('utf8', 0, 500)}`))
  }

  #readHead(): void {
    const bytes = Buffer.concat(this.#pieces, this.#length)
    this.#pieces = [bytes]
    const end = bytes.indexOf(headEnd)
    if (end < 0) return
    const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1]
    if (length === undefined) {
      this.#pending?.reject(new Error('the answer does not tell its length'))
      return
    }
    this.#bodyFrom = end + headEnd.length
    this.#needed = this.#bodyFrom + Number(length)
  }
}
