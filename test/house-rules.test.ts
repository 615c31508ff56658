import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Rules of the house that no linter has. Each ban names what to use instead; limits only go down. */

const root = join(import.meta.dirname, '..')
const sources = ['src', 'test', 'bench', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.(ts|mjs)$/.test(path) && !path.includes('/generated/')),
)
const textOf = new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
const inSource = sources.filter((path) => path.startsWith('src/') && !path.endsWith('.test.ts'))

interface Ban {
  readonly what: RegExp
  readonly instead: string
  readonly where: readonly string[]
  /** Files that may. */
  readonly except?: readonly string[]
}

const bans: readonly Ban[] = [
  { what: /\bconsole\./, instead: 'the Logger of the thread', where: inSource },
  { what: /@ts-(ignore|expect-error|nocheck)/, instead: 'types that say it', where: sources },
  { what: /\bexport default\b/, instead: 'a named export', where: inSource, except: ['.d.ts'] },
  { what: /^\s*(export )?(enum|namespace) /m, instead: 'a union of literals', where: sources },
  {
    what: /\b(TODO|FIXME|XXX|HACK)\b/,
    instead: 'doing it now',
    where: sources,
    except: ['house-rules.test.ts'],
  },
  {
    what: /\btest\.(skip|only|todo)\b|\bdescribe\.(skip|only)\b/,
    instead: 'a test that runs',
    where: sources,
  },
  {
    what: /\bMath\.random\(/,
    instead: 'the random source that was given',
    where: inSource,
    except: ['src/server/'],
  },
  {
    what: /from 'bun:ffi'/,
    instead: 'src/index/kernel.ts or src/base/c-library.ts',
    where: inSource,
    except: [
      'src/index/kernel.ts',
      'src/index/tile-kernel.ts',
      'src/base/c-library.ts',
      'src/base/notify-socket.ts',
      'src/base/shared-mappings.ts',
    ],
  },
  {
    what: /\bprocess\.exit\(/,
    instead: 'an error that main tells',
    where: inSource,
    except: ['src/server/main.ts'],
  },
]

test.each(bans)('banned: $what, instead: $instead', ({ what, where, except }) => {
  const found = where.filter(
    (path) => what.test(textOf.get(path) ?? '') && !(except ?? []).some((part) => path.includes(part)),
  )
  expect(found).toEqual([])
})

/** Lines of the longest file; a file that wants a second page wants a second file. */
const fileLinesMax = 450

test(`no source file is longer than ${fileLinesMax} lines`, () => {
  const long = inSource
    .map((path) => [path, (textOf.get(path) ?? '').split('\n').length] as const)
    .filter(([, lines]) => lines > fileLinesMax)
  expect(long).toEqual([])
})

test('files have kebab-case names', () => {
  expect(sources.filter((path) => !/^[a-z0-9/-]+(\.[a-z0-9-]+)*\.(ts|mjs)$/.test(path))).toEqual([])
})

test('every dependency is imported somewhere, and pinned', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const code = inSource.map((path) => textOf.get(path)).join('\n')
  const unused = Object.keys(dependencies).filter((name) => !new RegExp(`['"/]${name}['"/]`).test(code))
  expect(unused).toEqual([])
  expect(Object.values(dependencies).filter((range) => !/^\d/.test(range))).toEqual([])
})
