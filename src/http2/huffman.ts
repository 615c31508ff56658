import { errorCode, ConnectionError } from './error-codes.ts'

/**
 * Bits of the code of each byte, and last of the end of a string (RFC 7541, appendix B). The code is canonical:
 * codes of one length are consecutive numbers in the order of their symbols, so that lengths say everything.
 */
// biome-ignore format: sixteen a line
export const codeBits: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
]

const endOfString = 256
const nibbles = 16
/** A step emits a byte, in its lower bits, */
const emits = 0x100
/** or meets the end of a string, which may not stand in one. */
const fails = 0x200
/** The state after the step is in the bits from here on. */
const stateShift = 10

interface DecodingTable {
  /** What four bits do in a state: `steps[state * 16 + bits]`. */
  readonly steps: Uint32Array
  /** 1: a string may end in the state, because only padding has been read of the next code. */
  readonly mayEnd: Uint8Array
}

const { steps, mayEnd } = buildTable()

/** A state is an inner node of the code's tree. */
function buildTable(): DecodingTable {
  const { children, states } = buildTree()
  const table = new Uint32Array(states * nibbles)
  for (let state = 0; state < states; state++) {
    for (let bits = 0; bits < nibbles; bits++) table[state * nibbles + bits] = walk(children, state, bits)
  }
  // Padding is the beginning of the end of a string: up to seven ones.
  const ends = new Uint8Array(states)
  for (let state = 0, depth = 0; depth <= 7; depth++) {
    ends[state] = 1
    state = children[state * 2 + 1] as number
  }
  return { steps: table, mayEnd: ends }
}

/** `children[state * 2 + bit]`: the next state, or `-1 - symbol` where a code ends. */
function buildTree(): { readonly children: readonly number[]; readonly states: number } {
  const children = [0, 0]
  let states = 1
  let code = 0
  for (let length = 1; length <= 30; length++) {
    code *= 2
    for (const [symbol, bits] of codeBits.entries()) {
      if (bits !== length) continue
      let state = 0
      for (let bit = length - 1; bit > 0; bit--) {
        const at = state * 2 + ((code >>> bit) & 1)
        if (children[at] === 0) {
          children[at] = states++
          children.push(0, 0)
        }
        state = children[at] as number
      }
      children[state * 2 + (code & 1)] = -1 - symbol
      code++
    }
  }
  return { children, states }
}

/** No code has fewer than five bits: a step ends one at most. */
function walk(children: readonly number[], from: number, bits: number): number {
  let state = from
  let emitted = 0
  for (let bit = 3; bit >= 0; bit--) {
    const next = children[state * 2 + ((bits >>> bit) & 1)] as number
    if (next === -1 - endOfString) return fails
    if (next < 0) emitted = emits | (-1 - next)
    state = next < 0 ? 0 : next
  }
  return (state << stateShift) | emitted
}

/**
 * Decodes `source[start..end)` into `target`, which has room for 8/5 of it, and gives the number of bytes.
 * Throws ConnectionError for what is no such code.
 */
export function decodeHuffman(source: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let length = 0
  let state = 0
  for (let at = start; at < end; at++) {
    const byte = source[at] as number
    const high = steps[(state << 4) | (byte >>> 4)] as number
    if ((high & emits) !== 0) target[length++] = high & 0xff
    const low = steps[((high >>> stateShift) << 4) | (byte & 15)] as number
    if ((low & emits) !== 0) target[length++] = low & 0xff
    if (((high | low) & fails) !== 0)
      throw new ConnectionError(errorCode.compressionError, 'a string holds its end')
    state = low >>> stateShift
  }
  if (mayEnd[state] === 0)
    throw new ConnectionError(errorCode.compressionError, 'the padding of a string is wrong')
  return length
}
