import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')
/** Each test file has its own copy of this module; they meet in the environment of the process. */
const place = 'QUIVER_TEST_EXECUTABLE'

/** The executable, built once for a whole test run from the sources as they are, away from them. */
export function executable(): string {
  const known = process.env[place]
  if (known !== undefined) return known
  const built = spawnSync(process.execPath, ['build.ts'], { cwd: root, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`the build failed:\n${built.stdout}${built.stderr}`)
  const path = join(mkdtempSync(join(tmpdir(), 'quiver-built-')), 'quiver')
  copyFileSync(join(root, 'dist/quiver'), path)
  process.env[place] = path
  return path
}

/** At the end of a test run. */
export function removeExecutable(): void {
  const path = process.env[place]
  if (path !== undefined) rmSync(dirname(path), { recursive: true, force: true })
}
