import { expect, test } from 'bun:test'
import { printFloat } from './print-float.ts'

test.each([
  [1, '1'],
  [-3, '-3'],
  [0.4, '0.4'],
  [-0, '-0'],
  [1e21, '1000000000000000000000'],
  [-1.5e22, '-15000000000000000000000'],
  [1e-7, '0.0000001'],
  [1.25e-9, '0.00000000125'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
  [Number.NaN, 'NaN'],
])('%p is printed as %p', (value, text) => {
  expect(printFloat(value)).toBe(text)
})
