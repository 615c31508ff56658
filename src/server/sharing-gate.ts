import { readFileSync } from 'node:fs'

/** Milliseconds between two looks at the times. */
const intervalMs = 300
/** The gate shuts when a thread waits for a core in more of the time that it could run, */
const waitShareMax = 0.5
/** and opens again when it is less than this. */
const waitShareLow = 0.3

/** What a thread has had of the cores since it started, in one unit of time. */
export interface ThreadTimes {
  readonly ran: number
  /** It could have run, but other threads had the cores. */
  readonly waited: number
}

export interface SharingGateOptions {
  /** Of the calling thread; undefined: the system does not tell. */
  readonly threadTimes: () => ThreadTimes | undefined
  readonly nowMs: () => number
}

const systemOptions: SharingGateOptions = {
  threadTimes: systemThreadTimes,
  nowMs: () => performance.now(),
}

/**
 * Tells whether other threads would run beside this one. Where other processes keep the cores busy, one that
 * is woken waits for a core first, and so does the read that it was sent. Idle cores do not tell: once reads are
 * sent, the cores are busy because of that.
 */
export function createSharingGate({ threadTimes, nowMs } = systemOptions): () => boolean {
  let open = true
  let lastMs = nowMs()
  let last = threadTimes()
  return () => {
    const now = nowMs()
    if (now - lastMs < intervalMs) return open
    const times = threadTimes()
    if (last && times) open = waitShare(last, times) <= (open ? waitShareMax : waitShareLow)
    lastMs = now
    last = times
    return open
  }
}

function waitShare(from: ThreadTimes, to: ThreadTimes): number {
  const waited = to.waited - from.waited
  const total = waited + to.ran - from.ran
  return total === 0 ? 0 : waited / total
}

/** Linux: nanoseconds on a core and on the run queue. */
function systemThreadTimes(): ThreadTimes | undefined {
  try {
    const [ran, waited] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ').map(Number)
    return ran === undefined || waited === undefined ? undefined : { ran, waited }
  } catch {
    return undefined
  }
}
