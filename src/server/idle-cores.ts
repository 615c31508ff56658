import { cpus } from 'node:os'

/** Milliseconds between two measurements. */
const intervalMs = 300

/**
 * Tells how many cores of the machine had nothing to do lately; 0 until it has measured once. Costs a look at
 * the counters of the system every `intervalMs`, and only when asked.
 */
export function createIdleCoresProbe(
  readTimes: () => CpuTimes = systemTimes,
  now: () => number = () => performance.now(),
): () => number {
  let last = readTimes()
  let lastMs = now()
  let idleCores = 0
  return () => {
    const nowMs = now()
    if (nowMs - lastMs < intervalMs) return idleCores
    const times = readTimes()
    const total = times.totalMs - last.totalMs
    // Counters that stand still are no counters.
    idleCores = total > 0 ? ((times.idleMs - last.idleMs) / total) * times.cores : 0
    // A question after a long silence is answered from that silence; the next ones from what follows.
    last = times
    lastMs = nowMs
    return idleCores
  }
}

/** Of all cores together, since the machine started. */
export interface CpuTimes {
  readonly cores: number
  readonly idleMs: number
  readonly totalMs: number
}

function systemTimes(): CpuTimes {
  let idleMs = 0
  let totalMs = 0
  const cores = cpus()
  for (const { times } of cores) {
    idleMs += times.idle
    totalMs += times.idle + times.user + times.nice + times.sys + times.irq
  }
  return { cores: cores.length, idleMs, totalMs }
}
