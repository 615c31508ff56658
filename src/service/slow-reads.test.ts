import { expect, test } from 'bun:test'
import type { PayloadIndexSchema } from '#model/collection.ts'
import type { Condition, FieldTest, Filter } from '#model/filter.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import { unindexedFields } from './required-indexes.ts'

const field = (path: string, ...tests: FieldTest[]): Condition => ({
  kind: 'field',
  path: parsePayloadPath(path),
  tests,
})
const filter = (...must: Condition[]): Filter => ({ must, should: [], mustNot: [], minShould: undefined })
const indexes = new Map<string, PayloadIndexSchema>([['known', { type: 'integer', explicitParams: false }]])

function fieldsOf(...must: Condition[]): Record<string, string[]> {
  return Object.fromEntries(
    [...unindexedFields(filter(...must), indexes)].map(([path, types]) => [path, [...types]]),
  )
}

test('an index of the type of the value is proposed, never one that only some values would fit', () => {
  const uuid = '550e8400-e29b-41d4-a716-446655440000'
  expect(
    fieldsOf(
      field('known', { kind: 'match', value: 1n }),
      field('n', { kind: 'match', value: 1n }),
      field('u', { kind: 'match', value: uuid }),
      field('p', { kind: 'prefix', prefix: 'a' }),
      field('empty', { kind: 'any', values: new Set<bigint>() }),
    ),
  ).toEqual({ n: ['integer'], u: ['keyword'], p: ['keyword'] })
})

test('several conditions on a path propose together, and an index of another type does not help', () => {
  expect(
    fieldsOf(
      field('known', { kind: 'match', value: 'text' }),
      field('a', { kind: 'match', value: 1n }),
      { kind: 'filter', filter: filter(field('a', { kind: 'match', value: true })) },
      {
        kind: 'nested',
        path: parsePayloadPath('n'),
        filter: filter(field('x', { kind: 'match', value: 1n })),
      },
      { kind: 'is_empty', path: parsePayloadPath('e') },
    ),
  ).toEqual({
    known: ['keyword'],
    a: ['integer', 'bool'],
    'n[].x': ['integer'],
    e: ['bool', 'datetime', 'float', 'geo', 'integer', 'keyword', 'text'],
  })
})
