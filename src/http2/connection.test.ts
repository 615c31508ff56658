import { beforeEach, expect, test } from 'bun:test'
import { must } from '#base/assert.ts'
import { echo } from './echo.fixture.ts'
import { errorCode } from './error-codes.ts'
import { frameFlag, frameType, preface, readUint31, settingId } from './frames.ts'
import { encodeHeaders, type HeaderField } from './hpack-encoder.ts'
import { defaultLimits } from './limits.ts'
import { frame, RawClient, request, requestFields, settingsFrame, wordFrame } from './raw-client.fixture.ts'
import { Http2Server } from './server.ts'
import type { Http2Stream } from './stream.ts'

let open: Http2Stream<string>[] = []
let readRequests = 0
const server = new Http2Server<string>({
  limits: { frameBytesMax: 256 * 1024 },
  readRequest: (headers) => {
    readRequests++
    return headers.get(':path') ?? ''
  },
  onStream(stream) {
    open.push(stream)
    echo(stream)
  },
  onError() {},
})
let client: RawClient

beforeEach(() => {
  open = []
  readRequests = 0
  client = new RawClient(server as Http2Server<unknown>)
})

const { data, headers, continuation, windowUpdate, rstStream, ping, goaway, settings, priority } = frameType
const { endHeaders, endStream, padded } = frameFlag

test('a request is answered in one write, wherever its bytes are cut', () => {
  const bytes = Buffer.concat([preface, settingsFrame([]), request(1, Buffer.from('hello'))])
  for (let cut = 0; cut <= bytes.length; cut++) {
    const cutting = new RawClient(server as Http2Server<unknown>)
    cutting.send(bytes.subarray(0, cut))
    cutting.send(bytes.subarray(cut))
    const answer = cutting.answers().get(1)
    expect(answer).toEqual({
      fields: { ':status': '200', 'content-type': 'application/grpc', 'grpc-status': '0' },
      body: Buffer.from('hello'),
      ended: true,
    })
    const last = cutting.writes.at(-1) as Buffer
    expect(last.includes('hello')).toBe(true)
  }
})

test('byte by byte', () => {
  const body = Buffer.alloc(300, 'abc')
  for (const byte of Buffer.concat([preface, settingsFrame([]), request(1, body), request(3)])) {
    client.send(Buffer.of(byte))
  }
  expect(client.answers().get(1)?.body.equals(body)).toBe(true)
  expect(client.answers().get(3)?.ended).toBe(true)
})

test('many requests that come together are answered in one write', () => {
  client.begin()
  const before = client.writes.length
  client.send(...Array.from({ length: 100 }, (_, index) => request(index * 2 + 1, Buffer.from(`${index}`))))
  expect(client.writes.length).toBe(before + 1)
  const bodies = [...client.answers().values()].map(({ body }) => Number(body))
  expect(bodies).toEqual(Array.from({ length: 100 }, (_, index) => index))
})

test('headers that are the same indexes are read once', () => {
  const fields: HeaderField[] = [
    [':method', 'GET'],
    [':scheme', 'http'],
    [':path', '/'],
  ]
  client.begin()
  for (let id = 1; id < 20; id += 2) client.send(request(id, Buffer.from(`${id}`), fields))
  expect(readRequests).toBe(1)
  expect(client.answers().get(19)?.body.toString()).toBe('19')
})

test('padding, priority and continuation of headers', () => {
  const block = encodeHeaders(requestFields)
  const flags = padded | frameFlag.priority
  const first = Buffer.concat([Buffer.from([3, 0, 0, 0, 9, 7]), block.subarray(0, 4), Buffer.alloc(3)])
  client.begin()
  client.send(
    frame(headers, flags, 1, first),
    frame(continuation, 0, 1, block.subarray(4, 9)),
    frame(continuation, endHeaders, 1, block.subarray(9)),
    frame(data, padded, 1, Buffer.from([2, 104, 105, 0, 0])),
    frame(data, padded | endStream, 1, Buffer.from([0, 33])),
  )
  expect(client.answers().get(1)?.body.toString()).toBe('hi!')
})

test('trailers of a client end its request', () => {
  client.begin()
  const trailers = encodeHeaders([['x-checksum', '1']])
  client.send(
    frame(headers, endHeaders, 1, encodeHeaders(requestFields)),
    frame(data, 0, 1, Buffer.from('body')),
    frame(headers, endHeaders | endStream, 1, trailers),
  )
  expect(client.answers().get(1)?.body.toString()).toBe('body')
})

test('settings and pings are acknowledged', () => {
  client.begin([[settingId.maxConcurrentStreams, 5]])
  client.send(frame(ping, 0, 0, Buffer.from('12345678')), frame(ping, frameFlag.ack, 0, Buffer.alloc(8)))
  const [hello, ack] = client.ofType(settings)
  expect([hello?.flags, ack?.flags, ack?.payload.length]).toEqual([0, frameFlag.ack, 0])
  expect(client.ofType(ping).map(({ flags, payload }) => [flags, String(payload)])).toEqual([
    [frameFlag.ack, '12345678'],
  ])
})

test('an answer goes out as the windows of the client allow', () => {
  const body = Buffer.alloc(100_000, 'window')
  client.begin([[settingId.initialWindowSize, 1]])
  client.send(request(1, body))
  const received = (): number => client.answers().get(1)?.body.length ?? 0
  expect(received()).toBe(1)
  client.send(wordFrame(windowUpdate, 1, 10))
  expect(received()).toBe(11)
  // A larger window is for the open stream too; a smaller one takes away what it has not used.
  client.send(settingsFrame([[settingId.initialWindowSize, 101]]))
  expect(received()).toBe(111)
  client.send(settingsFrame([[settingId.initialWindowSize, 0]]), wordFrame(windowUpdate, 1, 100))
  expect(received()).toBe(111)
  client.send(wordFrame(windowUpdate, 1, 50))
  expect(received()).toBe(160)
  // The window of the connection is all that is left now.
  client.send(wordFrame(windowUpdate, 1, 1_000_000))
  expect(received()).toBe(65_535)
  client.send(wordFrame(windowUpdate, 0, 50_000))
  expect(client.answers().get(1)).toMatchObject({ ended: true, fields: { 'grpc-status': '0' } })
  expect(client.answers().get(1)?.body.equals(body)).toBe(true)
  expect(Math.max(...client.frames().map(({ payload }) => payload.length))).toBe(16_384)
})

test('an answer that waits for its window does not hold up others', () => {
  client.begin([[settingId.initialWindowSize, 10]])
  client.send(request(1, Buffer.alloc(50, 'a')), request(3, Buffer.alloc(5, 'b')))
  expect(client.answers().get(1)?.ended).toBe(false)
  expect(client.answers().get(3)?.ended).toBe(true)
  client.send(wordFrame(windowUpdate, 1, 1000))
  expect(client.answers().get(1)?.ended).toBe(true)
})

test('large answers take turns', () => {
  client.begin([[settingId.initialWindowSize, 2 ** 31 - 1]])
  client.send(wordFrame(windowUpdate, 0, 2 ** 30))
  client.room = 0
  for (const id of [1, 3, 5]) client.send(request(id, Buffer.alloc(400_000, id)))
  client.read(600_000)
  const sizes = [...client.answers().values()].map(({ body }) => body.length)
  expect(sizes.every((size) => size > 50_000 && size < 400_000)).toBe(true)
  client.read(Number.POSITIVE_INFINITY)
  expect([...client.answers().values()].map(({ ended }) => ended)).toEqual([true, true, true])
})

test('a client may use a larger frame when it says so', () => {
  client.begin([
    [settingId.initialWindowSize, 1_000_000],
    [settingId.maxFrameSize, 50_000],
  ])
  client.send(wordFrame(windowUpdate, 0, 1_000_000), request(1, Buffer.alloc(120_000, 'x')))
  expect(client.ofType(data).map(({ payload }) => payload.length)).toEqual([50_000, 50_000, 20_000])
})

test('a client that keeps no table is told so with the next headers', () => {
  client.begin([[settingId.headerTableSize, 0]])
  client.send(request(1), request(3))
  const [first, second] = client.ofType(headers).filter(({ flags }) => (flags & endStream) === 0)
  expect([first?.payload[0], second?.payload[0]]).toEqual([0x20, 0x88])
})

test('what the client has sent it may send again', () => {
  client.begin()
  const body = Buffer.alloc(3_000_000)
  const pieces = [0, 1, 2].map((part) => body.subarray(part * 1e6, (part + 1) * 1e6))
  client.send(frame(headers, endHeaders, 1, encodeHeaders(requestFields)))
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += 200_000) {
      client.send(frame(data, 0, 1, piece.subarray(at, at + 200_000)))
    }
  }
  const ofStream = client.ofType(windowUpdate).filter(({ streamId }) => streamId === 1)
  expect(ofStream.map(({ payload }) => readUint31(payload, 0))).toEqual([2_200_000])
})

test('a stream that holds back gets a window only as it is read', () => {
  client.begin()
  client.send(frame(headers, endHeaders, 1, encodeHeaders(requestFields)))
  const stream = open[0] as Http2Stream<string>
  stream.holdsBack = true
  for (let sent = 0; sent < 4_000_000; sent += 250_000) {
    client.send(frame(data, 0, 1, Buffer.alloc(250_000)))
  }
  expect(client.ofType(windowUpdate).filter(({ streamId }) => streamId === 1)).toEqual([])
  stream.consume(3_000_000)
  server.flush()
  const updates = client.ofType(windowUpdate).filter(({ streamId }) => streamId === 1)
  expect(updates.map(({ payload }) => readUint31(payload, 0))).toEqual([3_000_000])
})

test('a request that is given up is closed with the code of the client', () => {
  client.begin()
  client.send(frame(headers, endHeaders, 1, encodeHeaders(requestFields)))
  let code: number | undefined
  const stream = open[0] as Http2Stream<string>
  stream.listener = { onData() {}, onEnd() {}, onClose: (given) => (code = given) }
  client.send(wordFrame(rstStream, 1, errorCode.cancel))
  expect([code, stream.closed]).toEqual([errorCode.cancel, true])
  stream.sendAnswer({
    head: Buffer.alloc(0),
    prefix: Buffer.alloc(0),
    body: Buffer.alloc(9),
    trailers: Buffer.alloc(0),
  })
  server.flush()
  expect(client.answers().has(1)).toBe(false)
})

test('an answer before the end of its request: the rest is ignored once the stream is given up', () => {
  client.begin()
  client.send(frame(headers, endHeaders, 1, encodeHeaders(requestFields)))
  const stream = open[0] as Http2Stream<string>
  stream.sendHeaders(encodeHeaders([[':status', '415']]), true)
  stream.reset(errorCode.noError)
  client.send(frame(data, 0, 1, Buffer.alloc(100)), frame(data, endStream, 1, Buffer.alloc(100)))
  server.flush()
  expect(client.answers().get(1)).toMatchObject({ fields: { ':status': '415' }, ended: true })
  expect([...client.resets()]).toEqual([[1, errorCode.noError]])
  client.send(request(3, Buffer.from('next')))
  expect(client.answers().get(3)?.ended).toBe(true)
})

test('a connection that is lost closes its streams', () => {
  client.begin()
  client.send(frame(headers, endHeaders, 1, encodeHeaders(requestFields)))
  client.leave()
  expect(open[0]?.closed).toBe(true)
})

test('leaving: what the client sends before it knows is answered, then open streams go on and the connection ends', async () => {
  const leaving = new Http2Server<string>({ readRequest: () => '', onStream: echo, onError() {} })
  client = new RawClient(leaving as Http2Server<unknown>)
  client.begin()
  client.send(frame(headers, endHeaders, 1, encodeHeaders(requestFields)))
  const done = leaving.drain(5000)
  leaving.flush()
  const [asked] = client.ofType(ping)
  expect(client.ofType(goaway).map(({ payload }) => payload.readUInt32BE(0))).toEqual([0x7fffffff])
  client.send(request(3, Buffer.from('on its way')))
  expect(client.answers().get(3)?.body.toString()).toBe('on its way')
  client.send(frame(ping, frameFlag.ack, 0, must(asked, 'a PING').payload), request(5))
  expect(client.ofType(goaway).map(({ payload }) => payload.readUInt32BE(0))).toEqual([0x7fffffff, 3])
  expect(client.goaway()).toBe(errorCode.noError)
  expect([...client.resets()]).toEqual([[5, errorCode.refusedStream]])
  expect(client.ended).toBe(false)
  client.send(frame(data, endStream, 1, Buffer.from('last words')))
  expect(client.answers().get(1)?.body.toString()).toBe('last words')
  await done
  expect([client.ended, leaving.connectionCount]).toEqual([true, 0])
})

test('a client that does not say that it knows is left after a time', async () => {
  let nowMs = 0
  const leaving = new Http2Server<string>({
    readRequest: () => '',
    onStream: echo,
    onError() {},
    nowMs: () => nowMs,
  })
  client = new RawClient(leaving as Http2Server<unknown>)
  client.begin()
  const done = leaving.drain(5000)
  leaving.sweep()
  expect(client.ended).toBe(false)
  nowMs = defaultLimits.closeMsMax + 1
  leaving.sweep()
  await done
  expect(client.ended).toBe(true)
})

test('a client that leaves gets the answers that it waits for', () => {
  client.begin()
  client.send(frame(headers, endHeaders, 1, encodeHeaders(requestFields)))
  client.send(wordFrame(goaway, 0, 0, 0), frame(data, endStream, 1, Buffer.from('bye')))
  expect(client.answers().get(1)?.body.toString()).toBe('bye')
  expect(client.ended).toBe(true)
})

const opened = frame(headers, endHeaders, 1, encodeHeaders(requestFields))
const endedRequest = request(1)

const connectionErrors: readonly (readonly [string, number, Buffer])[] = [
  ['DATA on a stream that is not open', errorCode.protocolError, frame(data, 0, 1, Buffer.alloc(1))],
  ['DATA on stream 0', errorCode.protocolError, frame(data, 0, 0, Buffer.alloc(1))],
  [
    'padding beyond the frame',
    errorCode.protocolError,
    Buffer.concat([opened, frame(data, padded, 1, Buffer.of(9))]),
  ],
  [
    'padding of headers beyond the frame',
    errorCode.protocolError,
    frame(headers, padded | endHeaders, 1, Buffer.of(9)),
  ],
  ['a stream of the server', errorCode.protocolError, request(2)],
  ['a stream again', errorCode.streamClosed, Buffer.concat([endedRequest, endedRequest])],
  ['a lower stream', errorCode.streamClosed, Buffer.concat([request(5), request(3)])],
  [
    'no continuation',
    errorCode.protocolError,
    Buffer.concat([frame(headers, 0, 1, Buffer.alloc(0)), frame(ping, 0, 0, Buffer.alloc(8))]),
  ],
  ['a continuation of nothing', errorCode.protocolError, frame(continuation, endHeaders, 1, Buffer.alloc(0))],
  ['broken compression', errorCode.compressionError, frame(headers, endHeaders, 1, Buffer.of(0x80))],
  ['SETTINGS of a stream', errorCode.protocolError, frame(settings, 0, 1, Buffer.alloc(0))],
  ['SETTINGS of a wrong length', errorCode.frameSizeError, frame(settings, 0, 0, Buffer.alloc(5))],
  [
    'an acknowledgement with settings',
    errorCode.frameSizeError,
    frame(settings, frameFlag.ack, 0, Buffer.alloc(6)),
  ],
  ['ENABLE_PUSH of 2', errorCode.protocolError, settingsFrame([[settingId.enablePush, 2]])],
  [
    'a window beyond 31 bits',
    errorCode.flowControlError,
    settingsFrame([[settingId.initialWindowSize, 2 ** 31]]),
  ],
  ['frames that are too small', errorCode.protocolError, settingsFrame([[settingId.maxFrameSize, 16_383]])],
  ['frames that are too large', errorCode.protocolError, settingsFrame([[settingId.maxFrameSize, 2 ** 24]])],
  ['PING of a wrong length', errorCode.frameSizeError, frame(ping, 0, 0, Buffer.alloc(7))],
  ['PING of a stream', errorCode.protocolError, frame(ping, 0, 1, Buffer.alloc(8))],
  ['GOAWAY of a stream', errorCode.protocolError, frame(goaway, 0, 1, Buffer.alloc(8))],
  ['GOAWAY of a wrong length', errorCode.frameSizeError, frame(goaway, 0, 0, Buffer.alloc(7))],
  ['PUSH_PROMISE', errorCode.protocolError, frame(frameType.pushPromise, endHeaders, 1, Buffer.alloc(8))],
  ['PRIORITY of no stream', errorCode.protocolError, frame(priority, 0, 0, Buffer.alloc(5))],
  [
    'RST_STREAM of a wrong length',
    errorCode.frameSizeError,
    Buffer.concat([opened, frame(rstStream, 0, 1, Buffer.alloc(3))]),
  ],
  ['RST_STREAM of an idle stream', errorCode.protocolError, wordFrame(rstStream, 1, 0)],
  ['WINDOW_UPDATE of a wrong length', errorCode.frameSizeError, frame(windowUpdate, 0, 0, Buffer.alloc(3))],
  ['WINDOW_UPDATE of an idle stream', errorCode.protocolError, wordFrame(windowUpdate, 7, 1)],
  ['WINDOW_UPDATE of nothing', errorCode.protocolError, wordFrame(windowUpdate, 0, 0)],
  [
    'a window of the connection that overflows',
    errorCode.flowControlError,
    wordFrame(windowUpdate, 0, 2 ** 31 - 1),
  ],
  ['a frame that is too large', errorCode.frameSizeError, Buffer.from([4, 0, 1, 0, 0, 0, 0, 0, 1])],
]

test.each(connectionErrors)('the connection ends at %s', (_name, code, bytes) => {
  client.begin()
  client.send(bytes)
  expect([client.goaway(), client.ended]).toEqual([code, true])
  expect(open.every(({ closed }) => closed)).toBe(true)
})

test('the connection ends when it does not begin as it must', () => {
  client.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
  expect([client.goaway(), client.ended]).toEqual([errorCode.protocolError, true])
  const early = new RawClient(server as Http2Server<unknown>)
  early.send(preface, request(1))
  expect(early.goaway()).toBe(errorCode.protocolError)
  const acked = new RawClient(server as Http2Server<unknown>)
  acked.send(preface, frame(settings, frameFlag.ack, 0, Buffer.alloc(0)))
  expect(acked.goaway()).toBe(errorCode.protocolError)
})

test('more bytes than the windows allow', () => {
  client.begin()
  client.send(opened)
  for (let sent = 0; sent < 4 * 1024 * 1024; sent += 262_144) {
    ;(open[0] as Http2Stream<string>).holdsBack = true
    client.send(frame(data, 0, 1, Buffer.alloc(262_144)))
  }
  client.send(frame(data, 0, 1, Buffer.of(1)))
  expect([...client.resets()]).toEqual([[1, errorCode.flowControlError]])
  expect(client.goaway()).toBeUndefined()
})

const malformed: readonly (readonly [string, readonly HeaderField[]])[] = [
  ['letters in upper case', [...requestFields, ['X-Name', '1']]],
  ['an unknown pseudo header', [[':nope', '1'], ...requestFields]],
  ['a pseudo header of answers', [[':status', '200'], ...requestFields]],
  ['a pseudo header after others', [...requestFields, [':authority', 'a']]],
  ['a pseudo header twice', [[':path', '/'], ...requestFields]],
  ['no method', requestFields.slice(1)],
  ['no scheme', requestFields.filter(([name]) => name !== ':scheme')],
  ['no path', requestFields.filter(([name]) => name !== ':path')],
  ['an empty path', requestFields.map(([name, value]) => [name, name === ':path' ? '' : value] as const)],
  ['headers of a connection', [...requestFields, ['connection', 'keep-alive']]],
  ['a transfer encoding', [...requestFields, ['transfer-encoding', 'chunked']]],
  ['te other than trailers', [...requestFields, ['te', 'gzip']]],
  ['a line break', [...requestFields, ['x', 'a\r\nb']]],
  ['a length that is none', [...requestFields, ['content-length', 'many']]],
  ['a length that is not that of the body', [...requestFields, ['content-length', '3']]],
  ['a length beyond that of the body', [...requestFields, ['content-length', '300']]],
]

test.each(malformed)('a request is malformed: %s', (_name, fields) => {
  client.begin()
  client.send(request(1, Buffer.from('body'), fields), request(3, Buffer.from('next')))
  expect([...client.resets()]).toEqual([[1, errorCode.protocolError]])
  expect(client.answers().get(3)?.ended).toBe(true)
})

const streamErrors: readonly (readonly [string, number, readonly Buffer[]])[] = [
  [
    'DATA after the end',
    errorCode.streamClosed,
    [frame(data, endStream, 1, Buffer.alloc(0)), frame(data, 0, 1, Buffer.of(1))],
  ],
  [
    'trailers without an end',
    errorCode.protocolError,
    [frame(headers, endHeaders, 1, encodeHeaders([['x', '1']]))],
  ],
  [
    'pseudo headers in trailers',
    errorCode.protocolError,
    [frame(headers, endHeaders | endStream, 1, encodeHeaders([[':path', '/']]))],
  ],
  ['a window that grows by nothing', errorCode.protocolError, [wordFrame(windowUpdate, 1, 0)]],
  ['a window that overflows', errorCode.flowControlError, [wordFrame(windowUpdate, 1, 2 ** 31 - 1)]],
  ['PRIORITY of a wrong length', errorCode.frameSizeError, [frame(priority, 0, 1, Buffer.alloc(4))]],
  [
    'a stream that depends on itself',
    errorCode.protocolError,
    [frame(priority, 0, 1, Buffer.from([0, 0, 0, 1, 0]))],
  ],
]

test.each(streamErrors)('only the stream ends at %s', (_name, code, frames) => {
  client.begin()
  client.send(opened)
  const stream = open[0] as Http2Stream<string>
  // Not answered yet.
  stream.listener = { onData() {}, onEnd() {}, onClose() {} }
  client.send(...frames, request(3, Buffer.from('next')))
  expect([...client.resets()]).toEqual([[1, code]])
  expect(client.answers().get(3)?.ended).toBe(true)
})
