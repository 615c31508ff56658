/** Thrown when the program itself is wrong. Never caused by a client's input. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Stops the operation when `condition` does not hold; stays on in production. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

/** Returns `value`, which must be there: a missing one is a programming error. */
export function must<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new AssertionError(message)
  return value
}

/** Marks a branch that the types already exclude. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${String(value)}`)
}
