import { afterAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { receiveSnapshot } from './snapshot-upload.ts'

const root = mkdtempSync(join(tmpdir(), 'quiver-upload-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const path = join(root, 'file')

const requestOf = (body: string | FormData | null, headers: Record<string, string> = {}): Request =>
  new Request('http://host/', { method: 'POST', body, headers })
const refusalOf = (request: Request): Promise<string> =>
  receiveSnapshot(request, path).then(
    () => 'nothing',
    (error: Error) => error.message,
  )

function formOf(fields: Readonly<Record<string, string | Blob>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

test('the file of a form is written and hashed, whatever stands around it', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31) & 255))
  const form = formOf({
    before: 'text',
    other: new Blob(['x'.repeat(200_000)]),
    snapshot: new Blob([content]),
  })
  form.append('after', 'text')
  const { checksum } = await receiveSnapshot(requestOf(form), path)
  expect(readFileSync(path).equals(content)).toBe(true)
  expect(checksum).toBe(createHash('sha256').update(content).digest('hex'))
})

test('a field without a name of a file will do', async () => {
  await receiveSnapshot(requestOf(formOf({ snapshot: 'plain' })), path)
  expect(readFileSync(path, 'utf8')).toBe('plain')
})

test('forms without the file, and what is no form, are refused', async () => {
  expect(await refusalOf(requestOf(formOf({ other: 'x' })))).toBe('Required field is missing: snapshot')
  expect(await refusalOf(requestOf(null))).toBe('Could not find Content-Type header')
  expect(await refusalOf(requestOf('x', { 'content-type': 'text/plain' }))).toContain(
    'Unsupported Content-Type',
  )
  expect(await refusalOf(requestOf('x', { 'content-type': 'multipart/form-data' }))).toContain(
    'Boundary not found',
  )
})

test('a form that ends too early is refused', async () => {
  const type = { 'content-type': 'multipart/form-data; boundary=b' }
  const begun = '--b\r\nContent-Disposition: form-data; name="snapshot"; filename="x"\r\n\r\nhalf of it'
  expect(await refusalOf(requestOf(begun, type))).toContain('Multipart stream is incomplete')
  expect(await refusalOf(requestOf('', type))).toMatch(/incomplete|missing/)
})
