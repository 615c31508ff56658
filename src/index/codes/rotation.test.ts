import { expect, test } from 'bun:test'
import { createRandom, randomNormal } from '#base/random.fixture.ts'
import { createGenerator, Rotation } from './rotation.ts'

test.each([1, 2, 3, 7, 64, 100, 384, 576])('a rotation of %d numbers keeps lengths and products', (size) => {
  const random = createRandom(size)
  const [a, b] = [0, 1].map(() => Float64Array.from({ length: size }, () => randomNormal(random)))
  const product = (x: Float64Array, y: Float64Array): number =>
    x.reduce((sum, value, at) => sum + value * (y[at] as number), 0)
  const [first, second] = [a as Float64Array, b as Float64Array]
  const before = [product(first, first), product(first, second)]
  const rotation = new Rotation(size)
  rotation.apply(first)
  rotation.apply(second)
  expect(product(first, first)).toBeCloseTo(before[0] as number, 8)
  expect(product(first, second)).toBeCloseTo(before[1] as number, 8)
})

test('one large number is spread over all', () => {
  const values = new Float64Array(384)
  values[3] = 1
  new Rotation(384).apply(values)
  expect(Math.max(...values.map(Math.abs))).toBeLessThan(0.3)
})

test('what a rotation gives never changes: files hold it', () => {
  const random = createGenerator(1)
  expect([random(), random(), random()]).toEqual([
    0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
  ])
  const values = Float64Array.of(1, 2, 3, 4, 5)
  new Rotation(5).apply(values)
  expect([...values].map((value) => Math.round(value) + 0)).toEqual([1, -5, 2, 0, 5])
})
