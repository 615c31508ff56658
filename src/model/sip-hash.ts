import { encodePointIdKey, type PointId } from './point-id.ts'

const mask = 2n ** 64n - 1n

/**
 * SipHash-2-4 with the key (0, 0) of the bytes of an id: 8 bytes little-endian of a number, 16 bytes
 * big-endian of a UUID (Aumasson and Bernstein, "SipHash: a fast short-input PRF").
 */
export function hashPointId(id: PointId): bigint {
  if (typeof id !== 'string') return sipHash([BigInt(id)], 8)
  const key = encodePointIdKey(id)
  const view = new DataView(key.buffer, key.byteOffset)
  return sipHash([view.getBigUint64(1, true), view.getBigUint64(9, true)], 16)
}

/** `words`: the message as little-endian words of 8 bytes; `length`: its bytes, a multiple of 8. */
function sipHash(words: readonly bigint[], length: number): bigint {
  const state: SipState = [0x736f6d6570736575n, 0x646f72616e646f6dn, 0x6c7967656e657261n, 0x7465646279746573n]
  for (const word of [...words, BigInt(length & 255) << 56n]) {
    state[3] ^= word
    rounds(state, 2)
    state[0] ^= word
  }
  state[2] ^= 0xffn
  rounds(state, 4)
  return state[0] ^ state[1] ^ state[2] ^ state[3]
}

type SipState = [bigint, bigint, bigint, bigint]

function rounds(state: SipState, count: number): void {
  let [a, b, c, d] = state
  for (let round = 0; round < count; round++) {
    a = (a + b) & mask
    b = rotate(b, 13n) ^ a
    a = rotate(a, 32n)
    c = (c + d) & mask
    d = rotate(d, 16n) ^ c
    a = (a + d) & mask
    d = rotate(d, 21n) ^ a
    c = (c + b) & mask
    b = rotate(b, 17n) ^ c
    c = rotate(c, 32n)
  }
  state[0] = a
  state[1] = b
  state[2] = c
  state[3] = d
}

function rotate(word: bigint, bits: bigint): bigint {
  return ((word << bits) | (word >> (64n - bits))) & mask
}
