import { beforeEach, expect, test } from 'bun:test'
import { createRandom, pick } from '#base/random.fixture.ts'
import { echo } from './echo.fixture.ts'
import { errorCode } from './error-codes.ts'
import { frameFlag, frameType, preface, settingId } from './frames.ts'
import { encodeHeaders } from './hpack-encoder.ts'
import { frame, RawClient, request, requestFields, settingsFrame, wordFrame } from './raw-client.fixture.ts'
import { Http2Server } from './server.ts'
import type { Http2Stream } from './stream.ts'

const { data, headers, continuation, windowUpdate, rstStream, ping, priority } = frameType
const { endHeaders, endStream } = frameFlag

let nowMs = 0
let open: Http2Stream<string>[] = []
let errors: unknown[] = []
let server: Http2Server<string>
let client: RawClient

beforeEach(() => {
  nowMs = 0
  open = []
  errors = []
  server = new Http2Server<string>({
    limits: { frameBytesMax: 256 * 1024, streamsMax: 100, queuedBytesMax: 1_000_000 },
    readRequest: (list) => list.get(':path') ?? '',
    onStream(stream) {
      open.push(stream)
      echo(stream)
    },
    onError: (error) => errors.push(error),
    nowMs: () => nowMs,
  })
  client = connect()
})

function connect(): RawClient {
  return new RawClient(server as Http2Server<unknown>)
}

const opened = (id: number): Buffer => frame(headers, endHeaders, id, encodeHeaders(requestFields))

/** Sends the same again and again until the connection ends; gives how often. */
function flood(make: (round: number) => Buffer, roundsMax = 100_000): number {
  for (let round = 0; round < roundsMax; round++) {
    client.send(make(round))
    if (client.ended) return round
  }
  return roundsMax
}

const floods: readonly (readonly [string, (round: number) => Buffer])[] = [
  [
    'requests that are given up at once',
    (round) => Buffer.concat([opened(round * 2 + 1), wordFrame(rstStream, round * 2 + 1, errorCode.cancel)]),
  ],
  [
    'requests that are broken at once',
    (round) => Buffer.concat([opened(round * 2 + 1), wordFrame(windowUpdate, round * 2 + 1, 0)]),
  ],
  ['settings', () => settingsFrame([[settingId.initialWindowSize, 10]])],
  ['pings', () => frame(ping, 0, 0, Buffer.alloc(8))],
  ['priorities', () => frame(priority, 0, 1, Buffer.alloc(5))],
  ['unknown frames', () => frame(77, 0, 0, Buffer.alloc(0))],
  ['empty data', (round) => (round === 0 ? opened(1) : frame(data, 0, 1, Buffer.alloc(0)))],
]

test.each(floods)('too many %s end the connection', (_name, make) => {
  client.begin()
  expect(flood(make)).toBeLessThan(20_000)
  expect(client.goaway()).toBe(errorCode.enhanceYourCalm)
  expect(open.every(({ closed }) => closed)).toBe(true)
  expect(errors.length).toBe(1)
})

test('a client that gives up now and then goes on', () => {
  client.begin()
  const rounds = flood((round) => {
    nowMs += 2
    return Buffer.concat([opened(round * 2 + 1), wordFrame(rstStream, round * 2 + 1, errorCode.cancel)])
  }, 5000)
  expect([rounds, client.ended]).toEqual([5000, false])
})

test('a header block without an end', () => {
  client.begin()
  client.send(frame(headers, 0, 1, encodeHeaders(requestFields)))
  expect(flood(() => frame(continuation, 0, 1, Buffer.of(0x82)))).toBeLessThan(100)
  expect(client.goaway()).toBe(errorCode.enhanceYourCalm)
  client = connect()
  client.begin()
  client.send(
    frame(headers, 0, 1, Buffer.alloc(50_000, 0x82)),
    frame(continuation, 0, 1, Buffer.alloc(50_000, 0x82)),
  )
  expect(client.goaway()).toBe(errorCode.enhanceYourCalm)
})

test('headers that are too large are refused; the connection goes on', () => {
  client.begin()
  const fields = [...requestFields, ...Array.from({ length: 9 }, () => ['x', 'y'.repeat(4000)] as const)]
  client.send(request(1, undefined, fields))
  expect(client.answers().get(1)?.fields['grpc-status']).toBe('0')
  // Entries of the table make much of few bytes.
  const large = Buffer.concat([Buffer.from([0x40, 1, 120, 0x7f, 0x81, 0x1e]), Buffer.alloc(4000, 'y')])
  const bomb = Buffer.concat([encodeHeaders(requestFields), large, Buffer.alloc(5000, 0xbe)])
  client.send(frame(headers, endHeaders | endStream, 3, bomb), request(5))
  expect(client.answers().get(3)?.fields).toEqual({ ':status': '431' })
  expect(client.answers().get(5)?.fields['grpc-status']).toBe('0')
})

test('more streams than there may be are refused', () => {
  client.begin()
  for (let id = 1; id <= 205; id += 2) client.send(opened(id))
  expect([...client.resets()]).toEqual([201, 203, 205].map((id) => [id, errorCode.refusedStream]))
  client.send(frame(data, endStream, 1, Buffer.from('ended')), request(207))
  expect(client.answers().get(207)?.ended).toBe(true)
})

test('a client that does not read is not read from, and hung up on after a time', () => {
  client.begin()
  client.room = 0
  let pings = 0
  while (!client.paused && pings < 100_000) {
    client.send(frame(ping, 0, 0, Buffer.alloc(8)))
    nowMs += 1
    pings++
  }
  expect(pings).toBeLessThan(100_000)
  client.read(10_000_000)
  expect([client.paused, client.ofType(ping).length]).toEqual([false, pings])
  client.room = 0
  client.send(frame(ping, 0, 0, Buffer.alloc(8)))
  server.sweep()
  nowMs += 59_000
  server.sweep()
  expect(client.destroyed).toBe(false)
  nowMs += 2000
  server.sweep()
  expect([client.destroyed, server.connectionCount]).toEqual([true, 0])
})

test('answers that nobody takes are bounded: new requests are refused, then the connection ends', () => {
  client.begin([[settingId.initialWindowSize, 0]])
  for (let id = 1; id < 100; id += 2) client.send(request(id, Buffer.alloc(100_000)))
  const refused = [...client.resets().values()]
  expect(refused.length).toBeGreaterThan(30)
  expect(new Set(refused)).toEqual(new Set([errorCode.refusedStream]))
  nowMs += 61_000
  server.sweep()
  expect([client.destroyed, open.every(({ closed }) => closed)]).toEqual([true, true])
})

test('a client that does not begin is hung up on', () => {
  const half = connect()
  half.send(preface.subarray(0, 10))
  const silent = connect()
  const quiet = connect()
  quiet.begin()
  nowMs += 11_000
  server.sweep()
  expect([half.destroyed, silent.destroyed, quiet.destroyed]).toEqual([true, true, false])
})

test('frames as chance has them never throw, leave streams behind or answer another request', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = createRandom(seed)
    server = restart()
    client = connect()
    open = []
    client.begin()
    const sent = new Map<number, string>()
    let next = 1
    for (let round = 0; round < 30 && !client.ended; round++) {
      const step = random()
      if (step < 0.6) {
        const body = `request ${next} `.repeat(1 + Math.floor(random() * 3000))
        sent.set(next, body)
        client.send(...cutAnywhere(request(next, Buffer.from(body)), random))
        client.send(wordFrame(windowUpdate, 0, 100_000))
        next += 2
      } else client.send(damaged(random, next))
    }
    for (const [id, answer] of client.answers()) {
      const body = String(answer.body)
      expect({ seed, id, right: sent.get(id)?.startsWith(body) ?? body === '' }).toEqual({
        seed,
        id,
        right: true,
      })
    }
    client.leave()
    expect({ seed, leaked: open.filter(({ closed }) => !closed).length }).toEqual({ seed, leaked: 0 })
    expect({ seed, connections: server.connectionCount }).toEqual({ seed, connections: 0 })
  }
})

function restart(): Http2Server<string> {
  return new Http2Server<string>({
    readRequest: () => '',
    onStream(stream) {
      open.push(stream)
      echo(stream)
    },
    onError(error) {
      if (!(error instanceof Error) || error.name !== 'ConnectionError') throw error
    },
  })
}

function cutAnywhere(bytes: Buffer, random: () => number): Buffer[] {
  const cut = Math.floor(random() * bytes.length)
  return [bytes.subarray(0, cut), bytes.subarray(cut)]
}

/** Something that is mostly wrong. */
function damaged(random: () => number, next: number): Buffer {
  const type = Math.floor(random() * 11)
  const flags = pick(random, [0, 1, 4, 5, 8, 0x2d, 255])
  const streamId = pick(random, [0, 1, next, Math.max(next - 2, 1), 2, next + 100])
  const length = pick(random, [0, 4, 5, 6, 8, 100])
  const payload = Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
  return frame(type, flags, streamId, payload)
}
