import { must } from '#base/assert.ts'
import { createLogger, type Logger } from '#telemetry/logger.ts'
import { Channel, type Contract } from '#threads/channel.ts'
import { workerBirth } from '#threads/worker.ts'
import type { MainCalls, ThreadData } from './contracts.ts'
import { threadErrors } from './thread-errors.ts'

/** A worker thread, joined to the main one. */
export interface Thread<Calls extends Contract<Calls>> {
  readonly name: string
  readonly data: ThreadData
  /** Prints through main. */
  readonly logger: Logger
  readonly main: Channel<MainCalls, Calls>
  /** The threads that this one was born with ports to. */
  readonly peers: readonly string[]
  /** Joins this thread to another one by the port that it was born with. */
  connect<Out extends Contract<Out>, In extends Contract<In>>(peer: string, handlers: In): Channel<Out, In>
}

/** Joins this worker to main, which may call the handlers from the next turn on. */
export function joinMain<Calls extends Contract<Calls>>(handlers: Calls): Thread<Calls> {
  const { name, ports, data } = workerBirth<ThreadData>()
  const connect: Thread<Calls>['connect'] = (peer, peerHandlers) =>
    new Channel(must(ports[peer], `${name} was born without a port to ${peer}`), {
      peer,
      handlers: peerHandlers,
      errors: threadErrors,
      onPostFailed: (call, error) => logger.error(`${call} failed`, { error }),
    })
  const main = connect<MainCalls, Calls>('main', handlers)
  const logger = createLogger({
    thread: name,
    level: data.logThreshold,
    write: (record) => main.post('log', record),
  })
  return { name, data, logger, main, connect, peers: Object.keys(ports) }
}
