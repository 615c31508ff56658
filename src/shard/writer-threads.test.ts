import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { comparePointIds } from '#model/point-id.ts'
import type { WriteOperation } from '#model/write.ts'
import { SegmentBuilder } from '#storage/segment-builder.ts'
import { ShardParts } from '#storage/shard-parts.ts'
import { ShardWriter } from './writer.ts'
import type { GenerationReaderData } from './writer-generations.worker.fixture.ts'
import { oracleConfig } from './writer-oracle.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'quiver-threads-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ids = 40
const lastGeneration = 250
const disk = createDisk()

/** Writes all points again, with the generation in vector and payload. */
function generation(number: number): WriteOperation {
  const points = Array.from({ length: ids }, (_, id) => ({
    id,
    vectors: new Map([['', { kind: 'dense' as const, values: Float32Array.of(number, id, 0) }]]),
    payload: Uint8Array.of(number),
  }))
  return { kind: 'upsert', points, mode: 'upsert' }
}

function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = (event) => reject(new Error(event.message))
  })
}

/** Merges everything that is sealed, as the optimizer does. */
async function seal(writer: ShardWriter, parts: ShardParts, name: string): Promise<void> {
  await writer.freeze()
  const sources = parts.snapshot().parts.filter((part) => part.kind === 'segment' || part.frozen)
  const slots = sources.flatMap((part) =>
    Array.from({ length: part.slotCount }, (_, slot) => ({ part, slot })).filter(
      (entry) => part.find(part.idAt(entry.slot)) === entry.slot,
    ),
  )
  slots.sort((a, b) => comparePointIds(a.part.idAt(a.slot), b.part.idAt(b.slot)))
  const builder = new SegmentBuilder(disk, join(folder, name), {
    columns: [{ vectorKey: 0, dimension: 3 }],
    blobKeys: [],
    pointsMax: slots.length,
  })
  for (const { part, slot } of slots) builder.addFrom(part, slot)
  builder.finishPoints()
  const segment = { folder: builder.folder, description: builder.finish() }
  // The points move on before the segment is there.
  await writer.apply([{ operation: generation(1), wait: true }])
  expect(await writer.publish({ sources, segment })).toBe(true)
}

test('readers on another thread see whole batches only, while parts come and go', async () => {
  const writer = await ShardWriter.open(folder, {
    disk,
    boot: 7,
    config: oracleConfig,
    database: { synced: false },
    headCapacityMax: 256,
    pause: async () => {},
    matcher: { selectPoints: async () => [], matching: async () => new Set() },
  })
  await writer.apply([{ operation: generation(0), wait: true }])
  const own = ShardParts.open(folder, 7)
  if (!own) throw new Error('the shard is open')
  const worker = new Worker(new URL('./writer-generations.worker.fixture.ts', import.meta.url))
  expect(await nextMessage(worker)).toBe('ready')
  const data: GenerationReaderData = { path: folder, boot: 7, ids, lastGeneration }
  const answer = nextMessage(worker)
  worker.postMessage(data)
  for (let number = 1; number <= lastGeneration; number++) {
    await writer.apply([{ operation: generation(number), wait: true }])
    if (number % 60 === 0) await seal(writer, own, `building-${number}`)
  }
  const seen = await answer
  expect(typeof seen === 'number' ? 'generations' : seen).toBe('generations')
  expect(seen).toBeGreaterThan(3)
  expect(await writer.verify()).toEqual([])
  await writer.close()
  worker.terminate()
}, 30_000)
