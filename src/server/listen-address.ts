import { createServer } from 'node:net'
import { exitCode, StartError } from './exit-code.ts'

/** Whether several sockets on one port share its connections out here. */
export function portsCanBeShared(): boolean {
  // macOS gives all connections to the newest socket; Windows has no such option.
  return process.platform === 'linux'
}

/**
 * Proves that a port can be had, before any thread listens on it: sockets that share a port would quietly
 * join those of another server that shares it too.
 */
export async function probePort(host: string, port: number, protocol: string): Promise<void> {
  if (port === 0) return
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, exclusive: true }, resolve)
    })
  } catch (error) {
    throw listenError(error, host, port, protocol)
  }
  await new Promise<void>((resolve) => server.close(() => resolve()))
}

function listenError(error: unknown, host: string, port: number, protocol: string): StartError {
  const code = (error as { code?: string }).code
  const where = `${host}:${port} for ${protocol}`
  const why =
    code === 'EADDRINUSE'
      ? 'the port is in use'
      : code === 'EACCES'
        ? 'the port may not be used by this user'
        : code === 'EADDRNOTAVAIL'
          ? 'this machine does not have the address'
          : String(error)
  return new StartError(exitCode.listen, `cannot listen on ${where}: ${why}`, error)
}
