import { afterAll, expect, test } from 'bun:test'
import { linkSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { must } from './assert.ts'
import { mapFile, sharedMappings, sweepMappings } from './map-file.ts'
import type { MappedFile } from './shared-mappings.ts'

const folder = mkdtempSync(join(tmpdir(), 'quiver-map-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, length: number): string {
  const path = join(folder, name)
  writeFileSync(
    path,
    Uint8Array.from({ length }, (_, index) => index % 251),
  )
  return path
}

const mappings = sharedMappings()
const onLinux = test.skipIf(mappings === undefined)

function mapped(name: string): MappedFile[] {
  return must(mappings, 'files are shared here')
    .list()
    .filter(({ path }) => path.endsWith(name))
}

/** Collects until `isDone`; a conservative collector may see a stale pointer for a while. */
function collectUntil(isDone: () => boolean): void {
  for (let round = 0; round < 50 && !isDone(); round++) {
    Bun.gc(true)
    sweepMappings()
  }
  expect(isDone()).toBe(true)
}

test('a mapped file has its bytes, whatever its length', () => {
  for (const length of [1, 4095, 4096, 4097, 100_000]) {
    const bytes = mapFile(file(`length-${length}`, length), 'constant')
    expect(bytes.length).toBe(length)
    expect(bytes.every((byte, index) => byte === index % 251)).toBe(true)
  }
})

test('empty and missing files are refused', () => {
  expect(() => mapFile(file('empty', 0), 'constant')).toThrow()
  expect(() => mapFile(join(folder, 'missing'), 'shared')).toThrow()
})

onLinux('a file is mapped once, by any of its names', () => {
  const path = file('once', 5000)
  const first = mapFile(path, 'constant')
  linkSync(path, join(folder, 'once-too'))
  const second = mapFile(join(folder, 'once-too'), 'constant')
  expect(mapped('once')).toHaveLength(1)
  expect(mapped('once-too')).toHaveLength(0)
  expect(first).toEqual(second)
})

onLinux('a file of the same name is another file, and the old one stays readable', () => {
  const path = file('again', 3000)
  const before = mapFile(path, 'constant')
  rmSync(path)
  writeFileSync(path, new Uint8Array(3000).fill(7))
  const after = mapFile(path, 'constant')
  expect(before[1]).toBe(1)
  expect(after[1]).toBe(7)
})

onLinux('a file is mapped as long as any view of it lives, and no longer', () => {
  const path = file('views', 9000)
  const holder: { view: Uint8Array | undefined } = { view: undefined }
  ;(function make() {
    for (let count = 0; count < 20; count++)
      holder.view = mapFile(path, 'constant').subarray(8000).subarray(1, 3)
  })()
  for (let round = 0; round < 5; round++) {
    Bun.gc(true)
    sweepMappings()
  }
  expect(holder.view?.[0]).toBe(8001 % 251)
  expect(mapped('views')).toHaveLength(1)
  holder.view = undefined
  collectUntil(() => mapped('views').length === 0)
})

onLinux('threads share a mapping; one that ends lets go of it', async () => {
  const path = file('threads', 4096)
  const entry = join(folder, 'reader.ts')
  const module = JSON.stringify(join(import.meta.dirname, 'map-file.ts'))
  writeFileSync(
    entry,
    `import { mapFile, sharedMappings } from ${module}
     import { parentPort, workerData } from 'node:worker_threads'
     const bytes = mapFile(workerData, 'shared')
     bytes[9] = 200
     parentPort.postMessage(sharedMappings().list().filter(({ path }) => path === workerData).length)
     setInterval(() => bytes[9], 1000)`,
  )
  const holder: { bytes: Uint8Array | undefined } = { bytes: mapFile(path, 'shared') }
  const worker = new Worker(Bun.pathToFileURL(entry), { workerData: path })
  const count = await new Promise((resolve) => worker.once('message', resolve))
  expect(count).toBe(1)
  expect(holder.bytes?.[9]).toBe(200)
  await worker.terminate()
  expect(holder.bytes?.[8]).toBe(8)
  holder.bytes = undefined
  collectUntil(() => mapped('threads').length === 0)
})

onLinux('what is dropped is read again', () => {
  const path = file('dropped', 1 << 20)
  const bytes = mapFile(path, 'constant')
  const isMeant = (file: MappedFile): boolean => file.path === path
  expect(mappings?.advise(isMeant, 'drop')).toBe(1)
  expect(mappings?.cachedBytes(isMeant)).toBe(1 << 20)
  expect(bytes[5000]).toBe(5000 % 251)
})

onLinux('the pages of a file that are cached are told piece by piece', () => {
  const path = file('cached', 10_000)
  const { dev: device, ino: inode } = statSync(path, { bigint: true })
  const identity = { device, inode, length: 10_000 }
  const cachedBytesOf = (start: number, end: number): number =>
    must(mappings, 'files are shared here').cachedBytesOf(identity, start, end)
  expect(cachedBytesOf(0, 10_000)).toBe(0)
  const bytes = mapFile(path, 'constant')
  expect(cachedBytesOf(0, 10_000)).toBe(10_000)
  expect(cachedBytesOf(0, 4096)).toBe(4096)
  expect(cachedBytesOf(8192, 20_000)).toBe(10_000 - 8192)
  expect(bytes.length).toBe(10_000)
})
