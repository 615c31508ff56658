import { type MessagePort, MessageChannel } from 'node:worker_threads'
import { must } from '#base/assert.ts'
import type { Logger } from '#telemetry/logger.ts'
import { Channel, type Contract } from '#threads/channel.ts'
import { spawnWorker } from '#threads/worker.ts'
import type { MainCalls, OptimizerCalls, ServeCalls, ThreadData, WriterControlCalls } from './contracts.ts'
import { serveThreadName } from './read-loads.ts'
import { threadErrors } from './thread-errors.ts'
import { workerEntries } from './workers.ts'

/** All threads but main, and main's channels to them. */
export interface Threads {
  readonly writer: Channel<WriterControlCalls, MainCalls>
  readonly optimizer: Channel<OptimizerCalls, MainCalls>
  readonly serve: readonly Channel<ServeCalls, MainCalls>[]
}

export interface SpawnThreadsOptions {
  readonly data: ThreadData
  readonly handlers: MainCalls
  readonly logger: Logger
  /** A thread ended by itself. */
  readonly onDeath: (name: string, error: unknown) => void
}

/**
 * Starts writer, optimizer and serve threads and wires them: each to main, serve threads and optimizer to
 * the writer, serve threads to each other.
 */
export function spawnThreads(options: SpawnThreadsOptions): Threads {
  const { data, handlers, logger, onDeath } = options
  const serveNames = Array.from({ length: data.config.serveThreads }, (_, index) => serveThreadName(index))
  const cables = new Map(['optimizer', ...serveNames].map((name) => [name, new MessageChannel()] as const))
  const serveMesh = meshPorts(serveNames)
  const spawn = <Calls extends Contract<Calls>>(
    name: string,
    kind: keyof typeof workerEntries,
    ports: Record<string, MessagePort>,
  ): Channel<Calls, MainCalls> => {
    const { port1, port2 } = new MessageChannel()
    spawnWorker({ name, entry: workerEntries[kind], ports: { ...ports, main: port2 }, data, onDeath })
    const onPostFailed = (call: string, error: unknown): void => logger.error(`${call} failed`, { error })
    return new Channel(port1, { peer: name, handlers, errors: threadErrors, onPostFailed })
  }
  const portToWriter = (name: string): MessagePort => must(cables.get(name), `${name} has a cable`).port2
  const writerPorts = Object.fromEntries([...cables].map(([name, cable]) => [name, cable.port1]))
  return {
    writer: spawn<WriterControlCalls>('writer', 'writer', writerPorts),
    optimizer: spawn<OptimizerCalls>('optimizer', 'optimizer', { writer: portToWriter('optimizer') }),
    serve: serveNames.map((name, place) =>
      spawn<ServeCalls>(name, 'serve', { writer: portToWriter(name), ...serveMesh[place] }),
    ),
  }
}

/** From so many threads on they are not all joined to each other: the system spreads their connections. */
const meshThreadsMax = 32

/** For each thread its ports to all others, by the names of these. */
function meshPorts(names: readonly string[]): Record<string, MessagePort>[] {
  const ports: Record<string, MessagePort>[] = names.map(() => ({}))
  if (names.length > meshThreadsMax) return ports
  for (const [first, firstName] of names.entries()) {
    for (const [second, secondName] of names.entries()) {
      if (second <= first) continue
      const { port1, port2 } = new MessageChannel()
      must(ports[first], 'each name has ports')[secondName] = port1
      must(ports[second], 'each name has ports')[firstName] = port2
    }
  }
  return ports
}
