import { expect, test } from 'bun:test'
import { TaskCancelled, TaskTimeout } from '#base/task.ts'
import { invalidFields, notFound, RequestError } from '#model/errors.ts'
import { errorStatus, grpcStatus } from './error-status.ts'

test('a kind of error has one gRPC status and one HTTP code', () => {
  expect(errorStatus(notFound('x'))).toMatchObject({
    grpc: grpcStatus.notFound,
    http: 404,
    message: 'Not found: x',
  })
  const invalid = errorStatus(invalidFields('body', [{ path: 'limit', text: 'too small' }]))
  expect(invalid).toMatchObject({ grpc: grpcStatus.invalidArgument, http: 422 })
  expect(invalid.message).toBe('Validation error in body: [limit: too small]')
})

test('being out of room is told from being refused for a while', () => {
  const full = errorStatus(new RequestError('insufficient-storage', 'full'))
  expect(full).toMatchObject({ grpc: grpcStatus.resourceExhausted, http: 507, insufficientStorage: true })
  const limited = errorStatus(new RequestError('resource-exhausted', 'slow', { retryAfterSec: 3 }))
  expect(limited).toMatchObject({
    grpc: grpcStatus.resourceExhausted,
    http: 429,
    insufficientStorage: false,
    retryAfterSec: 3,
  })
})

test('tasks that stopped have statuses of their own', () => {
  expect(errorStatus(new TaskTimeout('late')).grpc).toBe(grpcStatus.deadlineExceeded)
  expect(errorStatus(new TaskCancelled('gone')).grpc).toBe(grpcStatus.cancelled)
})

test('anything else is a bug that clients hear nothing of', () => {
  for (const thrown of [new TypeError('secret'), 'secret', undefined]) {
    const status = errorStatus(thrown)
    expect(status).toMatchObject({ grpc: grpcStatus.internal, http: 500, expected: false })
    expect(status.message).not.toContain('secret')
  }
})
