import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWebUi } from './web-ui.ts'

const root = mkdtempSync(join(tmpdir(), 'quiver-web-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const folder = join(root, 'static')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<p>index</p>')
writeFileSync(join(folder, 'assets', 'a b.js'), 'code')
writeFileSync(join(root, 'secret'), 'secret')
symlinkSync(join(root, 'secret'), join(folder, 'link'))
const webUi = openWebUi(folder)

async function ask(path: string, method = 'GET') {
  const response = await webUi?.(new Request(`http://h${encodeURI(path)}`, { method }), path)
  return response && [response.status, await response.text(), response.headers.get('x-frame-options')]
}

test('files of the folder are shown, the index for the place itself', async () => {
  expect(await ask('/dashboard')).toEqual([200, '<p>index</p>', 'DENY'])
  expect(await ask('/dashboard/assets/a%20b.js')).toEqual([200, 'code', 'DENY'])
})

test.each([
  '/dashboard/none',
  '/dashboard/assets',
  '/dashboard/%2e%2e/secret',
  '/dashboard/../secret',
  '/dashboard/link',
  '/dashboard/%',
])('%s is not found', async (path) => {
  expect(await ask(path)).toEqual([404, '', 'DENY'])
})

test('other requests are not for it, and a folder that is not there shows nothing', async () => {
  expect(await ask('/collections')).toBeUndefined()
  expect(await ask('/dashboards')).toBeUndefined()
  expect(await ask('/dashboard', 'POST')).toBeUndefined()
  expect(openWebUi(join(root, 'none'))).toBeUndefined()
})
