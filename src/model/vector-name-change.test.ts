import { expect, test } from 'bun:test'
import { builtInDefaults, createCollectionConfig } from './collection-config.ts'
import { changeVectorNames } from './vector-name-change.ts'

const config = createCollectionConfig(
  {
    vectors: new Map([['', { size: 4, distance: 'Dot' }]]),
    singleVector: true,
    sparseVectors: new Map([['s', { modifier: 'idf' }]]),
  },
  builtInDefaults,
)
const dense = { kind: 'create_dense', name: 'n', size: 2, distance: 'Cosine', multivector: false } as const

test('a new dense name makes the configuration a map', () => {
  const changed = changeVectorNames(config, dense)
  expect(changed.singleVector).toBe(false)
  expect([...changed.vectors.keys()]).toEqual(['', 'n'])
  expect(changed.vectorKeys.get('n')).toBe(2)
})

test('the same again changes nothing; something else under the name is refused', () => {
  const changed = changeVectorNames(config, dense)
  expect(changeVectorNames(changed, { ...dense, datatype: 'float32' })).toBe(changed)
  const refused = (change: Parameters<typeof changeVectorNames>[1]) => () =>
    changeVectorNames(changed, change)
  expect(refused({ ...dense, size: 3 })).toThrow(
    'Wrong input: Vector `n` already exists with a different configuration',
  )
  expect(refused({ ...dense, name: 's' })).toThrow(
    'Wrong input: Vector `s` already exists as a sparse vector',
  )
  expect(refused({ kind: 'create_sparse', name: 's' })).toThrow(
    'Wrong input: Sparse vector `s` already exists with a different configuration',
  )
  expect(refused({ kind: 'create_sparse', name: 'n' })).toThrow(
    'Wrong input: Vector `n` already exists as a dense vector',
  )
  expect(refused({ ...dense, name: 'a/b' })).toThrow('Wrong input: Invalid vector name `a/b`')
})

test('a name that is made again has a new key; an absent one goes without a word', () => {
  const once = changeVectorNames(config, dense)
  const gone = changeVectorNames(once, { kind: 'delete', name: 'n' })
  expect([gone.vectors.has('n'), gone.vectorKeys.has('n')]).toEqual([false, false])
  expect(changeVectorNames(gone, dense).vectorKeys.get('n')).toBe(3)
  expect(changeVectorNames(gone, { kind: 'delete', name: 'n' })).toBe(gone)
})
