import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { executable } from '../support/executable.ts'

setDefaultTimeout(60_000)
const folder = mkdtempSync(join(tmpdir(), 'quiver-install-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const script = join(import.meta.dirname, '../../packaging/install.sh')

function install(...args: readonly string[]) {
  const env = { PATH: process.env['PATH'] ?? '', DESTDIR: folder }
  return spawnSync('sh', [script, ...args], { env, encoding: 'utf8' })
}
const at = (path: string): string => join(folder, path)
const modeOf = (path: string): number => statSync(at(path)).mode & 0o777
const files = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(at(path)).isFile())

test('it installs, again without touching what people wrote, and removes', () => {
  expect(install(executable())).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringMatching(/^quiver \d/),
  })
  expect(files()).toHaveLength(8)
  expect(modeOf('usr/local/bin/quiver')).toBe(0o755)
  expect(modeOf('etc/quiver/environment')).toBe(0o600)
  expect(readFileSync(at('usr/local/share/man/man1/quiver.1'), 'utf8')).toStartWith('.TH QUIVER 1')
  const config = join('etc/quiver/config.yaml')
  const checked = spawnSync(at('usr/local/bin/quiver'), ['config', 'check', '--config-path', at(config)])
  expect(checked.status).toBe(0)

  writeFileSync(at(config), '# ours\n')
  expect(install(executable()).status).toBe(0)
  expect(readFileSync(at(config), 'utf8')).toBe('# ours\n')
  expect(files()).toHaveLength(8)

  expect(install('--remove').status).toBe(0)
  expect(files().toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    'etc/quiver/config.yaml',
    'etc/quiver/environment',
  ])
})

test('it says what it cannot do', () => {
  expect(install('--nope')).toMatchObject({ status: 1, stderr: expect.stringContaining('--nope') })
  expect(install(at('nothing'))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('no executable'),
  })
  expect(install('--help').stdout).toContain('--remove')
  expect(existsSync(at('usr/local/bin/quiver'))).toBe(false)
})
