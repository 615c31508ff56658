import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StartError } from './exit-code.ts'
import { lockStorage } from './storage-lock.ts'

test('one holder at a time; a released folder can be taken again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quiver-lock-'))
  const path = join(folder, 'made', 'on the way')
  const lock = lockStorage(path)
  expect(() => lockStorage(path)).toThrow('in use by another process')
  lock.release()
  lockStorage(path).release()
  rmSync(folder, { recursive: true })
})

test('a folder that cannot be made is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quiver-lock-'))
  writeFileSync(join(folder, 'file'), '')
  expect(() => lockStorage(join(folder, 'file', 'below'))).toThrow(StartError)
  rmSync(folder, { recursive: true })
})
