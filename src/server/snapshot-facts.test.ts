import { expect, test } from 'bun:test'
import { builtInDefaults, createCollectionConfig } from '#model/collection-config.ts'
import { encodeTaggedJson } from '#storage/tagged-json.ts'
import { replacementConfig } from './replacement-config.ts'
import {
  describeCollection,
  describeStorage,
  readCollectionFacts,
  readStorageFacts,
} from './snapshot-facts.ts'

const create = (size: number, sparse: readonly string[] = []) =>
  createCollectionConfig(
    {
      vectors: new Map([['', { size, distance: 'Dot' }]]),
      singleVector: true,
      sparseVectors: new Map(sparse.map((name) => [name, {}])),
      metadata: new Map<string, bigint>([['big', 2n ** 60n]]),
    },
    builtInDefaults,
  )
const refusalOf = (run: () => unknown): string => {
  try {
    run()
    return 'nothing'
  } catch (error) {
    return (error as Error).message
  }
}

test('what is written of a collection and of a storage is read again', () => {
  const facts = { collection: 'c', config: create(4, ['s']) }
  expect(readCollectionFacts(describeCollection(facts, '1'))).toEqual(facts)
  const storage = { collections: new Map([['c', 'c.snapshot']]), aliases: new Map([['a', 'c']]) }
  expect(readStorageFacts(describeStorage(storage, '1'))).toEqual(storage)
})

test('anything else is refused', () => {
  const good = { format: 1, kind: 'collection', collection: 'c', config: create(4) }
  const read = (facts: unknown) => refusalOf(() => readCollectionFacts(encodeTaggedJson(facts)))
  expect(read(good)).toBe('nothing')
  expect(read({ ...good, format: 2 })).toBe('its format 2 is not known to this version')
  expect(read({ ...good, kind: 'storage' })).toBe('it is a snapshot of a storage, not of a collection')
  const { config } = good
  for (const wrong of [
    {},
    null,
    [],
    'text',
    { ...config, vectors: {} },
    { ...config, vectors: new Map([['', { size: -1 }]]) },
    { ...config, vectors: new Map([['', null]]) },
    { ...config, vectorKeys: new Map() },
    { ...config, hnsw: undefined },
    { ...config, nextVectorKey: 'x' },
  ]) {
    expect(read({ ...good, config: wrong })).toContain('is not sound')
  }
  for (const text of ['', '{', '[]', 'null', '7']) {
    expect(refusalOf(() => readCollectionFacts(text))).toContain('is not sound')
  }
  const storage = { format: 1, kind: 'storage', collections: new Map([['c', 7]]), aliases: new Map() }
  expect(refusalOf(() => readStorageFacts(encodeTaggedJson(storage)))).toContain('is not sound')
})

test('a collection keeps its settings and takes what the points are by', () => {
  const own = { ...create(4), optimizers: { indexingThreshold: 7 } }
  const restored = { ...create(4, ['s']), nextVectorKey: 9 }
  expect(replacementConfig(own, restored)).toEqual({
    ...own,
    sparseVectors: restored.sparseVectors,
    vectorKeys: restored.vectorKeys,
    nextVectorKey: 9,
  })
  expect(refusalOf(() => replacementConfig(own, create(5)))).toBe(
    'Wrong input: Snapshot is not compatible with existing collection: Collection vectors: ' +
      'Single(VectorParams { size: 4, distance: Dot }) Snapshot Vectors: Single(VectorParams { size: 5, distance: Dot })',
  )
  expect(refusalOf(() => replacementConfig(own, { ...restored, shardNumber: 2 }))).toContain(
    'Collection shard number: 1 Snapshot shard number: 2',
  )
})
