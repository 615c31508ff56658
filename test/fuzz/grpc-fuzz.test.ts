import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createRandom, pick, type Random } from '#base/random.fixture.ts'
import { encodeMessage } from '#wire/encode-message.fixture.ts'
import { randomMessage } from '#wire/random-messages.fixture.ts'
import { createCall, loadCalls, collectionName as loadedName, readCalls } from '../e2e/grpc-points.calls.ts'
import { scenarios } from '../e2e/grpc-updates.calls.ts'
import { connectClient, withPayload } from '../support/client.ts'
import { byFilter, withVectors } from '../support/messages.ts'
import { answersTo, type Call } from '../support/recorded-calls.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type BareAnswer, type BareCall, BareGrpc, framed } from './bare-grpc.ts'
import { CrossedCalls } from './crossed-calls.ts'

/** `FUZZ_CALLS` and `FUZZ_SEED`: for longer, or once more. */
const callsEach = Number(process.env['FUZZ_CALLS'] ?? 30)
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000)
setDefaultTimeout(60_000 + callsEach * 2000)

interface Method {
  readonly path: string
  readonly request: string
}
const rpcs: readonly Method[] = [
  ...readFileSync(join(import.meta.dirname, '../../proto/facts.txt'), 'utf8').matchAll(
    /^rpc (qdrant\.(?:Points|Collections|Snapshots|Qdrant)) (\w+) qdrant\.(\w+) -> /gm,
  ),
].map(([, service, method, request]) => ({ path: `/${service}/${method}`, request: String(request) }))

const untouched = 'a collection that no random name hits'
let server: TestServer
let untouchedBefore: unknown

beforeAll(async () => {
  server = await startServer({ args: ['--serve-threads', '2'] })
  await loadPoints(untouched, '10000')
  untouchedBefore = await pointsOf(untouched)
})
afterAll(async () => {
  expect(await pointsOf(untouched)).toEqual(untouchedBefore)
  expect(
    server.output.filter((line) => /an unexpected error|"stack"|TypeError|RangeError/.test(line)),
  ).toEqual([])
  expect(await server.stop()).toBe(0)
})

/** Makes a collection with points and indexes; one of this name goes first. */
async function loadPoints(collectionName: string, indexingThreshold: string): Promise<void> {
  const client = connectClient(server)
  await client.api('collections').delete({ collectionName })
  await answersTo(client, [createCall(indexingThreshold), ...loadCalls()].map(to(collectionName)))
}

/** The call to another collection. */
const to =
  (collectionName: string) =>
  ({ rpc, request }: Call): Call => ({ rpc, request: { ...(request as object), collectionName } })

async function pointsOf(name: string): Promise<unknown> {
  const page = { collectionName: name, limit: 1000, withPayload, withVectors }
  return (await connectClient(server).api('points').scroll(page)).result
}

/** What a client may be told for what it sent; INTERNAL only for bytes that are no message. */
function isFair({ status, message }: BareAnswer): boolean {
  const fair = [0, 3, 5, 6, 8, 9, 12]
  if (status === 13) {
    return /^failed to decode Protobuf message|^Missing request message|InferenceService|Unexpected EOF|protocol error|decompress|conversion error/i.test(
      message,
    )
  }
  return status !== undefined && fair.includes(status)
}

async function expectFair(grpc: BareGrpc, call: BareCall, what: string): Promise<boolean> {
  const answer = await grpc.call(call)
  if (isFair(answer)) return answer.status === 0
  const body = Buffer.from(call.body).toString('base64')
  throw new Error(`seed ${seed}, ${what}, ${call.path}: ${answer.status} "${answer.message}" for ${body}`)
}

/** Some calls of each method, a few at a time. */
async function fuzz(what: string, bodyOf: (random: Random, request: string) => Uint8Array): Promise<void> {
  const grpc = new BareGrpc(server.grpcAddress)
  const random = createRandom(seed)
  const headers = { 'grpc-encoding': 'gzip' }
  for (let round = 0; round < callsEach; round++) {
    const calls = rpcs.map(({ path, request }) => ({ path, headers, body: bodyOf(random, request) }))
    await Promise.all(calls.map((call) => expectFair(grpc, call, what)))
  }
  grpc.close()
  await expectAlive()
}

async function expectAlive(): Promise<void> {
  expect((await connectClient(server).api('service').healthCheck({})).title).toContain('qdrant')
}

/** Of `points.search`: `/qdrant.Points/Search`. */
function pathOf(rpc: string): string {
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
  return `/qdrant.${rpc.split('.').map(capital).join('/')}`
}

const randomBytes = (random: Random, limit: number): Uint8Array =>
  Uint8Array.from({ length: Math.floor(random() * limit) }, () => Math.floor(random() * 256))

test(`random bytes to every method (seed ${seed})`, async () => {
  await fuzz('random bytes', (random) => framed(randomBytes(random, 80)))
})

test('random bodies that are no frames', async () => {
  await fuzz('random bodies', (random) => {
    const body = Buffer.from(randomBytes(random, 40))
    // Without a large length, which would let the server wait for the rest of the message.
    if (body.length > 4) body.fill(0, 1, 4)
    return body
  })
})

test('random messages of the contract', async () => {
  await fuzz('random messages', (random, request) =>
    framed(encodeMessage(request, randomMessage(random, `qdrant.${request}`)), random() < 0.2),
  )
})

const knownCalls = [
  ...[...scenarios.values()].flat().filter(({ rpc }) => !/DeleteVectorName|collections/i.test(rpc)),
  ...readCalls(),
  ...readCalls(),
  ...loadCalls(),
].map(to(loadedName))

/** Calls made of known ones, some of which are done; `distort` changes their bytes. */
async function fuzzCrossed(what: string, distort: (random: Random, message: Uint8Array) => Uint8Array) {
  const grpc = new BareGrpc(server.grpcAddress)
  const random = createRandom(seed)
  const crossed = new CrossedCalls(knownCalls)
  let done = 0
  for (let round = 0; round < callsEach; round++) {
    if (round % 10 === 0) await loadPoints(loadedName, pick(random, ['1', '10000']))
    const outcomes = Array.from({ length: 50 }, async () => {
      const call = crossed.next(random)
      if (!call) return false
      const body = framed(distort(random, call.message))
      return expectFair(grpc, { path: pathOf(call.rpc), body }, what)
    })
    done += (await Promise.all(outcomes)).filter(Boolean).length
  }
  grpc.close()
  await expectAlive()
  return done / (callsEach * 50)
}

test('messages made of parts of others', async () => {
  const done = await fuzzCrossed('crossed messages', (_, message) => message)
  expect(done).toBeGreaterThan(0.3)
})

test('messages in which some bytes were changed', async () => {
  await fuzzCrossed('changed messages', (random, message) => {
    for (let changes = 1 + random() * 3; changes > 0 && message.length > 0; changes--) {
      message[Math.floor(random() * message.length)] = Math.floor(random() * 256)
    }
    return random() < 0.2 ? message.subarray(0, random() * message.length) : message
  })
})

test('the collection that was written to still agrees with itself', async () => {
  const api = connectClient(server).api('points')
  const to = { collectionName: loadedName }
  const { result } = await api.scroll({ ...to, limit: 1_000_000 })
  expect((await api.count({ ...to, exact: true })).result?.count).toBe(BigInt(result.length))
  await api.delete({ ...to, wait: true, points: byFilter({}) })
  expect((await api.count({ ...to, exact: true })).result?.count).toBe(0n)
})

test('messages that are too large are refused before they are read', async () => {
  const grpc = new BareGrpc(server.grpcAddress)
  const head = Buffer.alloc(5)
  head.writeUInt32BE(2 ** 31, 1)
  const answer = await grpc.call({ path: '/qdrant.Points/Upsert', body: head })
  expect([answer.status, answer.message.slice(0, 32)]).toEqual([8, 'received message larger than max'])
  grpc.close()
})

test('a deadline that has passed cancels the call', async () => {
  const grpc = new BareGrpc(server.grpcAddress)
  const body = framed(encodeMessage('ScrollPoints', { collectionName: untouched }))
  for (const timeout of ['0n', '1n', '0S']) {
    const answer = await grpc.call({
      path: '/qdrant.Points/Scroll',
      body,
      headers: { 'grpc-timeout': timeout },
    })
    // The answer may be faster than the clock.
    expect([0, 1, 4]).toContain(answer.status ?? -1)
  }
  grpc.close()
})

test('a thousand calls at once are all answered', async () => {
  const connections = Array.from({ length: 4 }, () => new BareGrpc(server.grpcAddress))
  const query = { query: { nearest: { dense: { data: [1, 2, 3, 4] } } }, using: 'dense' }
  const body = framed(encodeMessage('QueryPoints', { collectionName: untouched, ...query }))
  const answers = await Promise.all(
    connections.flatMap((connection) =>
      Array.from({ length: 250 }, () => connection.call({ path: '/qdrant.Points/Query', body })),
    ),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([0]))
  expect(new Set(answers.map(({ bytes }) => bytes.subarray(5, -12).toString('base64'))).size).toBe(1)
  for (const connection of connections) connection.close()
})

test('clients that go away, dawdle or speak nonsense disturb nobody', async () => {
  const random = createRandom(seed)
  const grpc = new BareGrpc(server.grpcAddress)
  const scroll = framed(encodeMessage('ScrollPoints', { collectionName: untouched, limit: 1000 }))
  const upsert = framed(encodeMessage('UpsertPoints', { collectionName: untouched, points: [] }))
  await Promise.all(
    Array.from({ length: 200 }, () => {
      const call = pick(random, [
        { path: '/qdrant.Points/Scroll', body: scroll },
        { path: '/qdrant.Points/Upsert', body: upsert },
      ])
      return grpc.abort(call, pick(random, ['at once', 'half sent', 'answered'] as const))
    }),
  )
  const dawdling = new BareGrpc(server.grpcAddress)
  const late = dawdling.call({ path: '/qdrant.Points/Scroll', body: scroll.subarray(0, 7) })
  await nonsense(random)
  expect((await late).status).toBe(13)
  expect((await grpc.call({ path: '/qdrant.Points/Scroll', body: scroll })).status).toBe(0)
  dawdling.close()
  grpc.close()
})

/** Connections that send bytes which are no HTTP/2, and end. */
async function nonsense(random: Random): Promise<void> {
  const [host, port] = server.grpcAddress.split(':')
  await Promise.all(
    Array.from({ length: 20 }, () => {
      const socket = connect({ host: host ?? '', port: Number(port) })
      socket.on('error', () => undefined)
      const closed = new Promise((resolve) => socket.on('close', resolve))
      if (random() < 0.5) socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
      socket.write(randomBytes(random, 200))
      socket.on('connect', () => setImmediate(() => socket.destroy()))
      return closed
    }),
  )
}
