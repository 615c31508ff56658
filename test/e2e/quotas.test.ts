import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runExecutable, startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const folder = mkdtempSync(join(tmpdir(), 'quiver-quotas-'))
const start = (): Promise<TestServer> => startServer({ folder, args: ['--serve-threads', '3'] })
let server: TestServer
beforeAll(async () => {
  server = await start()
  await send('PUT', '/collections/c', { vectors: { size: 2, distance: 'Dot' } })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Each call on a connection of its own, so that all threads are asked. */
async function send(method: string, path: string, body?: object): Promise<{ code: number; text: string }> {
  const response = await fetch(`${server.httpUrl}${path}`, {
    method,
    keepalive: false,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { code: response.status, text: await response.text() }
}
const upsert = (): ReturnType<typeof send> =>
  send('PUT', '/collections/c/points?wait=true', { points: [{ id: 1, vector: [1, 0] }] })
const codesOfMany = async (call: typeof upsert): Promise<number[]> => {
  const codes = new Set<number>()
  for (let calls = 0; calls < 20; calls++) codes.add((await call()).code)
  return [...codes]
}

test('without limits the node says only what it uses', async () => {
  const { result } = JSON.parse((await send('GET', '/quotas')).text) as { result: object }
  expect(result).toEqual({
    config: { enabled: false },
    usage: { resident_memory_percent: expect.any(Number), disk_usage_percent: expect.any(Number) },
  })
  expect((await upsert()).code).toBe(200)
})

test('beyond a limit every thread refuses what needs room, and only that', async () => {
  const limit = { enabled: true, max_resident_memory_percent: 100, max_disk_usage_percent: 1 }
  expect(JSON.parse((await send('PUT', '/quotas', limit)).text)).toMatchObject({ result: true, status: 'ok' })
  expect(await codesOfMany(upsert)).toEqual([507])
  expect((await upsert()).text).toMatch(
    /Insufficient storage: Disk usage is at \d+% of total capacity, exceeding the configured limit of 1%\. Help: /,
  )
  expect((await send('POST', '/collections/c/points/delete?wait=true', { points: [9] })).code).toBe(200)
  expect((await send('POST', '/collections/c/points/count', {})).code).toBe(200)
})

test('limits outlast the process', async () => {
  await server.stop()
  server = await start()
  expect((await upsert()).code).toBe(507)
  await send('PUT', '/quotas', { enabled: false })
  expect(await codesOfMany(upsert)).toEqual([200])
})

test('limits that make no sense are refused', async () => {
  const wrong = await send('PUT', '/quotas', { max_disk_usage_percent: 0, release_margin_percent: 101 })
  expect([wrong.code, JSON.parse(wrong.text)]).toEqual([
    422,
    {
      status: {
        error:
          'Validation error in JSON body: [max_disk_usage_percent: value 0 invalid, must be from 1 to 100; ' +
          'release_margin_percent: value 101 invalid, must be 100 or smaller]',
      },
      time: 0,
    },
  ])
})

test('the configuration gives a new folder its limits, and changes none later', async () => {
  const fresh = mkdtempSync(join(folder, 'fresh-'))
  const limitOf = async (percent: number): Promise<unknown> => {
    const env = {
      QDRANT__STORAGE__QUOTAS__ENABLED: 'true',
      QDRANT__STORAGE__QUOTAS__MAX_DISK_USAGE_PERCENT: String(percent),
    }
    const seeded = await startServer({ folder: fresh, env })
    const { result } = (await (await fetch(`${seeded.httpUrl}/quotas`)).json()) as {
      result: { config: object }
    }
    await seeded.stop()
    return result.config
  }
  expect(await limitOf(97)).toEqual({ enabled: true, max_disk_usage_percent: 97 })
  expect(await limitOf(98)).toEqual({ enabled: true, max_disk_usage_percent: 97 })
})

test('a file that holds no limits ends the start', async () => {
  await server.stop()
  writeFileSync(join(folder, 'storage/quota.json'), '{"enabled": "yes"}')
  const result = runExecutable(['--http-port', '0', '--grpc-port', '0'], { folder })
  expect([result.code, result.stderr]).toEqual([3, expect.stringContaining('does not hold quotas')])
  rmSync(join(folder, 'storage/quota.json'))
  server = await start()
})
