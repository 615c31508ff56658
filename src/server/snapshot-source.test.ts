import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SnapshotFolders } from '#storage/snapshot-folders.ts'
import { obtainSnapshot } from './snapshot-source.ts'

const root = mkdtempSync(join(tmpdir(), 'quiver-source-'))
const keys: (readonly [string, string | null])[] = []
const stuck = Promise.withResolvers<void>()

function answer(request: Request): Response {
  const { pathname, port } = new URL(request.url)
  keys.push([`${port === String(other.port) ? 'other' : 'first'}${pathname}`, request.headers.get('api-key')])
  switch (pathname) {
    case '/here':
      return Response.redirect('/file', 307)
    case '/there':
      return Response.redirect(`http://127.0.0.1:${other.port}/file`, 302)
    case '/loop':
      return Response.redirect('/loop', 302)
    case '/passwords':
      return Response.redirect('file:///etc/passwd', 302)
    case '/file':
      return new Response('content')
    case '/stuck':
      return new Response(
        new ReadableStream({
          async start(controller) {
            controller.enqueue(new Uint8Array(10))
            await stuck.promise
            controller.close()
          },
        }),
      )
    default:
      return new Response(null, { status: 404, statusText: 'Not Found' })
  }
}
const serve = () => Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: answer })
const first = serve()
const other = serve()
afterAll(async () => {
  stuck.resolve()
  await Promise.all([first.stop(true), other.stop(true)])
  rmSync(root, { recursive: true, force: true })
})

const rules = { snapshotsPath: root, remoteAllowed: true, store: new SnapshotFolders(root) }

async function obtained(path: string, silenceMs?: number): Promise<string> {
  const source = { kind: 'url', url: `http://127.0.0.1:${first.port}${path}`, apiKey: 'key' } as const
  const target = join(root, 'downloaded')
  try {
    return readFileSync(await obtainSnapshot(source, rules, target, silenceMs), 'utf8')
  } catch (error) {
    return (error as Error).message.replace(String(first.port), 'PORT')
  }
}

test('redirections are followed, and the key goes to the host only that it was given for', async () => {
  expect(await obtained('/here')).toBe('content')
  expect(await obtained('/there')).toBe('content')
  expect(keys).toEqual([
    ['first/here', 'key'],
    ['first/file', 'key'],
    ['first/there', 'key'],
    ['other/file', null],
  ])
})

test.each([
  ['/gone', 'status - 404 Not Found'],
  ['/loop', 'it is redirected more than 10 times'],
  ['/passwords', 'it is redirected to file:///etc/passwd, which is no http or https URL'],
])('%s is refused', async (path, why) => {
  expect(await obtained(path)).toBe(
    `Wrong input: Failed to download tar from http://127.0.0.1:PORT${path}: ${why}`,
  )
})

test('a host that falls silent is given up', async () => {
  expect(await obtained('/stuck', 100)).toBe(
    'Wrong input: Failed to download tar from http://127.0.0.1:PORT/stuck: nothing came for 0.1 seconds',
  )
})
