import { expect, test } from 'bun:test'
import { abortSignalOf, CancelSource } from './cancel-signal.ts'

test('listeners are told once, unless they have left', () => {
  const source = new CancelSource()
  const told: string[] = []
  const leaving = (): void => void told.push('left')
  source.addEventListener('abort', leaving)
  source.addEventListener('abort', () => told.push('stays'))
  source.removeEventListener('abort', leaving)
  source.cancel()
  source.cancel()
  source.addEventListener('abort', () => told.push('late'))
  expect([source.aborted, told]).toEqual([true, ['stays']])
})

test('a signal of the web platform follows', () => {
  const source = new CancelSource()
  const signal = abortSignalOf(source)
  expect(signal.aborted).toBe(false)
  source.cancel()
  expect([signal.aborted, abortSignalOf(source).aborted]).toEqual([true, true])
})
