import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getTableColumns, getTableName } from 'drizzle-orm'
import fc from 'fast-check'
import { type CollectionConfig, defaultHnsw, defaultOptimizers, defaultWal } from '#model/collection.ts'
import { RequestError } from '#model/errors.ts'
import { type AliasAction, Catalog } from './catalog.ts'
import { CatalogReader, catalogFile, resolveCollection } from './catalog-reader.ts'
import { aliases, collections, facts } from './catalog-schema.ts'
import { decodeTaggedJson, encodeTaggedJson } from './tagged-json.ts'

const root = mkdtempSync(join(tmpdir(), 'quiver-catalog-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = (): string => mkdtempSync(join(root, 'c-'))

function configOf(size: number): CollectionConfig {
  return {
    vectors: new Map([['', { size, distance: 'Cosine' }]]),
    singleVector: true,
    sparseVectors: new Map(),
    vectorKeys: new Map([['', 0]]),
    nextVectorKey: 1,
    shardNumber: 1,
    replicationFactor: 1,
    writeConsistencyFactor: 1,
    onDiskPayload: true,
    hnsw: defaultHnsw,
    optimizers: defaultOptimizers,
    wal: defaultWal,
    metadata: new Map<string, bigint | number>([
      ['whole', 2n ** 60n],
      ['float', 1],
    ]),
  }
}

function failure(run: () => unknown): [string, string] {
  try {
    run()
  } catch (error) {
    if (error instanceof RequestError) return [error.kind, error.message]
    throw error
  }
  throw new Error('nothing failed')
}

test('tagged JSON keeps every kind of value', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.double(),
      fc.bigInt(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
      fc.array(fc.bigInt(), { maxLength: 4 }).map((values) => new Set(values)),
      fc.dictionary(fc.stringMatching(/^[a-z]\w*$/), tie('value'), { maxKeys: 4 }),
    ),
  })).value
  fc.assert(
    fc.property(value, (original) => {
      expect(decodeTaggedJson(encodeTaggedJson(original))).toStrictEqual(
        original !== null && typeof original === 'object' ? structuredClone(original) : original,
      )
    }),
    { numRuns: 200 },
  )
})

test('migrations make the tables that the schema describes', () => {
  const path = folder()
  Catalog.open(path).close()
  const database = new Database(join(path, catalogFile))
  for (const table of [collections, aliases, facts]) {
    const rows = database.query<{ name: string }, []>(`PRAGMA table_info(${getTableName(table)})`).all()
    const columns = Object.values(getTableColumns(table)).map((column) => column.name)
    expect(rows.map((row) => row.name)).toEqual(columns)
  }
  database.run('PRAGMA user_version = 1000')
  database.close()
  expect(() => Catalog.open(path)).toThrow('a newer version wrote it')
})

test('what was changed is there after opening again, and instance and peer stay', () => {
  const path = folder()
  const first = Catalog.open(path)
  const made = first.create('a', configOf(4))
  first.changeAliases([{ kind: 'create', alias: 'x', collection: 'a' }])
  first.update('a', configOf(5))
  const { instanceId, peerId } = first
  first.close()
  const second = Catalog.open(path)
  expect(second.snapshot.collections.get('a')).toEqual({ ...made, config: configOf(5) })
  expect(resolveCollection(second.snapshot, 'x')?.uuid).toBe(made.uuid)
  expect(second).toMatchObject({ instanceId, peerId })
  expect(peerId > 0 && Number.isSafeInteger(peerId)).toBe(true)
  second.close()
})

test('refusals', () => {
  const catalog = Catalog.open(folder(), { collectionsMax: 2 })
  catalog.create('a', configOf(1))
  catalog.changeAliases([{ kind: 'create', alias: 'x', collection: 'a' }])
  expect(failure(() => catalog.create('a', configOf(1)))).toEqual([
    'already-exists',
    'Wrong input: Collection `a` already exists!',
  ])
  expect(failure(() => catalog.create('x', configOf(1)))).toEqual([
    'invalid-argument',
    "Wrong input: Can't create collection with name x. Alias with the same name already exists",
  ])
  catalog.create('b', configOf(1))
  expect(failure(() => catalog.create('c', configOf(1)))).toEqual([
    'invalid-argument',
    "Bad request: Can't create collection with name c. Max collections limit reached: 2",
  ])
  expect(failure(() => catalog.update('x', configOf(1)))[0]).toBe('not-found')
  const alias = (...actions: AliasAction[]) => failure(() => catalog.changeAliases(actions))
  expect(alias({ kind: 'create', alias: 'y', collection: 'x' })[1]).toBe(
    "Not found: Collection `x` doesn't exist!",
  )
  expect(alias({ kind: 'create', alias: 'b', collection: 'a' })[0]).toBe('already-exists')
  expect(alias({ kind: 'rename', from: 'ghost', to: 'y' })).toEqual([
    'not-found',
    'Not found: Alias ghost does not exists!',
  ])
  // What came before the failing action stays.
  alias({ kind: 'create', alias: 'z', collection: 'a' }, { kind: 'rename', from: 'ghost', to: 'y' })
  expect(catalog.snapshot.aliases.get('z')).toBe('a')
  expect(catalog.delete('x')).toBeUndefined()
  catalog.close()
})

test('an alias that was renamed may hide a collection', () => {
  const catalog = Catalog.open(folder())
  catalog.create('a', configOf(1))
  catalog.create('b', configOf(2))
  catalog.changeAliases([
    { kind: 'create', alias: 'x', collection: 'a' },
    { kind: 'rename', from: 'x', to: 'b' },
  ])
  expect(resolveCollection(catalog.snapshot, 'b')?.name).toBe('a')
  catalog.delete('b')
  expect(resolveCollection(catalog.snapshot, 'b')?.name).toBe('a')
  catalog.close()
})

test('random changes leave what a plain model of them has, for owner and readers', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd')
  const change = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), name }),
    fc.record({ kind: fc.constant('delete' as const), name }),
    fc.record({ kind: fc.constant('alias' as const), name, to: name }),
    fc.record({ kind: fc.constant('rename' as const), name, to: name }),
    fc.record({ kind: fc.constant('drop alias' as const), name }),
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
      const path = folder()
      const catalog = Catalog.open(path)
      const reader = CatalogReader.open(join(path, catalogFile))
      const names = new Set<string>()
      const links = new Map<string, string>()
      for (const step of changes) {
        if (step.kind === 'create') {
          if (attempt(() => catalog.create(step.name, configOf(3)))) names.add(step.name)
        } else if (step.kind === 'delete') {
          attempt(() => catalog.delete(step.name))
          names.delete(step.name)
          for (const [alias, target] of links) if (!names.has(target)) links.delete(alias)
        } else if (step.kind === 'alias') {
          const action: AliasAction = { kind: 'create', alias: step.to, collection: step.name }
          const expected = names.has(step.name) && !names.has(step.to)
          expect(attempt(() => catalog.changeAliases([action]))).toBe(expected)
          if (expected) links.set(step.to, step.name)
        } else if (step.kind === 'rename') {
          const target = links.get(step.name)
          attempt(() => catalog.changeAliases([{ kind: 'rename', from: step.name, to: step.to }]))
          if (target !== undefined) {
            links.delete(step.name)
            links.set(step.to, target)
          }
        } else {
          attempt(() => catalog.changeAliases([{ kind: 'delete', alias: step.name }]))
          links.delete(step.name)
        }
        for (const snapshot of [catalog.snapshot, reader.read()]) {
          expect([...snapshot.collections.keys()]).toEqual([...names].toSorted())
          expect(new Map(snapshot.aliases)).toEqual(links)
        }
      }
      reader.close()
      catalog.close()
    }),
    { numRuns: 15 },
  )
})

/** Runs a change; false when the catalog refused it. */
function attempt(run: () => unknown): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (error instanceof RequestError) return false
    throw error
  }
}

test('a reader that takes in only new collections has them in the order of one that reads all', () => {
  // Also names whose order differs between code points and the code units of strings.
  const unit = fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{1f600}')
  const name = fc.string({ unit, minLength: 1, maxLength: 3 })
  const step = fc.record({
    name,
    isDelete: fc.nat({ max: 4 }).map((dice) => dice === 0),
    isRead: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const path = folder()
      const catalog = Catalog.open(path)
      const reader = CatalogReader.open(join(path, catalogFile))
      for (const { name, isDelete, isRead } of steps) {
        if (isDelete) catalog.delete(name)
        else attempt(() => catalog.create(name, configOf(3)))
        if (!isRead) continue
        const fresh = CatalogReader.open(join(path, catalogFile))
        const all = [...fresh.read().collections]
        fresh.close()
        expect([...reader.read().collections]).toEqual(all)
        expect([...catalog.snapshot.collections]).toEqual(all)
      }
      reader.close()
      catalog.close()
    }),
    { numRuns: 15 },
  )
})

test('a record that has not changed stays the same object', () => {
  const path = folder()
  const catalog = Catalog.open(path)
  catalog.create('a', configOf(1))
  const reader = CatalogReader.open(join(path, catalogFile))
  const before = reader.read().collections.get('a')
  catalog.create('b', configOf(1))
  expect(reader.read().collections.get('a')).toBe(before as NonNullable<typeof before>)
  catalog.update('a', configOf(2))
  expect(reader.read().collections.get('a')).not.toBe(before as NonNullable<typeof before>)
  reader.close()
  catalog.close()
})
