import { once } from 'node:events'
import type { ClientHttp2Session } from 'node:http2'
import { connect, type ConnectionOptions } from 'node:tls'

/** What a handshake came to. */
export interface Handshake {
  /** Name in the certificate of the server; undefined: there was no handshake. */
  readonly server?: string
  readonly protocol?: string | null
  readonly alpn?: string | false | null
  readonly error?: string
}

/** Connects, and tells how it went. */
export function shakeHands(port: number, options: ConnectionOptions): Promise<Handshake> {
  return new Promise((resolve) => {
    const socket = connect({ host: 'localhost', port, ...options })
    socket.on('error', (error: Error & { readonly code?: string }) =>
      resolve({ error: error.code ?? error.message }),
    )
    socket.on('close', () => resolve({ error: 'closed' }))
    socket.on('secureConnect', () => {
      const server = String(socket.getPeerCertificate().subject.CN)
      resolve({ server, protocol: socket.getProtocol(), alpn: socket.alpnProtocol })
      socket.destroy()
    })
  })
}

/** The gRPC status of a health check over a connection. */
export async function healthStatus(session: ClientHttp2Session): Promise<unknown> {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/qdrant.Qdrant/HealthCheck',
    'content-type': 'application/grpc',
    te: 'trailers',
  })
  let status: unknown
  stream.on('trailers', (trailers) => (status = trailers['grpc-status']))
  stream.resume()
  stream.end(Buffer.alloc(5))
  await once(stream, 'close')
  return status
}
