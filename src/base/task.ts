import type { CancelSignal } from './cancel-signal.ts'
import { createHardwareUsage, type HardwareUsage } from './hardware-usage.ts'

/**
 * One piece of work that runs for a caller: it has a deadline, can be cancelled, and gives way to other
 * work on its thread. Long loops call `tick()` every few microseconds of work and await what it returns.
 */
export class TaskTimeout extends Error {
  override readonly name = 'TaskTimeout'
}
/** The caller has gone; nobody waits for the answer. */
export class TaskCancelled extends Error {
  override readonly name = 'TaskCancelled'
}

export class Task {
  /** Milliseconds a task may hold its thread before it lets others run. */
  static readonly sliceMsMax = 3

  /** Monotonic milliseconds (`performance.now()`) at which the task must stop. */
  readonly deadlineMs: number
  /** What the work has cost so far: those who do it count here. */
  readonly usage: HardwareUsage = createHardwareUsage()
  readonly #signal: CancelSignal | undefined
  readonly #sliceMs: number
  #sliceEndMs: number

  /** `sliceMs`: how long it may hold its thread, where that is not one that answers requests. */
  constructor(timeoutMs: number, signal?: CancelSignal, sliceMs: number = Task.sliceMsMax) {
    const now = performance.now()
    this.deadlineMs = now + timeoutMs
    this.#signal = signal
    this.#sliceMs = sliceMs
    this.#sliceEndMs = now + sliceMs
  }

  /** Throws when the caller has gone or the deadline has passed. */
  check(): void {
    if (this.#signal?.aborted) throw new TaskCancelled('the client went away')
    if (performance.now() >= this.deadlineMs) throw new TaskTimeout('the deadline has passed')
  }

  /**
   * Returns a promise when the task has held its thread long enough, else undefined. Use:
   * `const pause = task.tick(); if (pause) await pause`.
   */
  tick(): Promise<void> | undefined {
    if (performance.now() < this.#sliceEndMs) return undefined
    this.check()
    return new Promise((resume, fail) => {
      setImmediate(() => {
        this.#sliceEndMs = performance.now() + this.#sliceMs
        try {
          this.check()
          resume()
        } catch (error) {
          fail(error)
        }
      })
    })
  }
}
