import { assert } from '#base/assert.ts'
import { type BitSet, bitSetWords, countBits, hasBit, setBit } from '#base/bit-set.ts'
import type { Disk } from '#base/disk.ts'
import { mapFile } from '#base/map-file.ts'

/**
 * The dead slots of one part in a mapped file that the writer changes and every reader sees: a header of 64
 * bytes (magic, number of slots, number of dead ones), then one bit a slot. It is made anew from SQLite
 * when a shard is opened, so it is never synced.
 */
export interface Tombstones {
  readonly slotCount: number
  /** Live bits: the writer may set more at any time. */
  readonly bits: BitSet
  readonly deadCount: number
  /** Marks a slot as dead. Only the writer does. Returns false when it was dead before. */
  kill(slot: number): boolean
  /** The same for many slots, of which none is dead: about a nanosecond each. */
  killAll(slots: readonly number[]): void
  /**
   * Makes the memory of these slots ready to be written: the first write to a page of a mapped file may wait
   * for the file system.
   */
  touch(slots: readonly number[]): void
}

const headerBytes = 64
const magic = 0x424d5451 // "QTMB"
const deadCountWord = 2
/** Words of a page of 4 kB. Larger pages are touched more often than they must be. */
const pageWordsLog2 = 10

/** Makes the file with these slots dead, in place when there is one of the same size. */
export function writeTombstones(disk: Disk, path: string, slotCount: number, dead: BitSet): void {
  const words = new Uint32Array(headerBytes / 4 + Math.max(1, bitSetWords(slotCount)))
  assert(dead.length <= bitSetWords(slotCount), 'a dead slot is a slot of its part')
  words.set(dead, headerBytes / 4)
  words[0] = magic
  words[1] = slotCount
  words[deadCountWord] = countBits(dead)
  const bytes = new Uint8Array(words.buffer)
  // Readers of this process may hold the file mapped: a new one would never reach them.
  const file = disk.sizeOf(path) === bytes.length ? disk.open(path) : disk.create(path)
  try {
    disk.write(file, bytes, 0)
  } finally {
    disk.close(file)
  }
}

/** Maps what `writeTombstones` wrote. */
export function openTombstones(path: string): Tombstones {
  const bytes = mapFile(path, 'shared')
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2)
  if (words[0] !== magic) throw new Error(`${path}: not a file of tombstones`)
  const bits = new Uint32Array(bytes.buffer, bytes.byteOffset + headerBytes, words.length - headerBytes / 4)
  return {
    slotCount: words[1] as number,
    bits,
    get deadCount() {
      return Atomics.load(words, deadCountWord)
    },
    kill(slot) {
      if (hasBit(bits, slot)) return false
      setBit(bits, slot)
      Atomics.add(words, deadCountWord, 1)
      return true
    },
    killAll(slots) {
      for (const slot of slots) setBit(bits, slot)
      Atomics.add(words, deadCountWord, slots.length)
    },
    touch(slots) {
      let touched = -1
      for (const slot of slots) {
        const word = headerBytes / 4 + (slot >>> 5)
        if (word >>> pageWordsLog2 === touched) continue
        touched = word >>> pageWordsLog2
        Atomics.or(words, word, 0)
      }
    },
  }
}
