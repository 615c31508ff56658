import { expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import { float32Text, float64Text, writeFloat32, writeWhole } from './json-floats.ts'

function written(value: number): string {
  const buffer = Buffer.alloc(64)
  return buffer.toString('latin1', 0, writeFloat32(buffer, 0, value))
}

test('f32 print as the shortest decimal that reads back', () => {
  const seed = Math.floor(Math.random() * 1e6)
  const random = createRandom(seed)
  const float = new Float32Array(1)
  const word = new Uint32Array(float.buffer)
  const samples = Array.from({ length: 20_000 }, (_, index) => {
    if (index % 2 === 0) return Math.fround(random() * 10 ** Math.floor(random() * 9 - 4))
    word[0] = Math.floor(random() * 2 ** 32)
    return float[0] as number
  })
  for (const value of samples) {
    if (!Number.isFinite(value)) continue
    const text = written(value)
    const digits = text
      .replace(/e.*/, '')
      .replace(/[-.]/g, '')
      .replace(/^0+|0+$/g, '').length
    const isShortest =
      digits === 0 || Math.fround(Number(value.toPrecision(Math.max(1, digits - 1)))) !== value
    const shape = /^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(text) && /[.e]/.test(text)
    const good = Math.fround(Number(text)) === value && (isShortest || digits === 1) && shape
    if (!good) throw new Error(`seed ${seed}: ${value} was written as ${text}`)
  }
})

test('whole numbers are written with all of their digits', () => {
  const buffer = Buffer.alloc(32)
  const ends = Array.from({ length: 16 }, (_, digits) => [10 ** digits - 1, 10 ** digits, 10 ** digits + 1])
  for (const value of [...ends.flat(), 2 ** 31 - 1, 2 ** 31, 2 ** 32, 123456789, 987654321, 2 ** 53 - 1]) {
    expect(buffer.toString('latin1', 0, writeWhole(buffer, 0, value))).toBe(String(value))
  }
})

test('numbers look as the API prints them', () => {
  const f32 = [
    0.1,
    16777216,
    1e-5,
    1e13,
    1.5e-6,
    1e12,
    1e-4,
    1.5e16,
    3.4e38,
    123456.789,
    -0,
    0,
    1,
    1e-7,
    Number.NaN,
  ]
  expect(f32.map((value) => written(Math.fround(value)))).toEqual([
    '0.1',
    '16777216.0',
    '0.00001',
    '1e+13',
    '0.0000015',
    '1000000000000.0',
    '0.0001',
    '1.5e+16',
    '3.4e+38',
    '123456.79',
    '-0.0',
    '0.0',
    '1.0',
    '1e-7',
    'null',
  ])
  expect(f32.map((value) => float32Text(Math.fround(value)))).toEqual(
    f32.map((value) => written(Math.fround(value))),
  )
  const f64 = [1, 100, -0, 5e-324, 1e16, 1e15, 1e-5, 1.5e300, 1e-7, 123456789012345680, 1e21, 0.1, -1.5e-9]
  expect(f64.map(float64Text)).toEqual([
    '1.0',
    '100.0',
    '-0.0',
    '5e-324',
    '1e+16',
    '1000000000000000.0',
    '0.00001',
    '1.5e+300',
    '1e-7',
    '1.2345678901234568e+17',
    '1e+21',
    '0.1',
    '-1.5e-9',
  ])
})
