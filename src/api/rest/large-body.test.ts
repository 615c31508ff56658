import { expect, test } from 'bun:test'
import { BodyTurns } from './large-body.ts'

test('several bodies have one turn at a time, with other work between them', async () => {
  const turns = new BodyTurns()
  const log: string[] = []
  const spend = (): void => {
    for (const endMs = performance.now() + 3; performance.now() < endMs; );
  }
  const body = async (name: string): Promise<void> => {
    const pause = await turns.begin()
    for (let turn = 0; turn < 4; turn++) {
      log.push(name)
      spend()
      await pause()
    }
  }
  let isReading = true
  const other = async (): Promise<void> => {
    while (isReading) {
      log.push('-')
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const others = other()
  await Promise.all(['a', 'b', 'c'].map(body))
  isReading = false
  await others
  const text = log.join('')
  expect(text.replaceAll('-', '')).toBe('abcabcabcabc')
  // No two turns without something else between them.
  expect(text).not.toMatch(/[abc]{2}/)
})

test('a turn goes on until its time is over', async () => {
  const pause = await new BodyTurns().begin()
  expect(pause()).toBeUndefined()
})
