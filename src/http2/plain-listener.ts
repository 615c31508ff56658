import type { Socket } from 'bun'
import type { Transport, TransportListener } from './transport.ts'

export interface PlainListenerOptions {
  readonly host: string
  readonly port: number
  /** Others listen on the same port, and the system spreads connections over all. */
  readonly shared: boolean
  /** Takes a connection, and gives what is to be told of it. */
  readonly accept: (transport: Transport) => TransportListener
}

/** A port that takes connections. */
export interface PlainListener {
  readonly port: number
  /** Takes no more connections. */
  close(): void
}

interface SocketState {
  listener: TransportListener | undefined
}

/** Listens for connections that are not encrypted. Throws the error of the system, such as `EADDRINUSE`. */
export function listenPlain({ host, port, shared, accept }: PlainListenerOptions): PlainListener {
  const options = {
    hostname: host,
    port,
    reusePort: shared,
    exclusive: !shared,
    socket: {
      open(socket: Socket<SocketState>) {
        socket.setNoDelay(true)
        socket.data = { listener: undefined }
        socket.data.listener = accept(new SocketTransport(socket))
      },
      data: (socket: Socket<SocketState>, chunk: Buffer) => socket.data.listener?.received(chunk),
      drain: (socket: Socket<SocketState>) => socket.data.listener?.writable(),
      close: (socket: Socket<SocketState>) => socket.data.listener?.closed(),
      // What went wrong with a socket is followed by its close.
      error() {},
    },
  }
  const server = Bun.listen<SocketState>(options)
  return { port: server.port, close: () => server.stop(false) }
}

class SocketTransport implements Transport {
  readonly #socket: Socket<SocketState>

  constructor(socket: Socket<SocketState>) {
    this.#socket = socket
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }

  write(bytes: Buffer, start: number, end: number): number {
    const taken = this.#socket.write(bytes, start, end - start)
    // Negative: it is closed, which is told.
    return taken < 0 ? end - start : taken
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
    this.#socket.terminate()
  }
}
