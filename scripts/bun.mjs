// Runs the Bun that npm installed, so that a machine needs nothing but Node and npm.
// Install scripts are switched off (.npmrc), so the one step that the `bun` package
// leaves to its own install script, linking the binary of this platform, happens here.
import { spawn, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bun = join(root, 'node_modules', 'bun', 'bin', 'bun.exe')
if (spawnSync(bun, ['--version'], { stdio: 'ignore' }).status !== 0) {
  const linked = spawnSync(process.execPath, ['install.js'], {
    cwd: join(root, 'node_modules', 'bun'),
    stdio: 'inherit',
  })
  if (linked.status !== 0) process.exit(linked.status ?? 1)
}
const child = spawn(bun, process.argv.slice(2), { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
