import { addHardwareUsage } from '#base/hardware-usage.ts'
import { Task, TaskCancelled, TaskTimeout } from '#base/task.ts'
import { RequestError } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import type { EngineDeps } from '#query/engine.ts'
import type { ReadView } from '#query/read-view.ts'
import { refuseReadOfClosed } from './closed-collection.ts'
import type { CallContext, CollectionHandle } from './ports.ts'
import { adviseIndexes } from './slow-reads.ts'

/** What a read works with. */
export interface ReadCall {
  readonly collection: CollectionHandle
  readonly view: ReadView
  readonly deps: EngineDeps
  readonly task: Task
}

/**
 * Runs a read of a collection within its time: the timeout of the request, else that of the node. Throws
 * RequestError when the time is over or the client has gone.
 */
export async function runRead<T>(
  call: CallContext,
  read: {
    readonly collection: string
    readonly timeoutSec: number | undefined
    readonly what: string
    /** The filters of a search, for advice when it was slow. */
    readonly filters?: () => Iterable<Filter>
  },
  run: (read: ReadCall) => Promise<T>,
): Promise<T> {
  const timeoutMs = read.timeoutSec === undefined ? call.readTimeoutMs : read.timeoutSec * 1000
  const collection = call.collections.get(read.collection)
  refuseReadOfClosed(collection, read.what)
  const task = new Task(timeoutMs, call.signal)
  try {
    const view = await collection.view()
    const startedMs = performance.now()
    const answer = await run({ collection, view, deps: engineDeps(call, collection), task })
    const { filters } = read
    if (filters) {
      const durationMs = performance.now() - startedMs
      adviseIndexes(call, { collection: collection.name, schema: view.schema, durationMs, filters })
    }
    return answer
  } catch (error) {
    throw asRequestError(error, read.what, timeoutMs)
  } finally {
    if (collection.usage) addHardwareUsage(collection.usage, task.usage)
    call.onUsage?.(task.usage)
  }
}

function engineDeps(call: CallContext, collection: CollectionHandle): EngineDeps {
  return {
    collection: collection.name,
    lookup: (name) => call.collections.get(name).view(),
    random: call.random,
    inference: call.inference,
  }
}

function asRequestError(error: unknown, what: string, timeoutMs: number): unknown {
  if (error instanceof TaskTimeout) {
    const text = `Operation '${what}' timed out after ${timeoutMs / 1000}s`
    return new RequestError('deadline-exceeded', `Timeout: Timeout error: ${text}`, { cause: error })
  }
  if (error instanceof TaskCancelled) {
    return new RequestError('cancelled', 'Timeout expired', { cause: error })
  }
  return error
}
