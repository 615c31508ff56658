import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { CollectionConfig, DenseVectorConfig } from './collection.ts'
import {
  builtInDefaults,
  type CollectionPatch,
  configWarnings,
  createCollectionConfig,
  type NewCollection,
  updateCollectionConfig,
} from './collection-config.ts'
import { changeVectorNames } from './vector-name-change.ts'

const vector: DenseVectorConfig = { size: 4, distance: 'Dot' }
const named: NewCollection = {
  vectors: new Map([
    ['a', vector],
    ['b', { ...vector, hnsw: { m: 8 } }],
  ]),
  singleVector: false,
  sparseVectors: new Map([['s', { modifier: 'idf' }]]),
}

test('what is unset gets the defaults of the node', () => {
  const config = createCollectionConfig({ ...named, hnsw: { m: 4 } }, builtInDefaults)
  expect(config).toMatchObject({ shardNumber: 1, replicationFactor: 1, onDiskPayload: true })
  expect(config.hnsw).toEqual({ ...builtInDefaults.hnsw, m: 4 })
  expect(config.optimizers).toEqual(builtInDefaults.optimizers)
  expect(config.strictMode).toBeUndefined()
})

test('the placement that a client asks for beats that of the node, of whatever form', () => {
  const defaults = { ...builtInDefaults, vectorsMemory: 'cold', vectorsOnDisk: true } as const
  const placed = (own: Partial<DenseVectorConfig>) => {
    const asked = { ...named, vectors: new Map([['a', { ...vector, ...own }]]) }
    const { memory, onDisk } = createCollectionConfig(asked, defaults).vectors.get('a') ?? {}
    return [memory, onDisk]
  }
  expect(placed({})).toEqual(['cold', undefined])
  expect(placed({ onDisk: false })).toEqual([undefined, false])
  expect(placed({ memory: 'cached' })).toEqual(['cached', undefined])
  const onlyDisk = createCollectionConfig(named, { ...builtInDefaults, vectorsOnDisk: true })
  expect(onlyDisk.vectors.get('a')?.onDisk).toBe(true)
  const payload = { ...builtInDefaults, payloadMemory: 'cached' } as const
  expect(createCollectionConfig(named, payload).payloadMemory).toBe('cached')
  expect(createCollectionConfig({ ...named, onDiskPayload: true }, payload).payloadMemory).toBeUndefined()
})

test('strict mode starts from that of the node', () => {
  const defaults = { ...builtInDefaults, strictMode: { enabled: true, maxTimeout: 5 } }
  expect(createCollectionConfig(named, defaults).strictMode).toEqual(defaults.strictMode)
  const own = createCollectionConfig({ ...named, strictMode: { enabled: false, maxQueryLimit: 7 } }, defaults)
  expect(own.strictMode).toEqual({ enabled: false, maxTimeout: 5, maxQueryLimit: 7 })
})

test('bad values and names are refused with their place', () => {
  const refused: readonly [Partial<NewCollection>, string][] = [
    [
      { hnsw: { fullScanThreshold: 9 } },
      'hnsw_config.full_scan_threshold: value 9 invalid, must be 10 or larger',
    ],
    [
      { vectors: new Map([['', { ...vector, memory: 'pinned' }]]), singleVector: true },
      'vectors.memory: `pinned` memory placement is not supported for dense vector storage',
    ],
    [
      { vectors: new Map(['a', 'b'].map((name) => [name, { ...vector, hnsw: { fullScanThreshold: 1 } }])) },
      'vectors.?[1].hnsw_config.full_scan_threshold: value 1 invalid, must be 10 or larger',
    ],
    [
      { sparseVectors: new Map([['s', { index: { datatype: 'turbo4' } }]]) },
      'sparse_vectors[0].index.datatype: sparse vectors do not support the `turbo4` datatype',
    ],
    [
      { payloadMemory: 'pinned' },
      'payload.memory: `pinned` memory placement is not supported for payload storage',
    ],
    [
      { vectors: new Map([['v/x', vector]]) },
      'Invalid dense vector name `v/x`: vector name cannot contain "/" char',
    ],
    [{ vectors: new Map([['é'.repeat(101), vector]]) }, 'vector name must be at most 200 bytes long'],
    [{ sparseVectors: new Map([['', {}]]) }, 'Sparse vector name cannot be empty'],
    [
      { sparseVectors: new Map([['a', {}]]) },
      "Dense and sparse vector names must be unique - duplicate found with 'a'",
    ],
  ]
  for (const [change, text] of refused) {
    const create = () => createCollectionConfig({ ...named, ...change }, builtInDefaults)
    expect(create).toThrow(text)
    expect(create).toThrow(/^Wrong input: /)
  }
})

const config = createCollectionConfig(named, builtInDefaults)

test('a change touches only what it names', () => {
  const patch: CollectionPatch = {
    optimizers: { indexingThreshold: 5 },
    params: { replicationFactor: 2, onDiskPayload: undefined },
    hnsw: { efConstruct: 50 },
    vectors: new Map([['b', { hnsw: { efConstruct: 7 }, onDisk: true, quantization: { kind: 'turbo' } }]]),
    sparseVectors: new Map([['s', { index: { onDisk: true } }]]),
    strictMode: { enabled: true },
    metadata: new Map([['owner', 'me']]),
  }
  const changed = updateCollectionConfig(config, patch)
  expect(changed).toEqual({
    ...config,
    optimizers: { ...config.optimizers, indexingThreshold: 5 },
    replicationFactor: 2,
    hnsw: { ...config.hnsw, efConstruct: 50 },
    vectors: new Map([
      ['a', vector],
      ['b', { ...vector, hnsw: { m: 8, efConstruct: 7 }, onDisk: true, quantization: { kind: 'turbo' } }],
    ]),
    sparseVectors: new Map([['s', { modifier: 'idf', index: { onDisk: true } }]]),
    strictMode: { enabled: true },
    metadata: new Map([['owner', 'me']]),
  })
  const off = updateCollectionConfig(changed, {
    vectors: new Map([['b', { quantization: 'disabled' }]]),
    metadata: new Map([['owner', null]]),
  })
  expect(off.vectors.get('b')?.quantization).toBeUndefined()
  expect(off.metadata).toBeUndefined()
  const nulls = new Map([['owner', null]])
  expect(updateCollectionConfig(config, { metadata: nulls }).metadata).toEqual(nulls)
  expect(updateCollectionConfig(config, { metadata: new Map() }).metadata).toBeUndefined()
})

test('a change with a bad part changes nothing', () => {
  const patch: CollectionPatch = { hnsw: { m: 3 }, vectors: new Map([['zz', {}]]) }
  expect(() => updateCollectionConfig(config, patch)).toThrow(
    'Wrong input: Not existing vector name error: zz',
  )
  const sparse: CollectionPatch = { sparseVectors: new Map([['s', { index: { datatype: 'turbo4' } }]]) }
  expect(() => updateCollectionConfig(config, sparse)).toThrow('sparse_vectors.?.index.datatype')
})

test('an option that will be ignored is warned of', () => {
  const inline = updateCollectionConfig(config, { hnsw: { inlineStorage: true } })
  expect(configWarnings(inline)[0]).toBe(
    "The `hnsw_config.inline_storage` option for vector 'a' requires quantization to be enabled. This option will be ignored.",
  )
  const quantized = updateCollectionConfig(inline, { quantization: { kind: 'scalar' } })
  expect(configWarnings(quantized)).toEqual([])
})

const name = fc.constantFrom('', 'a', 'b', 's')
const change = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), name }),
  fc.record({
    kind: fc.constant('create_sparse' as const),
    name,
    modifier: fc.constantFrom('idf', undefined),
  }),
  fc.record({
    kind: fc.constant('create_dense' as const),
    name,
    size: fc.constantFrom(4, 5),
    distance: fc.constant('Dot' as const),
    multivector: fc.boolean(),
  }),
)

test('whatever vectors come and go, each has a key of its own that no other ever had', () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const owners = new Map<number, string>()
      let current: CollectionConfig = config
      for (const step of changes) {
        try {
          const next = changeVectorNames(current, step)
          for (const [owner, key] of next.vectorKeys) {
            if (current.vectorKeys.get(owner) === key) continue
            expect(owners.has(key)).toBe(false)
            owners.set(key, owner)
          }
          current = next
        } catch (error) {
          expect((error as Error).message).toStartWith('Wrong input: ')
        }
        const names = [...current.vectors.keys(), ...current.sparseVectors.keys()]
        expect([...current.vectorKeys.keys()].toSorted()).toEqual(names.toSorted())
      }
    }),
  )
})

test('a vector that is there is made again only with the same settings', () => {
  const dense = { kind: 'create_dense', name: 'a', size: 4, distance: 'Dot', multivector: false } as const
  expect(changeVectorNames(config, dense)).toBe(config)
  expect(() => changeVectorNames(config, { ...dense, size: 5 })).toThrow(
    'Wrong input: Vector `a` already exists with a different configuration',
  )
  expect(() => changeVectorNames(config, { ...dense, name: 's' })).toThrow(
    'Wrong input: Vector `s` already exists as a sparse vector',
  )
  expect(() => changeVectorNames(config, { kind: 'create_sparse', name: 'a' })).toThrow(
    'Wrong input: Vector `a` already exists as a dense vector',
  )
  expect(() => changeVectorNames(config, { kind: 'create_sparse', name: 's' })).toThrow(
    'Wrong input: Sparse vector `s` already exists with a different configuration',
  )
  expect(() => changeVectorNames(config, { ...dense, name: 'a/b' })).toThrow(
    'Wrong input: Invalid vector name `a/b`: vector name cannot contain "/" char',
  )
  expect(changeVectorNames(config, { kind: 'delete', name: 'nope' })).toBe(config)
})
