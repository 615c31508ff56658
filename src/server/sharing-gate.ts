import { readFileSync } from 'node:fs'
import { createIdleCoresProbe } from './idle-cores.ts'

/** Milliseconds between two looks at the machine. */
const intervalMs = 300
/** So much of a core must be idle before reads are sent to another thread, */
const idleCoresMin = 0.5
/** and so much of the time that a thread could have run may it wait for a core, or there are too few of them. */
const waitShareMax = 0.25

/** What a thread has had of the cores since it started, in one unit of time. */
export interface ThreadTimes {
  readonly ran: number
  /** It could have run, but other threads had the cores. */
  readonly waited: number
}

export interface SharingGateOptions {
  /** Cores of the machine that had nothing to do lately. */
  readonly idleCores: () => number
  /** Of the calling thread; undefined: the system does not tell. */
  readonly threadTimes: () => ThreadTimes | undefined
  readonly nowMs: () => number
}

const systemOptions = (): SharingGateOptions => ({
  idleCores: createIdleCoresProbe(),
  threadTimes: systemThreadTimes,
  nowMs: () => performance.now(),
})

/**
 * Tells whether another thread would run beside this one; else the two would only take turns on a core, and
 * sending reads to it costs more than it brings. Idle cores alone do not tell: once reads are sent, the cores
 * are busy because of that. So they open the gate, and what shuts it is that threads wait for cores.
 */
export function createSharingGate(options: SharingGateOptions = systemOptions()): () => boolean {
  const { idleCores, threadTimes, nowMs } = options
  let open = true
  let lastMs = nowMs()
  let last = threadTimes()
  return () => {
    const now = nowMs()
    if (now - lastMs < intervalMs) return open
    const times = threadTimes()
    const idle = idleCores()
    const waits = last && times ? waitShare(last, times) : undefined
    open = open && waits !== undefined ? waits <= waitShareMax : idle >= idleCoresMin
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
