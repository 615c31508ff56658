import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type SecureContextOptions } from 'node:tls'
import { type TlsMaterial, type TlsSource, tlsCiphers, tlsVersionMin } from '#security/tls-source.ts'
import type { Logger } from '#telemetry/logger.ts'

export interface AcceptorOptions {
  /** Undefined: connections are not encrypted. */
  readonly tls?: TlsSource | undefined
  readonly logger: Logger
  /** A client gets so long to agree on encryption. */
  readonly handshakeMsMax?: number
}

const handshakeMsMaxDefault = 10_000

/**
 * What takes connections and hands them over once they are ready, which is after the handshake where they are
 * encrypted. A certificate that is renewed is for new connections; the old ones go on.
 */
export function createAcceptor(
  accept: (socket: Socket) => void,
  { tls, logger, handshakeMsMax = handshakeMsMaxDefault }: AcceptorOptions,
): Server {
  if (!tls) return createServer(accept)
  const server = createTlsServer(
    { ...secureOptions(tls.current), ALPNProtocols: ['h2'], handshakeTimeout: handshakeMsMax },
    accept,
  )
  server.on('tlsClientError', (error, socket) => {
    logger.debug('a gRPC client did not agree on encryption', { error })
    // Bun leaves it open when the time for the handshake is over.
    socket.destroy()
  })
  tls.onChange((material) => server.setSecureContext(secureOptions(material)))
  return server
}

function secureOptions({ cert, key }: TlsMaterial): SecureContextOptions {
  return { cert, key, minVersion: tlsVersionMin, ciphers: tlsCiphers }
}
