import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A server that the benchmark started for itself, in a folder that goes away with it. */
export interface OwnServer {
  /** Of gRPC, and of REST. */
  readonly address: string
  readonly restAddress: string
  readonly pid: number
  readonly folder: string
  stop(): Promise<void>
}

/** Starts `dist/quiver` when it was built, else the sources, on free ports. */
export async function startOwnServer(): Promise<OwnServer> {
  const root = join(import.meta.dirname, '..')
  const binary = join(root, 'dist/quiver')
  const [command, ...args] = existsSync(binary)
    ? [binary]
    : [process.execPath, join(root, 'src/server/main.ts')]
  const folder = mkdtempSync(join(tmpdir(), 'quiver-bench-'))
  const [grpcPort, httpPort] = [await freePort(), await freePort()]
  const child = spawn(command as string, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      QUIVER__SERVICE__GRPC_PORT: String(grpcPort),
      QUIVER__SERVICE__HTTP_PORT: String(httpPort),
      QUIVER__STORAGE__STORAGE_PATH: join(folder, 'storage'),
      QUIVER__LOG_LEVEL: 'warn',
    },
  })
  await untilReady(child, `http://127.0.0.1:${httpPort}/readyz`)
  return {
    address: `127.0.0.1:${grpcPort}`,
    restAddress: `127.0.0.1:${httpPort}`,
    pid: child.pid as number,
    folder,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + 30_000
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await Bun.sleep(20)
  }
  throw new Error('the server did not become ready within 30 seconds')
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
