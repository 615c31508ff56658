import { must } from '#base/assert.ts'
import type { CallInfo, GrpcMethod, GrpcMethods } from '#api/grpc/grpc-method.ts'
import type { Access } from '#security/access.ts'
import type { Channel } from '#threads/channel.ts'

/** What serve threads do for each other. */
export interface PeerCalls {
  /** Answers a message of a gRPC method; `ticket` tells the calls of one thread apart. */
  read(call: {
    readonly ticket: number
    readonly path: string
    readonly message: Uint8Array
    readonly access: Access
  }): Promise<Uint8Array>
  /** Nobody waits for the answer any more. */
  cancel(ticket: number): void
}

/**
 * Two numbers a serve thread, in memory that all share: the reads that wait or run on it, and when a client
 * has last asked it for one (milliseconds of the wall clock, lower 32 bits).
 */
export type ReadLoads = Int32Array<SharedArrayBuffer>

export function createReadLoads(threads: number): ReadLoads {
  return new Int32Array(new SharedArrayBuffer(threads * 2 * Int32Array.BYTES_PER_ELEMENT))
}
const loadAt = (place: number): number => place * 2
const askedAt = (place: number): number => place * 2 + 1

const namePrefix = 'serve-'
/** The name of the serve thread at a place in `loads`. */
export const serveThreadName = (place: number): string => `${namePrefix}${place}`
/** Its place, by its name. */
export const serveThreadPlace = (name: string): number => Number(name.slice(namePrefix.length))

export interface ReadSharingOptions {
  readonly loads: ReadLoads
  /** Place of this thread in `loads`. */
  readonly own: number
  /** Whether a method is worth sending: it reads, and takes longer than sending it. */
  readonly isShared: (path: string) => boolean
  /** Cores that have nothing to do: without some, another thread can only take turns with this one. */
  readonly idleCores: () => number
}

/** So much of a core must be idle before reads are sent. */
const idleCoresMin = 0.5

interface WaitingRead {
  readonly method: GrpcMethod
  readonly message: Uint8Array
  readonly info: CallInfo
  readonly resolve: (answer: Uint8Array | Promise<Uint8Array>) => void
}

/** Waking a thread costs about a tenth of a millisecond of work; shorter reads are sent several at a time. */
const longReadMs = 0.5
/** A thread that its own clients have asked for something within so many milliseconds is not idle. */
const idleMsMin = 3
/** Weight of the newest read in the average duration. */
const averageWeight = 1 / 16

/**
 * Spreads reads over serve threads. The system spreads connections, not calls: a client with one connection
 * keeps one thread busy however many calls it has in flight. So half of the reads that wait here go to a
 * thread that has nothing to do. An idle thread is taken by one atomic exchange and gets no more reads before
 * it has answered these; when all are busy, reads stay where they came in.
 */
export class ReadSharing {
  readonly #loads: ReadLoads
  readonly #own: number
  readonly #isShared: (path: string) => boolean
  readonly #idleCores: () => number
  /** By their places in `loads`. */
  readonly #peers = new Map<number, Channel<PeerCalls, PeerCalls>>()
  readonly #waiting: WaitingRead[] = []
  #methods: GrpcMethods = new Map()
  #nextTicket = 1
  /** How long reads took on this thread lately. */
  #averageMs = 0

  constructor(options: ReadSharingOptions) {
    this.#loads = options.loads
    this.#own = options.own
    this.#isShared = options.isShared
    this.#idleCores = options.idleCores
  }

  addPeer(place: number, channel: Channel<PeerCalls, PeerCalls>): void {
    this.#peers.set(place, channel)
  }

  /** What one peer may ask of this thread. */
  peerCalls(): PeerCalls {
    const aborts = new Map<number, AbortController>()
    return {
      read: async ({ ticket, path, message, access }) => {
        const method = must(this.#methods.get(path), `every thread has ${path}`)
        const abort = new AbortController()
        aborts.set(ticket, abort)
        try {
          return compact(await method.handle(message, { signal: abort.signal, access }))
        } finally {
          aborts.delete(ticket)
          // Taken by the sender.
          Atomics.sub(this.#loads, loadAt(this.#own), 1)
        }
      },
      cancel: (ticket) => aborts.get(ticket)?.abort(),
    }
  }

  /** The methods as a listener is to call them. */
  share(methods: GrpcMethods): GrpcMethods {
    this.#methods = methods
    if (this.#peers.size === 0) return methods
    const shared = [...methods.values()].map((method) =>
      this.#isShared(method.path) && !method.streaming ? this.#shareMethod(method) : method,
    )
    return new Map(shared.map((method) => [method.path, method]))
  }

  #shareMethod(method: GrpcMethod): GrpcMethod {
    return {
      ...method,
      handle: (message, info) =>
        new Promise((resolve) => {
          const read: WaitingRead = { method, message, info, resolve }
          Atomics.add(this.#loads, loadAt(this.#own), 1)
          Atomics.store(this.#loads, askedAt(this.#own), Date.now() | 0)
          this.#waiting.push(read)
          if (this.#waiting.length === 1) setImmediate(this.#runNext)
        }),
    }
  }

  /** Starts the read that has waited longest; the calls that arrived together have all been seen by then. */
  readonly #runNext = (): void => {
    const read = must(this.#waiting.shift(), 'a turn was asked for by a read that waits')
    this.#sendAway()
    if (this.#waiting.length > 0) setImmediate(this.#runNext)
    read.resolve(this.#run(read))
  }

  async #run({ method, message, info }: WaitingRead): Promise<Uint8Array> {
    const startedMs = performance.now()
    try {
      return await method.handle(message, info)
    } finally {
      Atomics.sub(this.#loads, loadAt(this.#own), 1)
      this.#averageMs += (performance.now() - startedMs - this.#averageMs) * averageWeight
    }
  }

  /** Gives idle threads half of what waits, as long as there are both. */
  #sendAway(): void {
    const waitingMin = this.#averageMs < longReadMs ? 2 : 1
    if (this.#waiting.length < waitingMin || this.#idleCores() < idleCoresMin) return
    const nowMs = Date.now() | 0
    for (const [place, channel] of this.#peers) {
      if (this.#waiting.length < waitingMin) return
      const count = Math.ceil(this.#waiting.length / 2)
      // Either sign: the clock wraps around.
      if (Math.abs((nowMs - Atomics.load(this.#loads, askedAt(place))) | 0) < idleMsMin) continue
      if (Atomics.compareExchange(this.#loads, loadAt(place), 0, count) !== 0) continue
      Atomics.sub(this.#loads, loadAt(this.#own), count)
      for (const read of this.#waiting.splice(0, count)) read.resolve(this.#ask(channel, read))
    }
  }

  async #ask(channel: Channel<PeerCalls, PeerCalls>, read: WaitingRead): Promise<Uint8Array> {
    const { signal, access } = read.info
    const ticket = this.#nextTicket++
    const cancel = (): void => channel.post('cancel', ticket)
    signal.addEventListener('abort', cancel)
    try {
      // Its own bytes only: the message may be a piece of a large buffer.
      const message = read.message.slice()
      const call = { ticket, path: read.method.path, message, access }
      return await channel.call('read', call, [message.buffer])
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }
}

/** The same bytes in a buffer of their own: a piece of a larger buffer would travel with all of it. */
function compact(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
}
