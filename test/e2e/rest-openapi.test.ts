import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(30_000)
let server: TestServer

beforeAll(async () => {
  server = await startServer()
  const body = JSON.stringify({ vectors: { size: 2, distance: 'Dot' } })
  await fetch(`${server.httpUrl}/collections/documented`, { method: 'PUT', body })
})
afterAll(() => server.stop())

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>
}

const values: Readonly<Record<string, string>> = {
  collection_name: 'documented',
  id: '1',
  field_name: 'field',
  vector_name: 'vector',
}

test('every documented endpoint answers', async () => {
  const document = (await (await fetch(`${server.httpUrl}/openapi.json`)).json()) as OpenApi
  const ids = new Set<string>()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { operationId }] of Object.entries(methods)) {
      // Deleting the collection would leave the others nothing to answer of.
      if (operationId.startsWith('collections_Delete')) continue
      ids.add(operationId)
      const url = server.httpUrl + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x')
      const upper = method.toUpperCase()
      const response = await fetch(url, { method: upper, ...(upper === 'GET' ? {} : { body: '{}' }) })
      const text = await response.text()
      expect([upper, path, text === '' ? 'nothing' : 'an answer']).toEqual([upper, path, 'an answer'])
    }
  }
  expect(ids.size).toBeGreaterThan(60)
})

test('the page of the documentation lists them', async () => {
  const page = await fetch(`${server.httpUrl}/docs`)
  expect(page.headers.get('content-type')).toStartWith('text/html')
  expect(await page.text()).toContain('/collections/{collection_name}/points/query/groups')
})
