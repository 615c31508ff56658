import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test'
import { must } from '#base/assert.ts'
import type { WriteOperation } from '#model/write.ts'
import { ShardDatabase } from '#storage/shard-database.ts'
import { ShardHarness } from './writer-harness.fixture.ts'

let harness: ShardHarness
beforeEach(async () => {
  harness = new ShardHarness()
  await harness.open()
})
afterEach(() => harness.remove())

function upsert(...ids: number[]): WriteOperation {
  const points = ids.map((id) => ({ id, vectors: new Map(), payload: null }))
  return { kind: 'upsert', points, mode: 'upsert' }
}

/** Makes the next commit fail as SQLite fails. */
async function withFailingCommit(code: string, run: () => Promise<unknown>): Promise<unknown> {
  const error = Object.assign(new Error('disk I/O error'), { code })
  const commit = spyOn(ShardDatabase.prototype, 'commit').mockImplementationOnce(() => {
    throw error
  })
  try {
    return await run().then(
      () => undefined,
      (failure: unknown) => failure,
    )
  } finally {
    commit.mockRestore()
  }
}

test('a publication whose sync has failed makes the shard be opened again before it takes more', async () => {
  await harness.applyBoth([upsert(1, 2, 3)])
  await must(harness.writer, 'open').freeze()
  const failure = await withFailingCommit('SQLITE_IOERR_FSYNC', () => harness.merge(255, []))
  expect(failure).toMatchObject({ code: 'SQLITE_IOERR_FSYNC' })
  expect(must(harness.writer, 'open').broken).toBe(failure as Error)
  expect(harness.apply([upsert(4)])).rejects.toThrow('the shard has to be opened again')
  await harness.close()
  await harness.open(false)
  harness.expectSame()
  await harness.applyBoth([upsert(4)])
  await harness.merge(255, [])
  harness.expectSame()
  expect(await must(harness.writer, 'open').verify()).toEqual([])
})

test('a publication for which there is no space leaves the shard as it is', async () => {
  await harness.applyBoth([upsert(1, 2, 3)])
  await must(harness.writer, 'open').freeze()
  const failure = await withFailingCommit('SQLITE_FULL', () => harness.merge(255, []))
  expect(failure).toMatchObject({ code: 'SQLITE_FULL' })
  expect(must(harness.writer, 'open').broken).toBeUndefined()
  await harness.applyBoth([upsert(4)])
  await harness.merge(255, [])
  harness.expectSame()
})
