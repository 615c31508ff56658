import type { Socket } from 'node:net'
import { createServer, type SecureContextOptions, type Server } from 'node:tls'
import { type TlsMaterial, type TlsSource, tlsCiphers, tlsVersionMin } from '#security/tls-source.ts'
import type { Logger } from '#telemetry/logger.ts'

export interface AcceptorOptions {
  readonly tls: TlsSource
  readonly logger: Logger
  /** A client gets so long to agree on encryption. */
  readonly handshakeMsMax?: number
}

const handshakeMsMaxDefault = 10_000

/**
 * What takes encrypted connections and hands them over after their handshake. A certificate that is renewed is
 * for new connections; the old ones go on.
 */
export function createAcceptor(
  accept: (socket: Socket) => void,
  { tls, logger, handshakeMsMax = handshakeMsMaxDefault }: AcceptorOptions,
): Server {
  const server = createServer(
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
