/**
 * A number that all threads see and only goes up. One thread bumps it after it changed something that the
 * others keep a copy of; they compare it with what they have seen before they use their copy.
 */
export type Epoch = Int32Array<SharedArrayBuffer>

export function createEpoch(): Epoch {
  return new Int32Array(new SharedArrayBuffer(4))
}

export function readEpoch(epoch: Epoch): number {
  return Atomics.load(epoch, 0)
}

/** Call it after the change is visible, never before. Wraps around: compare for inequality only. */
export function bumpEpoch(epoch: Epoch): void {
  Atomics.add(epoch, 0, 1)
}
