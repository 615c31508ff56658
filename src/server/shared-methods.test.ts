import { expect, test } from 'bun:test'
import { fullAccess } from '#security/access.ts'
import type { PeerChannel, ReadSharing, SharedRead } from './read-sharing.ts'
import { shareMethods } from './shared-methods.ts'

test('a message that was sent to another thread is still whole here', async () => {
  const path = '/qdrant.Points/Query'
  const handle = (message: Uint8Array): Promise<Uint8Array> => Promise.resolve(Uint8Array.from(message))
  const sent: unknown[] = []
  const peer = {
    call: async (_name: string, argument: object, transfer: ArrayBuffer[]) => {
      sent.push(structuredClone(argument, { transfer }))
    },
  } as unknown as PeerChannel
  const sharing = {
    hasPeers: true,
    run: async <A>(read: SharedRead<A>): Promise<A> => {
      await read.there(peer, 1)
      return await read.here()
    },
  } as unknown as ReadSharing
  const methods = shareMethods(new Map([[path, { path, streaming: false, handle }]]), sharing)
  // As a message comes: a part of what was read from the socket.
  const received = Buffer.from([9, 1, 2, 3, 9])
  const info = { signal: new AbortController().signal, access: fullAccess }
  const answer = await methods.get(path)?.handle(received.subarray(1, 4), info)
  expect(answer).toEqual(Uint8Array.of(1, 2, 3))
  expect(sent).toMatchObject([{ path, message: Uint8Array.of(1, 2, 3) }])
  expect([...received]).toEqual([9, 1, 2, 3, 9])
})
