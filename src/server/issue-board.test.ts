import { expect, test } from 'bun:test'
import { IssueBoard } from './issue-board.ts'

const field = (collection: string, path: string) => ({ collection, path, types: ['integer'] as const })

test('what is known stays as it was, until it is solved', () => {
  const board = new IssueBoard()
  board.note([field('c', 'a'), field('c', 'b'), field('d', 'a')], 1)
  board.note([field('c', 'a')], 2)
  expect(board.list().map(({ collection, path, timeMs }) => [collection, path, timeMs])).toEqual([
    ['c', 'a', 1],
    ['c', 'b', 1],
    ['d', 'a', 1],
  ])
  board.solve('c', 'a')
  board.solve('nowhere', 'a')
  board.forget('d')
  expect(board.list().map(({ path }) => path)).toEqual(['b'])
  board.clear()
  expect(board.list()).toEqual([])
})

test('it is bounded', () => {
  const board = new IssueBoard()
  for (let i = 0; i < 5000; i++) board.note([field('c', `path${i}`)], i)
  board.note([field('c', 'x'.repeat(2000))], 0)
  expect(board.list()).toHaveLength(1000)
})
