import { spawn } from 'node:child_process'
import { join } from 'node:path'

/**
 * `npm test`: everything that must hold before a change is taken. Goes on after a failure, so that one run
 * shows them all, and ends with one line, `N passed, N failed`.
 */

const root = join(import.meta.dirname, '..')

interface Step {
  readonly name: string
  readonly command: readonly string[]
}
const steps: readonly Step[] = [
  { name: 'types', command: ['node_modules/.bin/tsc', '--noEmit', '-p', '.'] },
  { name: 'lint', command: ['node_modules/.bin/oxlint', '--type-aware'] },
  { name: 'format', command: ['node_modules/.bin/biome', 'format'] },
  { name: 'generated code', command: [process.execPath, 'scripts/generate-proto.ts', '--check'] },
]

interface Tally {
  passed: number
  failed: number
}

/** Runs a command, shows what it prints, and gives its code and its text. */
function run(command: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const [program, ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program ?? '', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (part: string) => {
        text += part
        process.stdout.write(part)
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, text }))
  })
}

async function runSteps(tally: Tally): Promise<void> {
  for (const { name, command } of steps) {
    const started = performance.now()
    const { code } = await run(command)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(`${code === 0 ? 'ok' : 'FAILED'}: ${name} (${seconds} s)\n`)
    if (code === 0) tally.passed++
    else tally.failed++
  }
}

/** Units first, then what starts the executable: it is built from the sources as they are. */
async function runTests(tally: Tally): Promise<void> {
  const { code, text } = await run([process.execPath, 'test'])
  const count = (word: string): number => Number(new RegExp(`^\\s*(\\d+) ${word}$`, 'm').exec(text)?.[1] ?? 0)
  const failed = count('fail') + count('error') + count('errors')
  tally.passed += count('pass')
  tally.failed += code !== 0 && failed === 0 ? 1 : failed
}

const tally: Tally = { passed: 0, failed: 0 }
await runSteps(tally)
await runTests(tally)
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`)
process.exit(tally.failed === 0 ? 0 : 1)
