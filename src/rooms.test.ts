import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { type Room, roomRanks } from './rooms.ts'

const root = import.meta.dirname
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.(ts|js)$/.test(path) && !path.endsWith('.d.ts') && !path.startsWith('wire/generated/'))

interface Import {
  readonly from: string
  readonly specifier: string
  /** Path below `src`, when it is a file of ours. */
  readonly to: string | undefined
  readonly typeOnly: boolean
}

const imports: readonly Import[] = files.flatMap((from) => importsOf(from))

function importsOf(from: string): Import[] {
  const text = readFileSync(join(root, from), 'utf8')
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  )
  return [...statements].map((match) => {
    const specifier = match[2] ?? match[3] ?? ''
    return { from, specifier, to: targetOf(from, specifier), typeOnly: match[1] !== undefined }
  })
}

function targetOf(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#') && specifier !== '#package') return specifier.slice(1)
  if (!specifier.startsWith('.')) return undefined
  return relative(root, resolve(dirname(join(root, from)), specifier)).replaceAll('\\', '/')
}

const roomOf = (path: string): string => path.split('/')[0] ?? ''
const isRoom = (name: string): name is Room => Object.hasOwn(roomRanks, name)
const isTest = (path: string): boolean => path.endsWith('.test.ts')
/** What only tests use. */
const isFixture = (path: string): boolean => path.endsWith('.fixture.ts')

test('every file stands in a room', () => {
  const homeless = files.filter((path) => !isRoom(roomOf(path)) && !/^rooms(\.test)?\.ts$/.test(path))
  expect(homeless).toEqual([])
})

test('imports go to lower rooms only', () => {
  const wrong = imports.filter(({ from, to }) => {
    if (to === undefined || to.endsWith('.node') || isTest(from)) return false
    const [own, other] = [roomOf(from), roomOf(to)]
    if (!isRoom(own) || !isRoom(other)) return true
    return own !== other && roomRanks[other] >= roomRanks[own]
  })
  expect(wrong.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([])
})

test('other rooms are imported as #room/file.ts, files of the own room as ./file.ts', () => {
  const wrong = imports.filter(({ from, specifier, to }) => {
    if (specifier.endsWith('/usearch.node')) return false
    if (specifier.startsWith('../')) return true
    if (to === undefined || from === 'rooms.test.ts') return false
    return specifier.startsWith('#') ? roomOf(to) === roomOf(from) && !isSubfolderImport(from, to) : false
  })
  expect(wrong.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([])
})

/** `api/grpc/x.ts` reaches `api/y.ts` by its `#` name: `../` is not written. */
function isSubfolderImport(from: string, to: string): boolean {
  return dirname(from) !== dirname(to) && !dirname(to).startsWith(`${dirname(from)}/`)
}

test('source does not import tests, and there are no barrels', () => {
  const ofTests = imports.filter(
    ({ from, to }) =>
      to !== undefined && !isTest(from) && (isTest(to) || (isFixture(to) && !isFixture(from))),
  )
  expect(ofTests.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([])
  const barrels = files.filter(
    (path) => path.endsWith('/index.ts') || /^export \* from /m.test(readFileSync(join(root, path), 'utf8')),
  )
  expect(barrels).toEqual([])
})

test('no import cycles', () => {
  const graph = new Map<string, string[]>()
  for (const { from, to, typeOnly } of imports) {
    if (to !== undefined && !typeOnly) graph.set(from, [...(graph.get(from) ?? []), to])
  }
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    path.push(file)
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next)
      if (cycle) return cycle
    }
    path.pop()
    done.add(file)
    return undefined
  }
  for (const file of graph.keys()) expect(visit(file)).toBeUndefined()
})
