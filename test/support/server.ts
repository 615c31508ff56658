import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { executable } from './executable.ts'

/** A server that runs as its own process, from the executable, in an empty folder. */
export interface TestServer {
  readonly httpUrl: string
  /** `host:port`. */
  readonly grpcAddress: string
  readonly folder: string
  readonly pid: number
  /** What it has printed so far. */
  readonly output: readonly string[]
  /** Sends a signal and gives the exit code, once it has ended. */
  stop(signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>
}

export interface TestServerOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** To start again where another server ran before; else a new folder that goes away at the end. */
  readonly folder?: string
  /** A program and its arguments, after which the executable and those of its own come. It must end as they end. */
  readonly runner?: readonly string[]
}

/** Starts the executable on free ports and waits until it says that it is ready. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'quiver-test-'))
  const ownFolder = options.folder === undefined
  const args = ['--http-port', '0', '--grpc-port', '0', '--log-format', 'json', ...(options.args ?? [])]
  const [program, ...before] = [...(options.runner ?? []), executable()]
  const child = spawn(program, [...before, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  const ready = await untilReady(child, output, exit)
  return {
    httpUrl: `http://${ready.http}`,
    grpcAddress: ready.grpc ?? '',
    folder,
    pid: ready.pid,
    output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) process.kill(ready.pid, signal)
      const code = await exit
      if (ownFolder) rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}

/** Runs the executable to its end. */
export function runExecutable(
  args: readonly string[],
  options: { readonly folder: string; readonly env?: Readonly<Record<string, string>> },
): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { PATH: process.env['PATH'] ?? '', ...options.env }
  const result = spawnSync(executable(), args, {
    cwd: options.folder,
    env,
    encoding: 'utf8',
    timeout: 20_000,
  })
  return { code: result.status, stdout: result.stdout, stderr: result.stderr }
}

interface ReadyLine {
  readonly http: string
  readonly grpc?: string
  readonly pid: number
}

async function untilReady(
  child: ChildProcess,
  output: string[],
  exit: Promise<number | null>,
): Promise<ReadyLine> {
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('the streams of the server are pipes')
  const ready = Promise.withResolvers<ReadyLine>()
  createInterface({ input: stderr }).on('line', (line) => output.push(line))
  createInterface({ input: stdout }).on('line', (line) => {
    output.push(line)
    if (line.includes(' is ready')) ready.resolve(JSON.parse(line) as ReadyLine)
  })
  const ended = exit.then((code) => {
    throw new Error(`the server ended with code ${code} before it was ready:\n${output.join('\n')}`)
  })
  return Promise.race([ready.promise, ended])
}
