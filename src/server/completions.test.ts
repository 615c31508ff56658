import { afterAll, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { readCommandLine } from './command-line.ts'
import { shells } from './completions.ts'
import { exitCode } from './exit-code.ts'

const folder = mkdtempSync(join(tmpdir(), 'quiver-completions-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function printed(...args: readonly string[]): string {
  const line = must(readCommandLine(args), 'there is something to do')
  if (line.command !== 'print') throw new Error(`${args.join(' ')} prints nothing`)
  return line.text
}

/** The last word is the one that is completed. */
function completeInBash(...words: readonly string[]): string[] {
  const script = `${printed('completions', 'bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_quiver
printf '%s\\n' "\${COMPREPLY[@]}"`
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return stdout.split('\n').filter((line) => line !== '')
}

test('bash completes commands, their options and values', () => {
  expect(completeInBash('quiver', 're')).toEqual(['restore'])
  expect(completeInBash('quiver', 'config', '')).toEqual(['check', 'show', '-h', '--help'])
  expect(completeInBash('quiver', 'config', 'show', '--st')).toEqual(['--storage-path'])
  expect(completeInBash('quiver', '--log-format', 'json', '--snap')).toEqual(['--snapshot'])
  expect(completeInBash('quiver', '--log-level', 'w')).toEqual(['warn'])
  expect(completeInBash('quiver', 'restore', '--for')).toEqual(['--force'])
  expect(completeInBash('quiver', 'completions', '')).toEqual([...shells, '-h', '--help'])
  expect(completeInBash('quiver', 'backup', '/')).toEqual([])
})

test('other shells that are here can read their scripts', () => {
  for (const shell of shells) {
    const path = join(folder, shell)
    writeFileSync(path, printed('completions', shell))
    const { error, status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' })
    if (!error) expect([shell, status, stderr]).toEqual([shell, 0, ''])
  }
})

test('every script and the manual know every option and command', () => {
  const names = [
    'config',
    'check',
    'show',
    'backup',
    'restore',
    'verify',
    'man',
    'http-port',
    'storage-snapshot',
  ]
  for (const text of [...shells.map((shell) => printed('completions', shell)), printed('man')]) {
    for (const name of names) expect(text.replaceAll('\\-', '-')).toContain(name)
    expect(text).not.toContain('disable-telemetry')
  }
})

test('the manual tells every exit code, and no line is taken for a request', () => {
  const page = printed('man')
  for (const code of Object.values(exitCode)) expect(page).toContain(`.B ${code}\n`)
  const requests = new Set(page.match(/^[.'].*$/gm)?.map((line) => line.split(' ')[0] ?? ''))
  expect([...requests].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    '.B',
    '.I',
    '.RE',
    '.RI',
    '.RS',
    '.SH',
    '.TH',
    '.TP',
    '.br',
  ])
})

test('a shell that is not known is refused', () => {
  expect(() => readCommandLine(['completions', 'csh'])).toThrow('Allowed choices are bash, zsh, fish')
})
