import { afterEach, expect, test } from 'bun:test'
import { MessageChannel } from 'node:worker_threads'
import { Channel, ChannelClosedError, ChannelFullError, type ErrorCodec } from './channel.ts'

class KnownError extends Error {
  readonly code: number
  constructor(code: number) {
    super(`known ${code}`)
    this.code = code
  }
}
const errors: ErrorCodec = {
  encode: (error) => (error instanceof KnownError ? error.code : undefined),
  decode: (value) => (typeof value === 'number' ? new KnownError(value) : undefined),
}

interface Server {
  double(n: number): number
  echo(value: unknown): unknown
  fail(code: number | undefined): never
  never(_: null): Promise<null>
  unclonable(_: null): unknown
  note(text: string): void
}
type Client = Record<never, never>

const open: { close(): void }[] = []
afterEach(() => {
  for (const end of open.splice(0)) end.close()
})

function pair(notes: string[] = [], pendingMax = 100, onPostFailed?: (name: string) => void) {
  const { port1, port2 } = new MessageChannel()
  const handlers: Server = {
    double: (n) => n * 2,
    echo: (value) => value,
    fail: (code) => {
      throw code === undefined ? new TypeError('unknown trouble') : new KnownError(code)
    },
    never: () => new Promise(() => {}),
    unclonable: () => () => 1,
    note: (text) => {
      if (text === '') throw new Error('empty note')
      notes.push(text)
    },
  }
  const server = new Channel<Client, Server>(port1, {
    peer: 'client',
    handlers,
    errors,
    ...(onPostFailed ? { onPostFailed } : {}),
  })
  const client = new Channel<Server, Client>(port2, { peer: 'server', handlers: {}, errors, pendingMax })
  open.push(server, client)
  return { server, client }
}

/** What the call failed with. */
function failureOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: Error) => error,
  )
}

test('answers come to their own calls', async () => {
  const { client } = pair()
  const answers = await Promise.all([1, 2, 3].map((n) => client.call('double', n)))
  expect(answers).toEqual([2, 4, 6])
  expect(client.pendingCount).toBe(0)
})

test('maps, sets, big integers and typed arrays arrive as they are', async () => {
  const { client } = pair()
  const value = new Map<string, unknown>([
    ['big', 2n ** 63n],
    ['set', new Set(['a'])],
    ['floats', Float32Array.of(1, 2)],
  ])
  expect(await client.call('echo', value)).toEqual(value)
})

test('a known error arrives as itself, an unknown one with its text', async () => {
  const { client } = pair()
  expect(await client.call('fail', 7).catch((e: unknown) => e)).toBeInstanceOf(KnownError)
  expect((await failureOf(client.call('fail', 7))).message).toContain('known 7')
  expect((await failureOf(client.call('fail', undefined))).message).toContain('unknown trouble')
})

test('a value that cannot be cloned fails its own call only', async () => {
  const { client } = pair()
  const bad = client.call('echo', () => 1)
  const good = client.call('double', 4)
  expect(await failureOf(bad)).toBeInstanceOf(Error)
  expect(await good).toBe(8)
  expect(await failureOf(client.call('unclonable', null))).toBeInstanceOf(Error)
  expect(await client.call('double', 5)).toBe(10)
})

test('calls past the bound are refused and the rest go on', async () => {
  const { client } = pair([], 2)
  const waiting = client.call('never', null)
  const second = client.call('double', 1)
  expect(await failureOf(client.call('double', 2))).toBeInstanceOf(ChannelFullError)
  expect(await second).toBe(2)
  expect(await client.call('double', 3)).toBe(6)
  client.close()
  expect(await failureOf(waiting)).toBeInstanceOf(ChannelClosedError)
})

test('closing either end rejects what waits', async () => {
  const { server, client } = pair()
  const waiting = client.call('never', null)
  server.close()
  expect(await failureOf(waiting)).toBeInstanceOf(ChannelClosedError)
  expect(await failureOf(client.call('double', 1))).toBeInstanceOf(ChannelClosedError)
})

test('posts arrive in order, before a later call, and their failures are told', async () => {
  const notes: string[] = []
  const failed: string[] = []
  const { client } = pair(notes, 100, (name) => failed.push(name))
  client.post('note', 'a')
  client.post('note', '')
  client.post('note', 'b')
  await client.call('double', 1)
  expect(notes).toEqual(['a', 'b'])
  expect(failed).toEqual(['note'])
})

test('a transferred buffer moves', async () => {
  const { client } = pair()
  const bytes = new Uint8Array([1, 2, 3])
  const answer = client.call('echo', bytes, [bytes.buffer])
  expect(await answer).toEqual(new Uint8Array([1, 2, 3]))
  expect(bytes.byteLength).toBe(0)
})
