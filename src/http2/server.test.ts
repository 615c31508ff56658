import { afterAll, beforeAll, expect, test } from 'bun:test'
import { once } from 'node:events'
import { type ClientHttp2Session, connect, type ClientHttp2Stream } from 'node:http2'
import { connect as connectTcp, createServer } from 'node:net'
import { createRandom } from '#base/random.fixture.ts'
import { echo } from './echo.fixture.ts'
import { listenPlain, type PlainListener } from './plain-listener.ts'
import { Http2Server } from './server.ts'
import type { Http2Stream } from './stream.ts'
import { carryOver } from './stream-transport.ts'

let closes = 0
const held: Http2Stream<string>[] = []
const server = new Http2Server<string>({
  readRequest: (headers) => headers.get(':path') ?? '',
  onStream(stream) {
    if (stream.request === '/hold') {
      held.push(stream)
      stream.listener = { onData() {}, onEnd() {}, onClose: () => closes++ }
    } else echo(stream)
  },
  onError() {},
})
let listener: PlainListener
let session: ClientHttp2Session

beforeAll(() => {
  listener = listenPlain({
    host: '127.0.0.1',
    port: 0,
    shared: false,
    accept: (socket) => server.accept(socket),
  })
  session = connect(`http://127.0.0.1:${listener.port}`)
})

afterAll(async () => {
  session.destroy()
  listener.close()
  await server.drain(1000)
})

interface Got {
  readonly status: unknown
  readonly body: Buffer
  readonly trailers: Record<string, unknown>
}

function ask(body: Buffer, { on = session, path = '/' } = {}): Promise<Got> {
  return collect(on.request({ ':method': 'POST', ':path': path }), body)
}

function collect(stream: ClientHttp2Stream, body: Buffer): Promise<Got> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let status: unknown
    let trailers = {}
    stream.on('response', (headers) => (status = headers[':status']))
    stream.on('trailers', (headers) => (trailers = { ...headers }))
    stream.on('data', (piece: Buffer) => pieces.push(piece))
    stream.on('error', reject)
    stream.on('close', () => resolve({ status, body: Buffer.concat(pieces), trailers }))
    stream.end(body)
  })
}

function randomBytes(length: number, seed: number): Buffer {
  const random = createRandom(seed)
  const words = new Uint32Array(Math.ceil(length / 4))
  for (let at = 0; at < words.length; at++) words[at] = random() * 2 ** 32
  return Buffer.from(words.buffer, 0, length)
}

test('bodies of every size come back', async () => {
  for (const size of [0, 1, 9, 16_384, 16_385, 65_535, 65_536, 300_000]) {
    const body = randomBytes(size, size + 1)
    const got = await ask(body)
    expect([got.status, got.trailers['grpc-status']]).toEqual([200, '0'])
    expect(got.body.equals(body)).toBe(true)
  }
})

test('50 MB up and down', async () => {
  const body = randomBytes(50_000_000, 5)
  expect((await ask(body)).body.equals(body)).toBe(true)
}, 20_000)

test('a thousand requests at once, some of them given up', async () => {
  const asked = Array.from({ length: 1000 }, (_, index) => {
    const body = randomBytes(index * 20, index)
    const stream = session.request({ ':method': 'POST', ':path': '/' })
    if (index % 10 !== 3) return collect(stream, body).then((got) => got.body.equals(body))
    stream.on('error', () => {})
    stream.end(body)
    stream.close(8)
    return once(stream, 'close').then(() => true)
  })
  expect((await Promise.all(asked)).every(Boolean)).toBe(true)
}, 20_000)

test('a client with a window of one byte', async () => {
  const narrow = connect(`http://127.0.0.1:${listener.port}`, { settings: { initialWindowSize: 1 } })
  const body = randomBytes(300, 8)
  expect((await ask(body, { on: narrow })).body.equals(body)).toBe(true)
  narrow.destroy()
})

test('a client that pauses gets all once it goes on', async () => {
  const body = randomBytes(20_000_000, 9)
  const stream = session.request({ ':method': 'POST', ':path': '/' })
  stream.pause()
  stream.end(body)
  await once(stream, 'response')
  // Other connections are answered meanwhile.
  const other = connect(`http://127.0.0.1:${listener.port}`)
  expect((await ask(Buffer.from('hello'), { on: other })).body.toString()).toBe('hello')
  other.destroy()
  const pieces: Buffer[] = []
  stream.on('data', (piece: Buffer) => pieces.push(piece))
  stream.resume()
  await once(stream, 'end')
  expect(Buffer.concat(pieces).equals(body)).toBe(true)
}, 20_000)

test('a request that is given up, and a connection that is lost, close the stream', async () => {
  const other = connect(`http://127.0.0.1:${listener.port}`)
  const first = other.request({ ':method': 'POST', ':path': '/hold' })
  first.on('error', () => {})
  first.write('x')
  while (held.length < 1) await new Promise((resolve) => setImmediate(resolve))
  first.close(8)
  while (closes < 1) await new Promise((resolve) => setImmediate(resolve))
  const second = other.request({ ':method': 'POST', ':path': '/hold' })
  second.on('error', () => {})
  second.write('x')
  while (held.length < 2) await new Promise((resolve) => setImmediate(resolve))
  other.destroy()
  while (closes < 2) await new Promise((resolve) => setImmediate(resolve))
})

test('what does not speak HTTP/2 is hung up on', async () => {
  const socket = connectTcp(listener.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(socket, 'close')
})

test('a drain lets requests end, and then closes', async () => {
  const drained = new Http2Server<string>({
    readRequest: () => '',
    onStream(stream) {
      held.push(stream)
      echo(stream)
    },
    onError() {},
  })
  const port = listenPlain({
    host: '127.0.0.1',
    port: 0,
    shared: false,
    accept: (socket) => drained.accept(socket),
  })
  const leaving = connect(`http://127.0.0.1:${port.port}`)
  const count = held.length
  const stream = leaving.request({ ':method': 'POST', ':path': '/' })
  stream.write('last ')
  while (held.length === count) await new Promise((resolve) => setImmediate(resolve))
  port.close()
  const done = drained.drain(5000)
  const got = await collect(stream, Buffer.from('words'))
  expect(String(got.body)).toBe('last words')
  await done
  expect(drained.connectionCount).toBe(0)
})

test('over sockets of Node, as encrypted ones are', async () => {
  const node = createServer((socket) => carryOver(socket, (transport) => server.accept(transport)))
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve))
  const { port } = node.address() as { port: number }
  const over = connect(`http://127.0.0.1:${port}`)
  for (const size of [10, 5_000_000]) {
    const body = randomBytes(size, size)
    expect((await ask(body, { on: over })).body.equals(body)).toBe(true)
  }
  over.destroy()
  node.close()
}, 20_000)

test('an address in use is refused', () => {
  const again = (): PlainListener =>
    listenPlain({
      host: '127.0.0.1',
      port: listener.port,
      shared: false,
      accept: (socket) => server.accept(socket),
    })
  expect(again).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
})
