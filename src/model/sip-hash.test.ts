import { expect, test } from 'bun:test'
import { hashPointId } from './sip-hash.ts'

test('known hashes', () => {
  expect(hashPointId(1000)).toBe(0xd2620217072c4f4bn)
  expect(hashPointId(0)).toBe(0xe849e8bb6ffe2567n)
  expect(hashPointId(1)).toBe(0x8004c5a694105f5en)
  expect(hashPointId('550e8400-e29b-41d4-a716-446655440000')).toBe(0xf5d0ca21ba34d504n)
})
