import { TaskCancelled, TaskTimeout } from '#base/task.ts'
import { type ErrorKind, RequestError } from '#model/errors.ts'
import type { ErrorCodec } from '#threads/channel.ts'

type Encoded =
  | {
      readonly type: 'request'
      readonly kind: ErrorKind
      readonly message: string
      readonly retryAfterSec?: number
    }
  | { readonly type: 'timeout' | 'cancelled'; readonly message: string }

/** The errors that mean something to callers on other threads; any other arrives as a plain error. */
export const threadErrors: ErrorCodec = {
  encode(error): Encoded | undefined {
    if (error instanceof RequestError) {
      const { kind, message, retryAfterSec } = error
      return { type: 'request', kind, message, ...(retryAfterSec === undefined ? {} : { retryAfterSec }) }
    }
    if (error instanceof TaskTimeout) return { type: 'timeout', message: error.message }
    if (error instanceof TaskCancelled) return { type: 'cancelled', message: error.message }
    return undefined
  },
  decode(value): Error | undefined {
    const encoded = value as Encoded | undefined
    switch (encoded?.type) {
      case 'request': {
        const { kind, message, retryAfterSec } = encoded
        return new RequestError(kind, message, retryAfterSec === undefined ? {} : { retryAfterSec })
      }
      case 'timeout':
        return new TaskTimeout(encoded.message)
      case 'cancelled':
        return new TaskCancelled(encoded.message)
      case undefined:
        return undefined
    }
  },
}
