import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect as connectTcp } from 'node:net'
import { connect, constants, type ClientHttp2Session } from 'node:http2'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js'
import { grpcStatus } from '#api/error-status.ts'
import { RequestError } from '#model/errors.ts'
import { fullAccess } from '#security/access.ts'
import type { CallInfo, GrpcMethod } from './grpc-method.ts'
import { frameMessage } from './message-reader.ts'
import { startTestServer, type TestServer } from './test-server.fixture.ts'

const messageBytesMax = 1024 * 1024
let waiting: { info: CallInfo; release: () => void } | undefined

const methods: readonly GrpcMethod[] = [
  unary('/test.Test/Echo', async (message) => message),
  unary('/test.Test/Repeat', async () => Buffer.alloc(100_000, 'abc')),
  unary('/test.Test/Missing', async () => {
    throw new RequestError('not-found', 'Not found: Größe 100%')
  }),
  unary('/test.Test/Limited', async () => {
    throw new RequestError('resource-exhausted', 'Rate limiting exceeded: slow down', { retryAfterSec: 1.2 })
  }),
  unary('/test.Test/Full', async () => {
    throw new RequestError('insufficient-storage', 'Insufficient storage: full')
  }),
  unary('/test.Test/Bug', async () => {
    throw new TypeError('secret detail')
  }),
  unary('/test.Test/Wait', async (message, info) => {
    await new Promise<void>((release) => {
      waiting = { info, release }
    })
    return message
  }),
  {
    path: '/test.Test/EchoStream',
    streaming: true,
    async handle(message) {
      if (String(message) === 'nonsense')
        throw new RequestError('invalid-argument', 'that is nonsense: \u00e4')
      return message
    },
  },
]

let server: TestServer
let client: Client
let raw: ClientHttp2Session

beforeAll(async () => {
  server = await startTestServer({
    methods: new Map(methods.map((method) => [method.path, method])),
    messageBytesMax,
    requestBytesMax: 1_500_000,
  })
  client = new Client(server.address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  })
  raw = connect(`http://${server.address}`)
})

afterAll(async () => {
  client.close()
  raw.close()
  await server.listener.drain(1000)
})

test('a message comes back whole, small or large', async () => {
  for (const size of [0, 1, 16_379, 16_384, 70_000, messageBytesMax]) {
    const message = Buffer.alloc(size, 'xyz')
    expect((await call('/test.Test/Echo', message)).equals(message)).toBe(true)
  }
})

test('many calls at once are told apart', async () => {
  const messages = Array.from({ length: 500 }, (_, index) => Buffer.from(`message ${index}`))
  const answers = await Promise.all(messages.map((message) => call('/test.Test/Echo', message)))
  expect(answers.map(String)).toEqual(messages.map(String))
})

test('a failure arrives with its status and its whole text', async () => {
  const error = await failure('/test.Test/Missing')
  expect(error.code).toBe(grpcStatus.notFound)
  expect(error.details).toBe('Not found: Größe 100%')
})

test('a refused client is told when to come back, and a full node says that it is full', async () => {
  const limited = await failure('/test.Test/Limited')
  expect(limited.code).toBe(grpcStatus.resourceExhausted)
  expect(limited.metadata.get('retry-after')).toEqual(['2'])
  const full = await failure('/test.Test/Full')
  expect(full.metadata.get('qdrant-insufficient-storage')).toEqual(['1'])
  expect(full.metadata.get('retry-after')).toEqual([])
})

test('a bug is logged with its stack and hidden from the client', async () => {
  const error = await failure('/test.Test/Bug')
  expect(error.code).toBe(grpcStatus.internal)
  expect(error.details).toBe('Service internal error: an unexpected error')
  const record = server.logs.find(({ message }) => message.includes('/test.Test/Bug'))
  expect(record?.level).toBe('error')
  expect(String(record?.fields['error'])).toContain('secret detail')
})

test('an unknown method is UNIMPLEMENTED without a text', async () => {
  const error = await failure('/test.Test/Nope')
  expect(error.code).toBe(grpcStatus.unimplemented)
  expect(error.details).toBe('')
})

test('a message beyond the limit is refused before it is read', async () => {
  const error = await failure('/test.Test/Echo', Buffer.alloc(messageBytesMax + 1))
  expect(error.code).toBe(grpcStatus.resourceExhausted)
  const bomb = gzipSync(Buffer.alloc(messageBytesMax * 4))
  const packed = await exchange('/test.Test/Echo', [frameMessage(bomb, true)], { 'grpc-encoding': 'gzip' })
  expect(packed.status).toBe(String(grpcStatus.resourceExhausted))
})

test('calls that together would take too much memory are refused, and it is given back', async () => {
  const large = frameMessage(Buffer.alloc(900_000), false)
  const first = exchange('/test.Test/Wait', [large])
  const { release } = await reached()
  const refused = await exchange('/test.Test/Echo', [large])
  expect(refused.status).toBe(String(grpcStatus.resourceExhausted))
  release()
  expect((await first).status).toBe('0')
  const taken = await exchange('/test.Test/Echo', [large])
  expect([taken.status, taken.body.length]).toEqual(['0', 900_005])
})

test('gzip is read, and sent to those who accept it when it is worth it', async () => {
  const packed = await exchange('/test.Test/Echo', [frameMessage(gzipSync('hello'), true)], {
    'grpc-encoding': 'gzip',
  })
  expect(packed.status).toBe('0')
  expect(packed.body.toString('utf8', 5)).toBe('hello')
  const large = await exchange('/test.Test/Repeat', [frameMessage(Buffer.alloc(0), false)], {
    'grpc-accept-encoding': 'identity, deflate, gzip',
  })
  expect(large.headers['grpc-encoding']).toBe('gzip')
  expect(large.body[0]).toBe(1)
  expect(gunzipSync(large.body.subarray(5)).length).toBe(100_000)
  const plain = await exchange('/test.Test/Repeat', [frameMessage(Buffer.alloc(0), false)])
  expect(plain.headers['grpc-encoding']).toBeUndefined()
  expect(plain.body.length).toBe(100_005)
})

test('an encoding that nobody knows is named', async () => {
  const answer = await exchange('/test.Test/Echo', [], { 'grpc-encoding': 'zstd' })
  expect(answer.status).toBe(String(grpcStatus.unimplemented))
  expect(answer.headers['grpc-message']).toBe("Content is compressed with `zstd` which isn't supported")
  expect(answer.headers['grpc-accept-encoding']).toBe('gzip,identity')
})

test('broken bodies are refused', async () => {
  const none = await exchange('/test.Test/Echo', [])
  expect([none.status, none.headers['grpc-message']]).toEqual(['13', 'Missing request message.'])
  const cut = await exchange('/test.Test/Echo', [frameMessage(Buffer.alloc(10), false).subarray(0, 8)])
  expect(cut.status).toBe('13')
  const flag = await exchange('/test.Test/Echo', [Buffer.from([7, 0, 0, 0, 0])])
  expect(flag.status).toBe('13')
  const corrupt = await exchange('/test.Test/Echo', [frameMessage(Buffer.from('no gzip'), true)], {
    'grpc-encoding': 'gzip',
  })
  expect(corrupt.status).toBe('13')
  const html = await exchange('/test.Test/Echo', [], { 'content-type': 'text/html' })
  expect(html.headers[':status']).toBe(415)
})

test('a message in many small pieces is put together', async () => {
  const frame = frameMessage(Buffer.from('pieces of a message'), false)
  const pieces = Array.from(frame, (byte) => Buffer.from([byte]))
  const answer = await exchange('/test.Test/Echo', pieces)
  expect(answer.body.toString('utf8', 5)).toBe('pieces of a message')
})

test('a client that goes away stops its call', async () => {
  const pending = client.makeUnaryRequest('/test.Test/Wait', passed, passed, Buffer.alloc(0), () => undefined)
  const { info, release } = await reached()
  const aborted = new Promise<void>((resolve) => {
    info.signal.addEventListener('abort', () => resolve())
  })
  pending.cancel()
  await aborted
  release()
})

test('the deadline of the client ends the call as CANCELLED and stops the work', async () => {
  const answer = exchange('/test.Test/Wait', [frameMessage(Buffer.alloc(0), false)], {
    'grpc-timeout': '20m',
  })
  const { info, release } = await reached()
  const { status, headers } = await answer
  expect([status, headers['grpc-message']]).toEqual([String(grpcStatus.cancelled), 'Timeout expired'])
  expect(info.signal.aborted).toBe(true)
  release()
})

test('a streaming method answers message by message', async () => {
  const frames = ['a', 'bc', ''].map((text) => frameMessage(Buffer.from(text), false))
  const answer = await exchange('/test.Test/EchoStream', frames)
  expect(answer.status).toBe('0')
  expect(answer.body.equals(Buffer.concat(frames))).toBe(true)
})

test('a streaming call carries more than its windows hold, in both directions', async () => {
  const stream = client.makeBidiStreamRequest('/test.Test/EchoStream', passed, passed)
  const messages = Array.from({ length: 16 }, (_, index) => Buffer.alloc(300_000, index + 1))
  const answers: Buffer[] = []
  stream.on('data', (message: Buffer) => answers.push(message))
  const ended = new Promise<void>((resolve, reject) => {
    stream.on('end', resolve)
    stream.on('error', reject)
  })
  for (const message of messages) stream.write(message)
  stream.end()
  await ended
  expect(Buffer.concat(answers).equals(Buffer.concat(messages))).toBe(true)
})

test('a body that comes before its caller is known is read afterwards, or not at all', async () => {
  let admit = (): void => {}
  const known = new Promise<void>((resolve) => (admit = resolve))
  const late = await startTestServer({
    methods: new Map(methods.map((method) => [method.path, method])),
    gate: {
      async admit({ apiKey }) {
        await known
        if (apiKey === 'bad') throw new RequestError('permission-denied', 'not you')
        return fullAccess
      },
    },
  })
  const caller = new Client(late.address, credentials.createInsecure())
  const message = Buffer.alloc(3_000_000, 'early')
  const answer = call('/test.Test/Echo', message.subarray(0, 1_000_000), caller)
  const bad = new Metadata()
  bad.set('api-key', 'bad')
  const refused = new Promise<ServiceError | null>((resolve) => {
    caller.makeUnaryRequest('/test.Test/Echo', passed, passed, message, bad, (error) => resolve(error))
  })
  admit()
  expect((await answer).equals(message.subarray(0, 1_000_000))).toBe(true)
  expect((await refused)?.code).toBe(grpcStatus.permissionDenied)
  caller.close()
  await late.listener.drain(1000)
})

test('a failure ends a streaming call with its status, after what was answered before', async () => {
  const stream = client.makeBidiStreamRequest('/test.Test/EchoStream', passed, passed)
  const answers: string[] = []
  stream.on('data', (message: Buffer) => answers.push(String(message)))
  const failed = new Promise<ServiceError>((resolve) => stream.on('error', resolve))
  for (const text of ['first', 'nonsense', 'never read']) stream.write(Buffer.from(text))
  const { code, details } = await failed
  expect([code, details]).toEqual([grpcStatus.invalidArgument, 'that is nonsense: \u00e4'])
  expect(answers).toEqual(['first'])
})

test('what does not speak HTTP/2 is hung up on, and the others go on', async () => {
  const socket = connectTcp(server.port, '127.0.0.1')
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
    socket.on('error', () => resolve())
  })
  socket.resume()
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await closed
  expect(String(await call('/test.Test/Echo', Buffer.from('still here')))).toBe('still here')
})

test('every call is counted by its method and status', () => {
  const counted = server.stats.snapshot()
  const echoes = counted.find(({ endpoint, status }) => endpoint === '/test.Test/Echo' && status === 0)
  expect(echoes?.count).toBeGreaterThan(500)
  expect(counted.find(({ endpoint, status }) => endpoint === '*' && status === 12)?.count).toBe(1)
})

test('draining lets the calls in flight end and takes no new ones', async () => {
  const drained = await startTestServer({ methods: new Map(methods.map((method) => [method.path, method])) })
  const leaving = new Client(drained.address, credentials.createInsecure())
  const answer = call('/test.Test/Wait', Buffer.from('last words'), leaving)
  const { release } = await reached()
  const done = drained.listener.drain(5000)
  release()
  expect(String(await answer)).toBe('last words')
  await done
  const late = await failure('/test.Test/Echo', Buffer.alloc(0), leaving)
  expect(late.code).toBe(grpcStatus.unavailable)
  leaving.close()
})

function unary(path: string, handle: GrpcMethod['handle']): GrpcMethod {
  return { path, streaming: false, handle }
}

function passed(bytes: Buffer): Buffer {
  return bytes
}

/** Resolves when a call waits in `/test.Test/Wait`. */
async function reached(): Promise<NonNullable<typeof waiting>> {
  for (;;) {
    const found = waiting
    if (found) {
      waiting = undefined
      return found
    }
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

function call(path: string, message: Buffer, by = client): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    by.makeUnaryRequest(path, passed, passed, message, new Metadata(), (error, answer) => {
      if (error) reject(error)
      else resolve(answer ?? Buffer.alloc(0))
    })
  })
}

async function failure(path: string, message: Buffer = Buffer.alloc(0), by = client): Promise<ServiceError> {
  try {
    await call(path, message, by)
  } catch (error) {
    return error as ServiceError
  }
  throw new Error(`${path} did not fail`)
}

interface RawAnswer {
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Buffer
  /** Of the trailers, or of the headers of an answer without a body. */
  readonly status: string | undefined
}

/** One call in bare HTTP/2. */
function exchange(path: string, pieces: readonly Buffer[], headers: object = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const stream = raw.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    })
    let received: Record<string, unknown> = {}
    let trailers: Record<string, unknown> = {}
    const body: Buffer[] = []
    stream.on('response', (values) => {
      received = values as Record<string, unknown>
    })
    stream.on('trailers', (values) => {
      trailers = values as Record<string, unknown>
    })
    stream.on('data', (piece: Buffer) => body.push(piece))
    stream.on('error', reject)
    stream.on('close', () => {
      const status = (trailers['grpc-status'] ?? received['grpc-status']) as string | undefined
      resolve({ headers: received, body: Buffer.concat(body), status })
    })
    for (const piece of pieces) stream.write(piece)
    stream.end()
  })
}
