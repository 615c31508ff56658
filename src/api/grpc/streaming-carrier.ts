import type { IncomingHttpHeaders } from 'node:http2'
import { Metadata, Server, type ServerDuplexStream, type ServiceDefinition } from '@grpc/grpc-js'
import { errorStatus, grpcStatus } from '#api/error-status.ts'
import { assert } from '#base/assert.ts'
import { noAccess } from '#security/access.ts'
import type { HeaderList } from '#http2/header-list.ts'
import type { GrpcMethod } from './grpc-method.ts'
import { nodeHeaders, type StreamDuplex } from './stream-duplex.ts'

type Call = ServerDuplexStream<Uint8Array, Uint8Array>

/**
 * What grpc-js does with a stream of a server of Node's HTTP/2. Here the server is ours, so a stream that looks
 * like one of those is handed over at this point. It is not public API: the version is pinned, and the tests go
 * through it.
 */
interface StreamTaker {
  _streamHandler(interceptors: readonly never[], stream: StreamDuplex, headers: IncomingHttpHeaders): void
}

/**
 * The calls that stream, carried by grpc-js: flow control in both directions, half-closing, compression,
 * deadlines and cancellation. What the caller may do is not handed on: such calls know nothing of collections.
 */
export class StreamingCarrier {
  readonly #taker: StreamTaker

  constructor(methods: readonly GrpcMethod[], messageBytesMax: number) {
    const server = new Server({ 'grpc.max_receive_message_length': messageBytesMax })
    for (const method of methods) {
      server.addService(serviceOf(method), { call: (call: Call) => void answer(call, method) })
    }
    this.#taker = server as unknown as StreamTaker
    assert(typeof this.#taker._streamHandler === 'function', 'grpc-js takes streams of other servers')
  }

  /** Takes the stream of one call over. `onEnd` is told its status once, when the stream is closed. */
  take(stream: StreamDuplex, headers: HeaderList, onEnd: (status: number) => void): void {
    stream.on('close', () => {
      const sent = stream.sentTrailers?.['grpc-status'] ?? stream.sentHeaders?.['grpc-status']
      onEnd(sent === undefined ? grpcStatus.cancelled : Number(sent))
    })
    this.#taker._streamHandler([], stream, nodeHeaders(headers))
  }
}

/** Each message in its turn: while one is worked on, the client is held back by flow control. */
async function answer(call: Call, method: GrpcMethod): Promise<void> {
  const abort = new AbortController()
  call.on('cancelled', () => abort.abort())
  try {
    // A failure is sent as a status, so leaving the loop must not destroy the call.
    for await (const message of call.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      call.write(await method.handle(message, { signal: abort.signal, access: noAccess }))
    }
    call.end()
  } catch (error) {
    if (abort.signal.aborted) return
    const status = errorStatus(error)
    call.emit('error', { code: status.grpc, details: status.message, metadata: new Metadata() })
  }
}

/** One method as a service of its own; its messages stay bytes. */
function serviceOf(method: GrpcMethod): ServiceDefinition {
  const pass = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    call: {
      path: method.path,
      requestStream: true,
      responseStream: true,
      requestSerialize: pass,
      requestDeserialize: pass,
      responseSerialize: pass,
      responseDeserialize: pass,
    },
  }
}
