import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
let server: TestServer
beforeAll(async () => {
  server = await startServer({ args: ['--serve-threads', '3'] })
})
afterAll(async () => {
  await server.stop()
})

/** Status, time after which to come again, and what went wrong; each on a connection of its own. */
async function send(method: string, path: string, body: object) {
  const response = await fetch(`${server.httpUrl}${path}`, {
    method,
    body: JSON.stringify(body),
    keepalive: false,
  })
  const { status } = (await response.json()) as { readonly status: { readonly error?: string } }
  return { code: response.status, retryAfter: response.headers.get('retry-after'), error: status.error }
}

test('all threads together answer no more than a collection allows', async () => {
  await send('PUT', '/collections/c', {
    vectors: { size: 2, distance: 'Dot' },
    strict_mode_config: { enabled: true, read_rate_limit: 20 },
  })
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => send('POST', '/collections/c/points/count', {})),
  )
  // Tokens come in while the calls go on: one every three seconds.
  const answered = answers.filter(({ code }) => code === 200).length
  expect(answered).toBeGreaterThanOrEqual(20)
  expect(answered).toBeLessThan(25)
  const refused = answers.find(({ code }) => code === 429)
  expect(refused?.error).toMatch(
    /^Rate limiting exceeded: Read rate limit exceeded: Operation requires 1 tokens but only 0\.\d were/,
  )
  expect(Number(refused?.retryAfter)).toBeGreaterThan(0)
})

test('a batch that is split over threads is charged once; another limit begins anew', async () => {
  await send('PATCH', '/collections/c', { strict_mode_config: { read_rate_limit: 30 } })
  const searches = Array.from({ length: 25 }, () => ({ query: [1, 0] }))
  expect((await send('POST', '/collections/c/points/query/batch', { searches })).code).toBe(200)
  const again = await send('POST', '/collections/c/points/query/batch', { searches })
  expect(again.error).toContain('requires 25 tokens')
  const larger = { searches: [...searches, ...searches] }
  expect(await send('POST', '/collections/c/points/query/batch', larger)).toEqual({
    code: 429,
    retryAfter: null,
    error:
      'Rate limiting exceeded: Read rate limit exceeded, request larger than rate limiter capacity, please try to split your request',
  })
})

test('writes are charged by their points, those of a filter by an estimate', async () => {
  await send('PATCH', '/collections/c', { strict_mode_config: { write_rate_limit: 50 } })
  const points = Array.from({ length: 20 }, (_, id) => ({ id, vector: [1, 0], payload: { k: 'a' } }))
  expect((await send('PUT', '/collections/c/points?wait=true', { points })).code).toBe(200)
  const byFilter = { filter: { must: [{ key: 'k', match: { value: 'a' } }] }, payload: { l: 1 } }
  await send('PATCH', '/collections/c', {
    strict_mode_config: { unindexed_filtering_update: true, write_rate_limit: 51 },
  })
  const update = (): ReturnType<typeof send> =>
    send('POST', '/collections/c/points/payload?wait=true', byFilter)
  expect((await update()).code).toBe(200)
  expect((await update()).code).toBe(200)
  expect((await update()).error).toMatch(
    /Write rate limit exceeded: Operation requires 20 tokens but only 11/,
  )
})
