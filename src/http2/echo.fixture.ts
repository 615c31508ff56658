import { encodeHeaders } from './hpack-encoder.ts'
import type { Http2Stream, StreamListener } from './stream.ts'

const head = encodeHeaders([
  [':status', '200'],
  ['content-type', 'application/grpc'],
])
const trailers = encodeHeaders([['grpc-status', '0']])

/** Answers a request with its body. */
export function echo(stream: Http2Stream<unknown>): void {
  stream.listener = new Echo(stream)
}

class Echo implements StreamListener {
  readonly #stream: Http2Stream<unknown>
  readonly #pieces: Buffer[] = []

  constructor(stream: Http2Stream<unknown>) {
    this.#stream = stream
  }

  onData(bytes: Buffer, start: number, end: number): void {
    this.#pieces.push(bytes.subarray(start, end))
  }

  onEnd(): void {
    const body = Buffer.concat(this.#pieces)
    this.#stream.sendAnswer({ head, prefix: Buffer.alloc(0), body, trailers })
  }

  onClose(): void {}
}
