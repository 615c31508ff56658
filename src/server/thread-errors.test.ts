import { expect, test } from 'bun:test'
import { TaskCancelled, TaskTimeout } from '#base/task.ts'
import { RequestError } from '#model/errors.ts'
import { threadErrors } from './thread-errors.ts'

const across = (error: unknown): Error | undefined =>
  threadErrors.decode(structuredClone(threadErrors.encode(error)))

test('errors that callers know arrive as themselves', () => {
  const refused = new RequestError('resource-exhausted', 'later', { retryAfterSec: 3 })
  expect(across(refused)).toMatchObject({ kind: 'resource-exhausted', message: 'later', retryAfterSec: 3 })
  expect(across(refused)).toBeInstanceOf(RequestError)
  expect(across(new TaskTimeout('late'))).toBeInstanceOf(TaskTimeout)
  expect(across(new TaskCancelled('gone'))).toBeInstanceOf(TaskCancelled)
})

test('any other error is not one of those', () => {
  expect(across(new TypeError('bug'))).toBeUndefined()
  expect(across('text')).toBeUndefined()
})
