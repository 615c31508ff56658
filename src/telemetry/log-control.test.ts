import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogControl, type LogSettings } from './log-control.ts'
import { levelOfFilter } from './log-threshold.ts'
import { createLogger } from './logger.ts'

const folder = mkdtempSync(join(tmpdir(), 'quiver-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const withoutFile: LogSettings = {
  level: 'warn',
  format: 'text',
  file: { enabled: false, path: join(folder, 'sub', 'q.log'), level: undefined, format: 'json' },
}

function openLog(settings: LogSettings) {
  const lines: string[] = []
  const control = new LogControl(settings, (line) => lines.push(line))
  const logger = createLogger({ thread: 'main', level: control.threshold, write: control.print })
  return { control, logger, lines }
}

test('a change of the level reaches loggers that are there, and their children', () => {
  const { control, logger, lines } = openLog(withoutFile)
  const child = logger.child({ of: 1 })
  child.info('dropped')
  control.change({ level: 'info,raft=off' })
  child.info('kept')
  expect(logger.enabled('debug')).toBe(false)
  control.change({ format: 'json' })
  logger.info('as json')
  control.change({ level: 'off' })
  logger.error('dropped too')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toEndWith(' INFO main: kept of=1\n')
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ msg: 'as json' })
  expect(control.settings).toMatchObject({ level: 'off', format: 'json', file: { enabled: false } })
})

test('the file has a level and a format of its own, and is added to', () => {
  const { control, logger, lines } = openLog({
    ...withoutFile,
    file: { ...withoutFile.file, enabled: true, level: 'debug' },
  })
  const inFile = (): string[] =>
    readFileSync(withoutFile.file.path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { msg: string }).msg)
  logger.debug('for the file')
  logger.warn('for both')
  expect(inFile()).toEqual(['for the file', 'for both'])
  expect(lines).toHaveLength(1)
  control.change({ file: { enabled: false } })
  logger.warn('not for the file')
  control.change({ file: { enabled: true, level: 'error' } })
  logger.warn('not grave enough')
  logger.error('again')
  control.close()
  expect(inFile()).toEqual(['for the file', 'for both', 'again'])
})

test('a file that cannot be opened changes nothing', () => {
  const { control } = openLog({ ...withoutFile, file: { ...withoutFile.file, path: folder } })
  expect(() => control.change({ level: 'trace', file: { enabled: true } })).toThrow()
  expect(control.settings).toMatchObject({ level: 'warn', file: { enabled: false } })
})

test('a filter names a general level', () => {
  expect(['WARN', 'raft=off,debug', 'raft=off', 'off', 'nonsense'].map(levelOfFilter)).toEqual([
    'warn',
    'debug',
    'info',
    'off',
    'info',
  ])
})
