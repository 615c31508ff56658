import type { Task } from '#base/task.ts'

/** Runs steps to their end, giving way and stopping as the task says. */
export async function runSteps<Result>(steps: Generator<unknown, Result>, task: Task): Promise<Result> {
  try {
    for (;;) {
      const step = steps.next()
      if (step.done) return step.value
      const pause = task.tick()
      if (pause) await pause
    }
  } finally {
    steps.return(undefined as never)
  }
}
