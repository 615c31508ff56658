import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { collectionInMessage } from './collection-in-message.ts'
import { encodeMessage } from './encode-message.fixture.ts'

test('the collection of a request is found without decoding it', () => {
  const bytes = encodeMessage('SearchPoints', { collectionName: 'städte', limit: 3, vector: [1] })
  expect(collectionInMessage('/qdrant.Points/Search', bytes)).toBe('städte')
  expect(collectionInMessage('/grpc.health.v1.Health/Check', bytes)).toBeUndefined()
  expect(collectionInMessage('/qdrant.Snapshots/DeleteFull', bytes)).toBeUndefined()
  expect(collectionInMessage('/qdrant.Points/Search', new Uint8Array())).toBeUndefined()
  expect(collectionInMessage('/qdrant.Points/Search', Uint8Array.of(10, 200, 1))).toBeUndefined()
})

test('every method has it first, or is known not to', () => {
  const facts = readFileSync(join(import.meta.dirname, '../../proto/facts.txt'), 'utf8').split('\n')
  const first = new Map(
    facts.flatMap((line) => {
      const [, name, fields = ''] = /^message (\S+) ?(.*)$/.exec(line) ?? []
      const field = fields.split(', ').find((text) => text.startsWith('1 '))
      return name === undefined ? [] : [[name, field] as const]
    }),
  )
  let checked = 0
  for (const line of facts) {
    const [, service, method, request] = /^rpc (\S+) (\S+) (\S+) ->/.exec(line) ?? []
    if (request === undefined || !/^qdrant\.(Points|Collections|Snapshots)$/.test(service ?? '')) continue
    const asked = collectionInMessage(`/${service}/${method}`, Uint8Array.of(10, 1, 99))
    expect([method, asked]).toEqual([
      method,
      first.get(request)?.startsWith('1 collection_name ') ? 'c' : undefined,
    ])
    checked++
  }
  expect(checked).toBeGreaterThan(40)
})
