import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runExecutable, startServer } from '../support/server.ts'

setDefaultTimeout(30_000)
const folder = mkdtempSync(join(tmpdir(), 'quiver-process-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('it starts in an empty folder, answers the probes and stops with code 0', async () => {
  const server = await startServer()
  const text = (path: string) => fetch(`${server.httpUrl}${path}`).then((r) => r.text())
  expect(await text('/healthz')).toBe('healthz check passed')
  expect(await text('/livez/')).toBe('healthz check passed')
  expect(await text('/readyz')).toBe('all shards are ready')
  expect(JSON.parse(await text('/'))).toMatchObject({
    title: 'qdrant - vector search engine',
    version: '1.19.0',
  })
  expect(
    await fetch(`${server.httpUrl}/nowhere`).then((r) => [r.status, r.headers.get('content-length')]),
  ).toEqual([404, '0'])
  expect(await server.stop()).toBe(0)
  expect(server.output.some((line) => line.includes('"level":"error"'))).toBe(false)
})

test('four serve threads fit in 200 MB', async () => {
  const server = await startServer({ args: ['--serve-threads', '4'] })
  if (process.platform === 'linux') {
    const rssKb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
    expect(Number(rssKb) / 1024).toBeLessThan(200)
  }
  expect(await server.stop('SIGINT')).toBe(0)
})

test('a killed process does not keep its folder; a living one does', async () => {
  const shared = mkdtempSync(join(folder, 'locked-'))
  const killed = await startServer({ folder: shared })
  await killed.stop('SIGKILL')
  const server = await startServer({ folder: shared })
  const second = runExecutable(['--http-port', '0', '--grpc-port', '0'], { folder: shared })
  expect(second.code).toBe(4)
  expect(second.stderr).toContain('in use by another process')
  await server.stop()
})

test('collections that go while their shards are being opened are no fault', async () => {
  const shared = mkdtempSync(join(folder, 'going-'))
  const names = Array.from({ length: 16 }, (_, index) => `collection-${index}`)
  const send = async (url: string, method: string, body?: string): Promise<void> => {
    const response = await fetch(url, { method, ...(body !== undefined && { body }) })
    expect(response.status).toBe(200)
  }
  const first = await startServer({ folder: shared })
  for (const name of names) {
    await send(`${first.httpUrl}/collections/${name}`, 'PUT', '{"vectors":{"size":2,"distance":"Dot"}}')
  }
  await first.stop()
  const server = await startServer({ folder: shared })
  await Promise.all(names.map((name) => send(`${server.httpUrl}/collections/${name}`, 'DELETE')))
  expect(await server.stop()).toBe(0)
  expect(server.output.filter((line) => line.includes('"level":"error"'))).toEqual([])
})

test('a taken port is told, and does not start', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const result = runExecutable(['--http-port', String(port), '--grpc-port', '0'], { folder })
  taken.close()
  expect(result.code).toBe(5)
  expect(result.stderr).toBe(`quiver: cannot listen on 127.0.0.1:${port} for HTTP: the port is in use\n`)
})

test('a second server does not join the port of the first', async () => {
  const first = await startServer({ args: ['--serve-threads', '2'] })
  const port = new URL(first.httpUrl).port
  const result = runExecutable(['--http-port', port, '--grpc-port', '0'], {
    folder: mkdtempSync(join(folder, 'second-')),
  })
  expect(result.code).toBe(5)
  await first.stop()
})

test('a wrong configuration or command line ends with its own code', () => {
  const run = (args: string[], env: Record<string, string> = {}) => runExecutable(args, { folder, env })
  const wrong = run([], { QDRANT__SERVICE__HTTP_PORT: 'abc' })
  expect([wrong.code, wrong.stderr.includes('QDRANT__SERVICE__HTTP_PORT')]).toEqual([3, true])
  expect(run(['--nope']).code).toBe(2)
  expect(run(['config', 'check'])).toMatchObject({ code: 0, stdout: 'the configuration is valid\n' })
  const env = { QDRANT__STORAGE__PERFORMANCE__IO_URING: 'auto', OTEL_TRACES_SAMPLER: 'theirs' }
  const told = runExecutable(['config', 'check'], { folder, env }).stdout
  expect(told).toContain('QDRANT__STORAGE__PERFORMANCE__IO_URING) has no effect\n')
  expect(told).toContain(
    "not used: opentelemetry.sampler (environment variable OTEL_TRACES_SAMPLER): 'theirs'",
  )
  writeFileSync(join(folder, 'own.yaml'), 'service:\n  http_port: 1234\n')
  const shown = run(['config', 'show', '--config-path', 'own.yaml'])
  expect(shown.stdout).toMatch(/service\.http_port +1234 {2}\(own\.yaml\)/)
  expect(run(['--version']).stdout).toMatch(/^quiver \d/)
  expect(run(['--help']).code).toBe(0)
})

test('a call that does not end delays the end; a second signal does not wait for it', async () => {
  const server = await startServer({ args: ['--serve-threads', '1'] })
  const session = connect(`http://${server.grpcAddress}`)
  session.on('error', () => {})
  const stream = session.request({
    ':method': 'POST',
    ':path': '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    'content-type': 'application/grpc',
  })
  stream.on('error', () => {})
  // One question and its answer, so that the call is known to be under way; then silence.
  const answered = new Promise((resolve) => stream.once('data', resolve))
  stream.write(Buffer.from([0, 0, 0, 0, 2, 0x3a, 0]))
  await answered
  const draining = untilPrinted(server, 'finishing the requests in flight')
  const ended = server.stop('SIGTERM')
  await draining
  // Signals that come together count as one, so the first of these may not be the second one.
  const insist = setInterval(() => process.kill(server.pid, 'SIGTERM'), 50)
  expect(await ended).toBe(7)
  clearInterval(insist)
  session.destroy()
})

/** Resolves when the server has printed a line with this text. */
async function untilPrinted(server: { readonly output: readonly string[] }, text: string): Promise<void> {
  while (!server.output.some((line) => line.includes(text))) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('the configuration gives new collections their limits, and all of them settings of the optimizer', async () => {
  const server = await startServer({
    env: {
      QDRANT__STORAGE__COLLECTION__STRICT_MODE__ENABLED: 'true',
      QDRANT__STORAGE__COLLECTION__STRICT_MODE__MAX_QUERY_LIMIT: '5',
      QDRANT__STORAGE__COLLECTION__QUANTIZATION__SCALAR__TYPE: 'int8',
      QDRANT__STORAGE__OPTIMIZERS_OVERWRITE__INDEXING_THRESHOLD: '77',
    },
  })
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    return (await fetch(`${server.httpUrl}/collections/c${path}`, { method, ...text })).json()
  }
  const vectors = { size: 2, distance: 'Dot' }
  await send('PUT', '', { vectors, optimizers_config: { indexing_threshold: 5 } })
  expect(await send('GET', '')).toMatchObject({
    result: {
      config: {
        strict_mode_config: { enabled: true, max_query_limit: 5 },
        quantization_config: { scalar: { type: 'int8' } },
        optimizer_config: { indexing_threshold: 77 },
      },
    },
  })
  expect(await send('POST', '/points/query', { query: [1, 0], limit: 6 })).toMatchObject({
    status: { error: expect.stringContaining('Limit exceeded 6 > 5 for "limit"') },
  })
  await server.stop()
})
