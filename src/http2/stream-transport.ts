import type { Socket } from 'node:net'
import type { Transport, TransportListener } from './transport.ts'

/** A socket takes no more while so many bytes wait in it. */
const waitingBytesMax = 256 * 1024

/** Carries a connection over a socket of Node, such as an encrypted one. */
export function carryOver(socket: Socket, accept: (transport: Transport) => TransportListener): void {
  const transport = new StreamTransport(socket)
  const listener = accept(transport)
  socket.on('data', (chunk: Buffer) => listener.received(chunk))
  socket.on('drain', () => listener.writable())
  socket.on('close', () => listener.closed())
  // What went wrong with a socket is followed by its close.
  socket.on('error', () => {})
}

class StreamTransport implements Transport {
  readonly remoteAddress: string | undefined
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
    this.remoteAddress = socket.remoteAddress
  }

  write(bytes: Buffer, start: number, end: number): number {
    const room = waitingBytesMax - this.#socket.writableLength
    const count = Math.min(end - start, room)
    if (count <= 0) return 0
    // The socket keeps what it is given until it is sent.
    this.#socket.write(Buffer.from(bytes.subarray(start, start + count)))
    return count
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }
}
