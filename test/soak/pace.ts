import { readFileSync } from 'node:fs'

/** Of `utime` and `stime` in /proc; the same on every Linux. */
const ticksPerSecond = 100
const lookMs = 100
const waitMs = 25

/**
 * Holds a load to a share of the processor: that of a server and of this process together. Whoever makes load
 * waits for its turn before each call. Linux only.
 */
export class Pace {
  readonly #cores: number
  readonly #pid: number
  readonly #ownSeconds = cpuSecondsOf(process.pid)
  readonly #startedMs = performance.now()
  #lookedMs = 0
  #usedSeconds = 0

  /** `cores`: 0.33 is a third of one; Infinity never waits. */
  constructor(cores: number, serverPid: number) {
    this.#cores = cores
    this.#pid = serverPid
  }

  async turn(stopped: () => boolean): Promise<void> {
    if (this.#cores === Number.POSITIVE_INFINITY) return
    while (!stopped() && this.#isAhead()) await Bun.sleep(waitMs)
  }

  #isAhead(): boolean {
    const nowMs = performance.now()
    if (nowMs - this.#lookedMs > lookMs) {
      this.#lookedMs = nowMs
      this.#usedSeconds = cpuSecondsOf(process.pid) - this.#ownSeconds + cpuSecondsOf(this.#pid)
    }
    return this.#usedSeconds > (this.#cores * (nowMs - this.#startedMs)) / 1000
  }
}

/** User and system time of a process so far; 0 when it has ended. */
export function cpuSecondsOf(pid: number): number {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return 0
  }
  // The name of the program, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
