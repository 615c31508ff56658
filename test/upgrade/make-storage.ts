import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../support/server.ts'
import { writeContent } from './content.ts'

/**
 * `bun test/upgrade/make-storage.ts FILE`: a storage folder as this version writes it, packed. Run once for a
 * format, before the version that has it is released.
 */
const [target] = process.argv.slice(2)
if (target === undefined) throw new Error('where to?')
const folder = mkdtempSync(join(tmpdir(), 'quiver-upgrade-'))
const server = await startServer({ folder })
await writeContent(server)
await server.stop()
// Made anew at every start, and large for so few points.
for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  const name = path.split('/').at(-1) ?? ''
  if (/^(control|manifest|\.reserve|quiver\.lock|.*-shm|.*-wal)$|^(head|tombstones)-\d+$/.test(name)) {
    rmSync(join(folder, path), { recursive: true, force: true })
  }
}
const packed = spawnSync('tar', ['-C', folder, '--sort=name', '--owner=0', '--group=0', '-czf', target, '.'])
rmSync(folder, { recursive: true, force: true })
process.exitCode = packed.status ?? 1
