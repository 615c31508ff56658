/** How a phase of many calls went. Times in milliseconds. */
export interface LoadResult {
  readonly requests: number
  readonly perSecond: number
  readonly meanMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

/**
 * Keeps `concurrency` calls in flight for `seconds`; `call(n)` makes the n-th one. The first failure ends the
 * phase.
 */
export async function runLoad(
  concurrency: number,
  seconds: number,
  call: (n: number) => Promise<unknown>,
): Promise<LoadResult> {
  const times: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  let next = 0
  const stream = async (): Promise<void> => {
    for (let now = performance.now(); now < end; ) {
      await call(next++)
      const after = performance.now()
      times.push(after - now)
      now = after
    }
  }
  await Promise.all(Array.from({ length: concurrency }, stream))
  return summarize(times, performance.now() - start)
}

/** Calls `call(0)` to `call(count - 1)`, `concurrency` at a time. */
export async function runAll(
  concurrency: number,
  count: number,
  call: (n: number) => Promise<unknown>,
): Promise<LoadResult> {
  const times: number[] = []
  const start = performance.now()
  let next = 0
  const stream = async (): Promise<void> => {
    while (next < count) {
      const before = performance.now()
      await call(next++)
      times.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, stream))
  return summarize(times, performance.now() - start)
}

function summarize(times: number[], elapsedMs: number): LoadResult {
  times.sort((a, b) => a - b)
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    requests: times.length,
    perSecond: (times.length / elapsedMs) * 1000,
    meanMs: times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  }
}
