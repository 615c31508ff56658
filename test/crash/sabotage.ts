import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** What is done to the files of a server that does not run; none of it may change an answer. */
export const sabotages = {
  nothing: () => undefined,
  'all segments deleted': (storage, random) => {
    for (const path of partsOf(storage, /^segment-/)) remove(path, random, 1)
  },
  'some segments deleted': (storage, random) => {
    for (const path of partsOf(storage, /^segment-/)) remove(path, random, 0.5)
  },
  'everything but SQLite deleted': (storage, random) => {
    for (const path of partsOf(storage, /^(?!shard\.sqlite)/)) remove(path, random, 1)
  },
  'garbage in heads, tombstones, control and manifest': (storage, random) => {
    for (const path of partsOf(storage, /^(?!shard\.sqlite|segment-)/)) {
      for (const file of filesOf(path)) {
        writeFileSync(
          file,
          randomBytes(random, random() < 0.5 ? Math.min(1 << 20, statSync(file).size) : 100),
        )
      }
    }
  },
  'files of segments deleted': (storage, random) => eachSegmentFile(storage, random, (file) => rmSync(file)),
  'files of segments truncated': (storage, random) =>
    eachSegmentFile(storage, random, (file) =>
      truncateSync(file, Math.floor(random() * statSync(file).size)),
    ),
  'files of segments zeroed': (storage, random) =>
    eachSegmentFile(storage, random, (file) => writeFileSync(file, new Uint8Array(statSync(file).size))),
  'files of segments made longer': (storage, random) =>
    eachSegmentFile(storage, random, (file) => truncateSync(file, statSync(file).size + 64)),
  'headers of segment files flipped': (storage, random) =>
    eachSegmentFile(storage, random, (file) => flipBit(file, Math.floor(random() * 20))),
} as const satisfies Record<string, (storage: string, random: () => number) => void>

export type Sabotage = keyof typeof sabotages

/**
 * Flips a bit of the content of one file of each segment: only its checksum can tell. Gives the number of
 * segments.
 */
export function flipContents(storage: string, random: () => number): number {
  const headerBytes = 64
  let segments = 0
  for (const path of partsOf(storage, /^segment-/)) {
    const files = filesOf(path).filter((file) => statSync(file).size > headerBytes)
    const file = files[Math.floor(random() * files.length)]
    if (file === undefined) continue
    flipBit(file, headerBytes + Math.floor(random() * (statSync(file).size - headerBytes)))
    segments++
  }
  return segments
}

function eachSegmentFile(storage: string, random: () => number, damage: (file: string) => void): void {
  for (const path of partsOf(storage, /^segment-/)) {
    const files = filesOf(path)
    const file = files[Math.floor(random() * files.length)]
    if (file !== undefined) damage(file)
  }
}

/** Paths of the files and folders of all shards whose names fit. */
function partsOf(storage: string, pattern: RegExp): string[] {
  const collections = join(storage, 'collections')
  if (!existsSync(collections)) return []
  const shards = readdirSync(collections).map((uuid) => join(collections, uuid, 'shard-0'))
  return shards
    .filter((shard) => existsSync(shard))
    .flatMap((shard) =>
      readdirSync(shard)
        .filter((name) => pattern.test(name))
        .map((name) => join(shard, name)),
    )
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path).flatMap((name) => filesOf(join(path, name)))
}

function remove(path: string, random: () => number, probability: number): void {
  if (random() < probability) rmSync(path, { recursive: true, force: true })
}

function flipBit(file: string, at: number): void {
  const descriptor = openSync(file, 'r+')
  const byte = new Uint8Array(1)
  readSync(descriptor, byte, 0, 1, at)
  byte[0] = (byte[0] ?? 0) ^ 0x10
  writeSync(descriptor, byte, 0, 1, at)
  closeSync(descriptor)
}

function randomBytes(random: () => number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => Math.floor(random() * 256))
}
