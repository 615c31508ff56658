import { expect, test } from 'bun:test'
import { Place } from './json-decode.ts'
import { readJson } from './json-reader.ts'
import { vectorInput } from './rest-vectors.ts'

const read = (text: string): unknown => vectorInput(readJson(new TextEncoder().encode(text)), new Place())

test.each([
  [[7]],
  [[99_999_999, 999_999_999]],
  [[5, 3_000_000_000]],
  [[4_294_967_295, 1_000_000_000, 0]],
  [[]],
])('sparse vectors have indices of any u32: %j', (indices) => {
  const values = indices.map((_, at) => at + 0.5)
  const sorted = indices.toSorted((a, b) => a - b)
  const vector = read(JSON.stringify({ indices, values }))
  expect(vector).toMatchObject({ kind: 'sparse' })
  expect([...(vector as { indices: Uint32Array }).indices].toSorted((a, b) => a - b)).toEqual(sorted)
})

test.each(['4294967296', '-1', '1.5', '3000000000.0', '"7"'])('%s is no index', (index) => {
  expect(() => read(`{"indices": [${index}], "values": [1]}`)).toThrow('did not match any variant')
})
