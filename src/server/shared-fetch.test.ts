import { afterEach, expect, test } from 'bun:test'
import { MessageChannel } from 'node:worker_threads'
import { Channel } from '#threads/channel.ts'
import type { PeerCalls } from './contracts.ts'
import { createReadLoads } from './read-loads.ts'
import { type PeerChannel, ReadSharing } from './read-sharing.ts'
import { answerFetch, type Fetch, shareFetch } from './shared-fetch.ts'
import { threadErrors } from './thread-errors.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const channel of open.splice(0)) channel.close()
})

/** Two threads on this one, whose requests are all begun before the first is answered. */
function startThreads() {
  const loads = createReadLoads(2)
  const sharings = [0, 1].map((own) => new ReadSharing({ loads, own, hasCores: () => true }))
  const places: number[] = []
  const fetchAt =
    (place: number): Fetch =>
    async (request) => {
      places.push(place)
      const body = await request.text()
      const { pathname, search } = new URL(request.url)
      const headers = { 'x-place': String(place), 'x-key': request.headers.get('api-key') ?? '' }
      return new Response(`${request.method} ${pathname}${search} ${body}`, { status: 203, headers })
    }
  const { port1, port2 } = new MessageChannel()
  const channels = [port1, port2].map((port, place): PeerChannel => {
    const inbox = sharings[place]?.openInbox()
    const handlers: PeerCalls = {
      method: () => Promise.reject(new Error('not here')),
      fetch: async (call) => {
        const answer = await inbox?.run(call.ticket, (signal) => answerFetch(fetchAt(place), call, signal))
        return answer ?? Promise.reject(new Error('no such thread'))
      },
      batch: () => Promise.reject(new Error('not here')),
      cancel: (ticket) => inbox?.cancel(ticket),
    }
    return new Channel(port, { peer: 'other', errors: threadErrors, handlers })
  })
  open.push(...channels)
  for (const [place, channel] of channels.entries()) sharings[place]?.addPeer(1 - place, channel)
  const fetch = shareFetch(fetchAt(0), sharings[0] as ReadSharing)
  return { ask: async (request: Request) => await fetch(request), places }
}

function post(path: string, body: string): Request {
  const headers = { 'api-key': 'secret', 'content-length': String(body.length) }
  return new Request(`http://localhost:6333${path}`, { method: 'POST', headers, body })
}

test('reads are answered on any thread, whole: method, query, headers, body and status', async () => {
  const { ask, places } = startThreads()
  const path = '/collections/a%20b/points/query?timeout=3'
  const responses = await Promise.all([1, 2, 3, 4].map((body) => ask(post(path, String(body)))))
  expect(new Set(places)).toEqual(new Set([0, 1]))
  const texts = await Promise.all(responses.map((response) => response.text()))
  expect(texts).toEqual([1, 2, 3, 4].map((body) => `POST ${path} ${body}`))
  expect(responses.map(({ status }) => status)).toEqual([203, 203, 203, 203])
  expect(responses.every(({ headers }) => headers.get('x-key') === 'secret')).toBe(true)
})

test('other requests, and those of unknown length, stay where they came in', async () => {
  const { ask, places } = startThreads()
  const path = '/collections/c/points/query'
  const requests = [1, 2, 3, 4].flatMap((body) => [
    post('/collections/c/points', String(body)),
    post('/collections/c/points/query/other', String(body)),
    new Request(`http://localhost:6333${path}`, { method: 'PUT', body: 'x' }),
    new Request(`http://localhost:6333${path}`, { method: 'POST', body: 'x' }),
  ])
  await Promise.all(requests.map(ask))
  expect(new Set(places)).toEqual(new Set([0]))
})

test('a request that a thread has taken with it is answered here', async () => {
  const { ask, places } = startThreads()
  const answers = Promise.all([1, 2].map((body) => ask(post('/collections/c/points/scroll', String(body)))))
  // Sent, but not seen there yet.
  await new Promise((resolve) => setImmediate(resolve))
  for (const channel of open.splice(0)) channel.close()
  const texts = await Promise.all((await answers).map((response) => response.text()))
  expect(texts).toEqual([1, 2].map((body) => `POST /collections/c/points/scroll ${body}`))
  expect(places.filter((place) => place === 0).length).toBeGreaterThan(0)
})
