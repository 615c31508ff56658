import * as http2 from 'node:http2'

/** A unary gRPC caller over one or more HTTP/2 connections: only what a load generator needs. */
export interface GrpcClient {
  /** Sends one message; resolves to the answer's bytes, rejects with the status text. */
  call(path: string, message: Uint8Array): Promise<Uint8Array>
  close(): void
}

/** Connects to `address` (`host:port`, no TLS); calls go round the `connections` in turn. */
export function connectGrpc(address: string, connections: number): GrpcClient {
  const sessions = Array.from({ length: connections }, () => {
    const session = http2.connect(`http://${address}`)
    session.on('error', () => undefined)
    return session
  })
  let next = 0
  return {
    call: (path, message) =>
      unaryCall(sessions[next++ % connections] as http2.ClientHttp2Session, path, message),
    close: () => {
      for (const session of sessions) session.close()
    },
  }
}

function unaryCall(
  session: http2.ClientHttp2Session,
  path: string,
  message: Uint8Array,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const chunks: Uint8Array[] = []
    let status: string | undefined
    let statusText = ''
    const readStatus = (headers: http2.IncomingHttpHeaders): void => {
      if (headers['grpc-status'] === undefined) return
      status = String(headers['grpc-status'])
      statusText = decodeURIComponent(String(headers['grpc-message'] ?? ''))
    }
    stream.on('response', readStatus)
    stream.on('trailers', readStatus)
    stream.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('close', () => {
      if (status === '0') resolve(Buffer.concat(chunks).subarray(5))
      else reject(new Error(`${path}: status ${status ?? 'missing'} ${statusText}`))
    })
    const frame = Buffer.allocUnsafe(5 + message.length)
    frame[0] = 0
    frame.writeUInt32BE(message.length, 1)
    frame.set(message, 5)
    stream.end(frame)
  })
}
