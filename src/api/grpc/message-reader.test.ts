import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { RequestError } from '#model/errors.ts'
import { frameMessage, MessageReader } from './message-reader.ts'

const message = fc.record({ bytes: fc.uint8Array({ maxLength: 40 }), compressed: fc.boolean() })

test('however a body is cut into pieces, the same messages come out', () => {
  fc.assert(
    fc.property(fc.array(message), fc.array(fc.nat({ max: 12 })), (messages, sizes) => {
      const body = Buffer.concat(messages.map(({ bytes, compressed }) => frameMessage(bytes, compressed)))
      const reader = new MessageReader(40)
      const read = cut(body, sizes).flatMap((piece) => {
        const within = Buffer.concat([Buffer.from('xyz'), piece, Buffer.from('xyz')])
        return reader.push(within, 3, within.length - 3)
      })
      expect(reader.incomplete).toBe(false)
      expect(read.map(({ compressed, bytes }) => ({ compressed, bytes: new Uint8Array(bytes) }))).toEqual(
        messages.map(({ compressed, bytes }) => ({ compressed, bytes })),
      )
    }),
  )
})

test('a body that ends within a message is incomplete', () => {
  const body = frameMessage(Buffer.from('message'), false)
  for (let length = 1; length < body.length; length++) {
    const reader = new MessageReader(100)
    reader.push(body.subarray(0, length))
    expect(reader.incomplete).toBe(true)
  }
})

test('a message is refused by its announced length', () => {
  const reader = new MessageReader(100)
  expect(() => reader.push(Buffer.from([0, 0, 0, 0, 101]))).toThrow(
    'received message larger than max (101 vs. 100)',
  )
})

test('random bytes give messages or a RequestError', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 })), (pieces) => {
      const reader = new MessageReader(1000)
      try {
        for (const piece of pieces) reader.push(Buffer.from(piece))
      } catch (error) {
        expect(error).toBeInstanceOf(RequestError)
      }
    }),
  )
})

/** Pieces of the given sizes, in turns, until the body is used up. */
function cut(body: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  let at = 0
  for (let turn = 0; at < body.length; turn++) {
    const size = (sizes[turn % Math.max(1, sizes.length)] ?? body.length) + (turn % 2)
    pieces.push(body.subarray(at, at + size))
    at += size
  }
  return pieces
}
