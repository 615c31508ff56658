import { expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import { floatListBytesMax, writeFloatList } from './json-float-list.ts'
import { float32Text } from './json-floats.ts'

function written(values: Float32Array): string {
  const buffer = Buffer.alloc(floatListBytesMax(values.length))
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  return buffer.toString('latin1', 0, writeFloatList(buffer, view, 0, values))
}

const expected = (values: Float32Array): string => Array.from(values, float32Text).join(',')

test('each number of a list is printed as it is alone', () => {
  const seed = Math.floor(Math.random() * 1e6)
  const random = createRandom(seed)
  const words = new Uint32Array(64)
  const values = new Float32Array(words.buffer)
  for (let round = 0; round < 600; round++) {
    for (let index = 0; index < words.length; index++) {
      const kind = index % 4
      // Any f32; sizes below 1; short decimals; the ends of the exponents and what is beside them.
      if (kind === 0) words[index] = Math.floor(random() * 2 ** 32)
      else if (kind === 1) values[index] = (random() - 0.5) * 2 ** -Math.floor(random() * 16)
      else if (kind === 2) values[index] = Math.round(random() * 2e4 - 1e4) / 10 ** Math.floor(random() * 8)
      else words[index] = ((110 + Math.floor(random() * 20)) << 23) + Math.floor(random() * 5) - 2
    }
    if (written(values) !== expected(values)) {
      throw new Error(`seed ${seed}: ${expected(values)} was written as ${written(values)}`)
    }
  }
})

test('lists may be empty, short, and begin anywhere in their memory', () => {
  expect(written(new Float32Array(0))).toBe('')
  expect(written(Float32Array.of(-0.1))).toBe('-0.1')
  expect(written(Float32Array.of(0.1, 1, 0.000123, -0.5, 0.99999994, 2 ** -13).subarray(1))).toBe(
    '1.0,0.000123,-0.5,0.99999994,0.00012207031',
  )
})
