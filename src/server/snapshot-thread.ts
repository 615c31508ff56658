import { MessageChannel } from 'node:worker_threads'
import type { Logger } from '#telemetry/logger.ts'
import { Channel } from '#threads/channel.ts'
import { spawnWorker } from '#threads/worker.ts'
import type { MainCalls, SnapshotCalls, ThreadData } from './contracts.ts'
import { threadErrors } from './thread-errors.ts'
import { workerEntries } from './workers.ts'

/** A thread for one job. */
export interface SnapshotThread {
  readonly calls: Channel<SnapshotCalls, Pick<MainCalls, 'log'>>
  /** Rejects when the thread ends before it is told to. */
  readonly death: Promise<never>
  end(): Promise<void>
}

/** Snapshots are rare and want memory while they are made: their thread lives as long as its job. */
export function spawnSnapshotThread(
  data: ThreadData,
  handlers: Pick<MainCalls, 'log'>,
  logger: Logger,
): SnapshotThread {
  const { port1, port2 } = new MessageChannel()
  const name = 'snapshots'
  const death = Promise.withResolvers<never>()
  // Nobody may be waiting when it happens.
  death.promise.catch(() => {})
  const worker = spawnWorker({
    name,
    entry: workerEntries.snapshots,
    ports: { main: port2 },
    data,
    onDeath: (_, error) =>
      death.reject(error instanceof Error ? error : new Error('the thread ended', { cause: error })),
  })
  const calls = new Channel<SnapshotCalls, Pick<MainCalls, 'log'>>(port1, {
    peer: name,
    handlers,
    errors: threadErrors,
    onPostFailed: (call, error) => logger.error(`${call} failed`, { error }),
  })
  return {
    calls,
    death: death.promise,
    async end() {
      calls.close()
      await worker.terminate()
    },
  }
}
