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
