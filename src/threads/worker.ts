import { type MessagePort, Worker, workerData } from 'node:worker_threads'
import { assert } from '#base/assert.ts'

/** What every worker is born with: its name, its ports by the name of the other end, and its own data. */
export interface WorkerBirth<Data> {
  readonly name: string
  readonly ports: Readonly<Record<string, MessagePort>>
  readonly data: Data
}

export interface WorkerHandle {
  readonly name: string
  /** Ends the thread at once, without a word to `onDeath`. */
  terminate(): Promise<void>
}

export interface SpawnOptions<Data> extends WorkerBirth<Data> {
  readonly entry: URL
  /** Called once when the thread ends before `terminate`, with the error that ended it, if any. */
  readonly onDeath: (name: string, error: unknown) => void
}

/** Starts a thread. The ports move to it. */
export function spawnWorker<Data>(options: SpawnOptions<Data>): WorkerHandle {
  const { name, ports, data, entry, onDeath } = options
  const birth: WorkerBirth<Data> = { name, ports, data }
  const worker = new Worker(entry, { name, workerData: birth, transferList: Object.values(ports) })
  let ended = false
  const die = (error: unknown): void => {
    if (ended) return
    ended = true
    onDeath(name, error)
  }
  worker.on('error', die)
  worker.on('messageerror', die)
  worker.on('exit', () => die(undefined))
  return {
    name,
    terminate: async () => {
      ended = true
      await worker.terminate()
    },
  }
}

/** In a worker: what it was born with. The type is the word of its one spawner. */
export function workerBirth<Data>(): WorkerBirth<Data> {
  assert(workerData !== null && typeof workerData === 'object', 'this file is the entry of a worker')
  return workerData as WorkerBirth<Data>
}
