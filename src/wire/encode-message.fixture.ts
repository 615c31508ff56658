import { must } from '#base/assert.ts'
import { qdrant } from './generated/qdrant.js'
import { Writer } from './int64.ts'
import type { PlainMessage } from './random-messages.fixture.ts'

type Encoder = (message: PlainMessage, writer: Writer) => { finish(): Uint8Array }

/** The bytes of a message of package qdrant, by the generated code. */
export function encodeMessage(name: string, message: PlainMessage): Uint8Array {
  const types = qdrant as unknown as Record<string, { encode: Encoder } | undefined>
  return must(types[name], `message ${name}`).encode(message, Writer.create()).finish()
}
