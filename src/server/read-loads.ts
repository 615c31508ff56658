/**
 * Two numbers a serve thread, in memory that all share: the reads that wait or run on it, and when a client
 * has last asked it for something (milliseconds of the wall clock, lower 32 bits).
 */
export type ReadLoads = Int32Array<SharedArrayBuffer>

export function createReadLoads(threads: number): ReadLoads {
  return new Int32Array(new SharedArrayBuffer(threads * 2 * Int32Array.BYTES_PER_ELEMENT))
}
const loadAt = (place: number): number => place * 2
const askedAt = (place: number): number => place * 2 + 1

const namePrefix = 'serve-'
/** The name of the serve thread at a place in the loads. */
export const serveThreadName = (place: number): string => `${namePrefix}${place}`
/** Its place, by its name; undefined for other threads. */
export function serveThreadPlace(name: string): number | undefined {
  return name.startsWith(namePrefix) ? Number(name.slice(namePrefix.length)) : undefined
}

/** The reads that wait or run on the thread at this place. */
export function loadOf(loads: ReadLoads, place: number): number {
  return Atomics.load(loads, loadAt(place))
}

/** A client has asked the thread at this place for something that only it can do. */
export function noteAsked(loads: ReadLoads, place: number): void {
  Atomics.store(loads, askedAt(place), Date.now() | 0)
}

/** A client has asked the thread at this place for a read. */
export function enterRead(loads: ReadLoads, place: number): void {
  Atomics.add(loads, loadAt(place), 1)
  noteAsked(loads, place)
}

/** So many reads have ended there, or have gone to another thread. */
export function leaveReads(loads: ReadLoads, place: number, count: number): void {
  Atomics.sub(loads, loadAt(place), count)
}

/** Gives a thread `count` more reads, unless its load is no longer `expected`: then false. */
export function claimThread(loads: ReadLoads, place: number, expected: number, count: number): boolean {
  return Atomics.compareExchange(loads, loadAt(place), expected, expected + count) === expected
}

/** Milliseconds since a client has last asked the thread for something; a meaningless number after days. */
export function sinceAskedMs(loads: ReadLoads, place: number): number {
  // Either sign: the clock wraps around.
  return Math.abs(((Date.now() | 0) - Atomics.load(loads, askedAt(place))) | 0)
}
