import { expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** What the documents name is there: files, pages and tests. */

const root = join(import.meta.dirname, '..')
const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (path) => `${folder}/${path.replaceAll('\\', '/')}`,
  )
const files = ['src', 'test', 'bench', 'scripts', 'docs', 'proto'].flatMap(filesBelow)
const documents = [...files, 'README.md', 'CHANGELOG.md'].filter((path) => path.endsWith('.md'))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

test.each(documents)('%s leads to pages that are there', (path) => {
  const links = [...read(path).matchAll(/\]\((?!https?:)([^)#]+)(#[^)]*)?\)/g)].map(([, link]) => link ?? '')
  expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([])
})

test.each(documents)('%s names source files that are there', (path) => {
  const known = new Set(files.map((file) => basename(file)))
  const named = [...read(path).matchAll(/`(?:[\w-]+\/)*([\w-]+(?:\.[\w-]+)*\.ts)`/g)].map(
    ([, name]) => name ?? '',
  )
  expect(named.filter((name) => !known.has(name))).toEqual([])
})

test('the tests that the guarantees name are there', () => {
  const tests = files
    .filter((path) => path.endsWith('.test.ts'))
    .map(read)
    .join('\n')
  // A name that is made of parts is looked for by its longest one.
  const named = [...read('docs/GUARANTEES.md').matchAll(/(?<![\w*])\*([a-z][^*\n]+)\*(?!\*)/g)].map(
    ([, name]) =>
      (name ?? '')
        .replace(/^(crash|full) /, '%s ')
        .split('…')[0]
        ?.trim() ?? '',
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((name) => !tests.includes(name))).toEqual([])
})
