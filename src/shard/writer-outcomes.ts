import { meansNoSpace } from '#base/disk.ts'
import type { HardwareUsage } from '#base/hardware-usage.ts'
import { TaskTimeout } from '#base/task.ts'
import { internal, RequestError } from '#model/errors.ts'
import type { UpdateResult } from '#model/result.ts'
import type { ShardOperation } from './writer-operations.ts'

/** An operation that waits to be applied. */
export interface PendingWrite {
  readonly operation: ShardOperation
  /** False: the caller wants to know that the operation is durable, not whether it succeeded. */
  readonly wait: boolean
  /** Operations of one request: when one has failed and its caller waits, later ones are not begun. */
  readonly request?: object | undefined
}

/** What became of an operation that is durable, or was refused (`failure`) and took its number only. */
export interface SettledWrite {
  readonly number: number
  readonly failure: RequestError | undefined
  readonly usage: HardwareUsage
}

/** Error: it changed nothing. `skipped`: it was not begun, because one before it in its request failed. */
export type WriteOutcome = UpdateResult | Error | 'skipped'

/** Gathers what becomes of the operations of one batch. */
export class BatchOutcomes {
  /** In the order of the operations. */
  readonly all: WriteOutcome[] = []
  readonly #failedRequests = new Set<object>()
  readonly #onUnseenFailure: (error: RequestError) => void
  readonly #lacksSpace: () => boolean

  /** `lacksSpace`: as of `refusal`. */
  constructor(onUnseenFailure: (error: RequestError) => void, lacksSpace: () => boolean) {
    this.#onUnseenFailure = onUnseenFailure
    this.#lacksSpace = lacksSpace
  }

  /** Whether an operation must not begin; it is settled then. */
  skips(index: number, { request }: PendingWrite): boolean {
    if (request === undefined || !this.#failedRequests.has(request)) return false
    this.all[index] = 'skipped'
    return true
  }

  /** The operation is durable, or was refused (`failure`) and took its number only. */
  settle(index: number, write: PendingWrite, { number, failure, usage }: SettledWrite): void {
    if (failure && write.wait) return this.fail(index, write, failure)
    if (failure) this.#onUnseenFailure(failure)
    this.all[index] = { operationId: number, status: write.wait ? 'completed' : 'acknowledged', usage }
  }

  /** The operation could not be made durable: its caller is told even when it does not wait. */
  fail(index: number, { request }: PendingWrite, error: Error): void {
    this.noteFailure(request)
    this.all[index] = refusal(error, this.#lacksSpace)
  }

  /** The operation is tried once more, so that an earlier failure of its request says nothing. */
  forgetFailure({ request }: PendingWrite): void {
    if (request !== undefined) this.#failedRequests.delete(request)
  }

  /** Later operations of the request are not begun. */
  noteFailure(request: object | undefined): void {
    if (request !== undefined) this.#failedRequests.add(request)
  }
}

/**
 * What the client is told when a transaction failed, or could not begin. `lacksSpace`: as of
 * `meansNoSpace`.
 */
export function refusal(error: unknown, lacksSpace: () => boolean): RequestError {
  if (error instanceof RequestError) return error
  if (meansNoSpace(error, lacksSpace)) {
    const text = 'Insufficient storage: no space left on the device, nothing was changed'
    return new RequestError('insufficient-storage', text, { cause: error })
  }
  if (error instanceof TaskTimeout) {
    const text = 'Timeout: Timeout error: the filter of the update took too long, nothing was changed'
    return new RequestError('deadline-exceeded', text, { cause: error })
  }
  return internal('the write could not be made durable; whether it was done is not known', error)
}

/** Why an operation failed. One that met what nobody expected must not take those of its group down with it. */
export function asFailure(error: unknown): RequestError {
  return error instanceof RequestError ? error : internal('the write failed, nothing was changed', error)
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
