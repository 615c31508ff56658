import { expect, test } from 'bun:test'
import { SnapshotCounts } from './snapshot-counts.ts'

const info = { name: 's', createdMs: 0, sizeBytes: 1, checksum: undefined }
const target = { kind: 'collection', collection: 'c' } as const

test('snapshots are counted while they run, and those that succeed afterwards too', async () => {
  const counts = new SnapshotCounts()
  const made = Promise.withResolvers<typeof info>()
  const creating = counts.create(target, () => made.promise)
  const failing = counts.create(target, () => Promise.reject(new Error('no')))
  expect(counts.report().get('c')).toEqual({ running: 2, recovering: 0, created: 0 })
  expect(await failing.catch((error: Error) => error.message)).toBe('no')
  made.resolve(info)
  expect(await creating).toBe(info)
  const recovering = counts.recover('c', async () => {})
  expect(counts.report().get('c')).toEqual({ running: 0, recovering: 1, created: 1 })
  await recovering
  await counts.create({ kind: 'full' }, async () => info)
  expect([...counts.report()]).toEqual([['c', { running: 0, recovering: 0, created: 1 }]])
  counts.forget('c')
  expect(counts.report().size).toBe(0)
})
