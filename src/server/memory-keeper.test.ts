import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mapFile, sharedMappings } from '#base/map-file.ts'
import type { FilePlacement } from '#shard/file-placement.ts'
import { evictionOrder } from './eviction-order.ts'
import { MemoryKeeper, type MemoryKeeperOptions } from './memory-keeper.ts'

const folder = mkdtempSync(join(tmpdir(), 'quiver-memory-'))
afterAll(() => rmSync(folder, { recursive: true }))

const uuid = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'
const megabyte = 2 ** 20
const mappings = sharedMappings()
const onLinux = test.skipIf(mappings === undefined)

function segmentFile(name: string, bytes: number): { path: string; mapped: Uint8Array } {
  const path = join(folder, uuid, 'shard-0', 'segment-1', name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, new Uint8Array(bytes).fill(1))
  return { path, mapped: mapFile(path, 'constant') }
}

/** Reads a byte of every page. */
function touch(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 4096) sum += bytes[at] as number
  return sum
}

/** Resident bytes and flags of the mapping of a file, as the kernel has them. */
function residency(path: string): { bytes: number; flags: string } {
  const areas = readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)
  const area = areas.find((text) => text.split('\n', 1)[0]?.endsWith(path)) ?? ''
  return {
    bytes: Number(/^Rss:\s+(\d+)/m.exec(area)?.[1] ?? 0) * 1024,
    flags: /^VmFlags:(.*)$/m.exec(area)?.[1] ?? '',
  }
}

function keeper(options: Partial<MemoryKeeperOptions>): MemoryKeeper {
  const placed: FilePlacement = { kind: 'vectors', placement: 'cached', of: '' }
  const made = new MemoryKeeper({
    mappings,
    budgetBytes: undefined,
    residentBytes: () => 0,
    placementsOf: () => () => placed,
    lastReadMs: () => 0,
    shrink: () => {},
    warn: () => {},
    ...options,
  })
  // Its timers are not wanted here.
  made.close()
  return made
}

onLinux('pages are dropped until the process is within its budget, those that are missed least first', () => {
  const vectors = segmentFile('dense-0', 4 * megabyte)
  const codes = segmentFile('quantized-0', megabyte)
  expect(touch(vectors.mapped) + touch(codes.mapped)).toBe(5 * 256)
  expect(residency(vectors.path).bytes).toBe(4 * megabyte)
  const resident = (): number => residency(vectors.path).bytes + residency(codes.path).bytes
  let shrinks = 0
  const kept = keeper({
    budgetBytes: 4 * megabyte,
    residentBytes: resident,
    placementsOf: () => (name) => ({
      kind: name.startsWith('dense') ? 'vectors' : 'codes',
      placement: 'cached',
      of: '',
    }),
    lastReadMs: () => Date.now(),
    shrink: () => shrinks++,
  })
  kept.keepBudget()
  expect(residency(vectors.path).bytes).toBe(0)
  expect(residency(codes.path).bytes).toBe(megabyte)
  expect(shrinks).toBe(0)
  // What was dropped is there all the same.
  expect(touch(vectors.mapped)).toBe(4 * 256)
})

onLinux('caches are dropped when pages are not enough, and that is told once', () => {
  const told: string[] = []
  let nowMs = 0
  let shrinks = 0
  const kept = keeper({
    budgetBytes: 1000,
    residentBytes: () => 2000,
    shrink: () => shrinks++,
    warn: (message) => told.push(message),
    nowMs: () => nowMs,
  })
  for (; nowMs <= 10_000; nowMs += 1000) kept.keepBudget()
  expect(shrinks).toBe(3)
  expect(told).toHaveLength(1)
})

onLinux('cold files are read at random, others ahead', () => {
  const cold = segmentFile('dense-1', megabyte)
  const warm = segmentFile('dense-2', megabyte)
  keeper({
    placementsOf: () => (name) => ({
      kind: 'vectors',
      placement: name === 'dense-1' ? 'cold' : 'cached',
      of: '',
    }),
  }).care()
  expect(residency(cold.path).flags).toContain(' rr')
  expect(residency(warm.path).flags).not.toContain(' rr')
  expect(touch(cold.mapped)).toBe(touch(warm.mapped))
})

onLinux(
  'files of which searches need little leave the memory when nobody reads their collection any more',
  () => {
    const cold = segmentFile('dense-3', megabyte)
    const cached = segmentFile('dense-4', megabyte)
    const pinned = segmentFile('dense-5', megabyte)
    const codes = segmentFile('quantized-3', megabyte)
    const files = [cold, cached, pinned, codes]
    let nowMs = 100_000
    let lastReadMs = nowMs
    const kept = keeper({
      placementsOf: () => (name) => ({
        kind: name.startsWith('dense') ? 'vectors' : 'codes',
        placement: name === 'dense-3' ? 'cold' : name === 'dense-5' ? 'pinned' : 'cached',
        of: '',
      }),
      lastReadMs: () => lastReadMs,
      nowMs: () => nowMs,
    })
    const resident = (): number[] => files.map(({ path }) => residency(path).bytes / megabyte)
    const touchAll = (): void => {
      for (const { mapped } of files) touch(mapped)
    }
    touchAll()
    kept.care()
    expect(resident()).toEqual([1, 1, 1, 1])
    nowMs += 10_000
    kept.care()
    expect(resident()).toEqual([0, 0, 1, 1])
    touchAll()
    lastReadMs = nowMs
    nowMs += 9000
    kept.care()
    expect(resident()).toEqual([1, 1, 1, 1])
  },
)

test('cold files go first, then those of idle collections, and pinned ones last', () => {
  const file = (path: string, changes: object) =>
    ({
      path,
      address: 0,
      length: 1,
      kind: 'vectors',
      placement: 'cached',
      lastReadMs: 100_000,
      ...changes,
    }) as const
  const order = evictionOrder(
    [
      file('graph', { kind: 'graph' }),
      file('pinned', { placement: 'pinned', kind: 'payload' }),
      file('idle graph', { kind: 'graph', lastReadMs: 1 }),
      file('vectors', {}),
      file('idle since later', { lastReadMs: 2 }),
      file('codes', { kind: 'codes' }),
      file('cold', { placement: 'cold', kind: 'graph' }),
    ],
    100_000,
  )
  expect(order.map(({ path }) => path)).toEqual([
    'cold',
    'idle graph',
    'idle since later',
    'vectors',
    'codes',
    'graph',
    'pinned',
  ])
})
