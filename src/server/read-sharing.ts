import { type CancelSignal, CancelSource } from '#base/cancel-signal.ts'
import { TaskCancelled } from '#base/task.ts'
import { TicketTable } from '#base/ticket-table.ts'
import { type Channel, ChannelClosedError, ChannelFullError } from '#threads/channel.ts'
import type { PeerCalls } from './contracts.ts'
import {
  claimThread,
  enterRead,
  leaveReads,
  loadOf,
  noteAsked,
  type ReadLoads,
  sinceAskedMs,
} from './read-loads.ts'
import { type PeerLoad, planBatch, planSharing } from './sharing-policy.ts'

/** A channel to another serve thread. */
export type PeerChannel = Channel<PeerCalls, PeerCalls>

/** A read that any serve thread can answer. */
export interface SharedRead<A> {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: CancelSignal
  /** Answers it on this thread; also when another one was asked and has ended. */
  here(): Promise<A>
  /** Has it answered by another thread, where `ticket` names it. */
  there(peer: PeerChannel, ticket: number): Promise<A>
}

/** What another thread has sent here. */
export interface Inbox {
  /** Runs a read when its turn comes, and gives its answer. */
  run<A>(ticket: number, work: (signal: CancelSignal) => Promise<A>): Promise<A>
  /** Nobody waits for the answer any more. */
  cancel(ticket: number): void
}

/** Another serve thread. */
export interface Helper {
  readonly place: number
  readonly channel: PeerChannel
  /** Reads of this thread that it has not answered yet. */
  sent: number
}

/** A read that came in here. */
interface WaitingRead {
  /** Answers it here. */
  start(): void
  /** Has it answered elsewhere. */
  send(helper: Helper): void
}

export interface ReadSharingOptions {
  readonly loads: ReadLoads
  /** Place of this thread in `loads`. */
  readonly own: number
  /** Whether there are cores for other threads to run on. */
  readonly hasCores: () => boolean
  /** Called before reads begin: what others wait for is to go out first. */
  readonly beforeReads?: () => void
}

/** Weight of the newest read in the average duration, */
const averageWeight = 1 / 16
/** in which one read counts at most so many times as much as the others, and this. */
const outlierMax = 8
const outlierMsMax = 0.25
/** Short reads are started together, so many that they take about this long. */
const turnMs = 0.2

/**
 * Spreads reads over serve threads. The system spreads connections, not calls: a client with one connection
 * keeps one thread busy however many calls it has in flight. So part of the reads that wait here go to
 * threads that have nothing to do. What these get is counted in shared memory by an atomic exchange, so that
 * no two threads take the same one. When all are busy, reads stay where they came in.
 */
export class ReadSharing {
  /** Reads that other threads were asked for, and those that others have asked of this one. */
  sent = 0
  received = 0
  readonly #loads: ReadLoads
  readonly #own: number
  readonly #hasCores: () => boolean
  readonly #helpers: Helper[] = []
  readonly #waiting: WaitingRead[] = []
  /** Starts of reads that other threads have sent. */
  readonly #received: (() => void)[] = []
  /** Reads that were started here and have not ended. */
  #running = 0
  #hasTurn = false
  #turnOfReceived = false
  /** Reads that other threads have, by the numbers under which they know them. */
  readonly #tickets = new TicketTable<Helper>()
  /** How long reads took on this thread lately. */
  #averageMs = 0
  /** When the last one ended. */
  #lastEndMs = 0
  readonly #beforeReads: () => void

  constructor({ loads, own, hasCores, beforeReads = () => {} }: ReadSharingOptions) {
    this.#loads = loads
    this.#own = own
    this.#hasCores = hasCores
    this.#beforeReads = beforeReads
  }

  /** Joins the thread at a place in the loads. */
  addPeer(place: number, channel: PeerChannel): void {
    this.#helpers.push({ place, channel, sent: 0 })
  }

  /** False: this is the only serve thread, or there are too many of them to know each other. */
  get hasPeers(): boolean {
    return this.#helpers.length > 0
  }

  /** Somebody waits for a read of this thread. */
  get isBusy(): boolean {
    return this.#waiting.length > 0 || this.#received.length > 0
  }

  /** A client has asked for something that is not shared: this thread is not idle. */
  noteOther(): void {
    noteAsked(this.#loads, this.#own)
  }

  /** Answers a read, here or elsewhere. Throws what answering it threw, `TaskCancelled` when nobody waits. */
  run<A>(read: SharedRead<A>): Promise<A> {
    enterRead(this.#loads, this.#own)
    return new Promise((resolve) => {
      this.#waiting.push({
        start: () => resolve(this.#answer(read.signal, () => read.here())),
        send: (helper) => resolve(this.ask(helper, read)),
      })
      // While a long read pauses there is no reason to wait for a turn, which comes after more of that one.
      if (this.#running > 0) this.#sendAway()
      this.#takeTurn()
    })
  }

  /** For what one other thread sends. That is counted in the load of this thread when it is sent. */
  openInbox(): Inbox {
    const cancels: (CancelSource | undefined)[] = []
    return {
      run: (ticket, work) =>
        new Promise((resolve) => {
          const signal = new CancelSource()
          cancels[ticket] = signal
          this.received++
          this.#received.push(() =>
            resolve(this.#answer(signal, () => work(signal)).finally(() => (cancels[ticket] = undefined))),
          )
          this.#takeTurn()
        }),
      cancel: (ticket) => cancels[ticket]?.cancel(),
    }
  }

  /**
   * Takes idle threads for shares of a batch. Each of them must then be asked for one read.
   *
   * @param averageMs how long a request of the batch takes; 0 = not known yet
   */
  takeIdle(requests: number, averageMs: number): Helper[] {
    if (this.#helpers.length === 0 || !this.#hasCores()) return []
    const helps = planBatch(requests, averageMs, this.#peerLoads())
    return this.#helpers.filter(
      ({ place }, index) => helps[index] === true && claimThread(this.#loads, place, 0, 1),
    )
  }

  /** Has a read answered by a thread whose load it is in already. */
  async ask<A>(helper: Helper, read: SharedRead<A>): Promise<A> {
    const { signal } = read
    const ticket = this.#tickets.add(helper)
    const cancel = (): void => helper.channel.post('cancel', ticket)
    helper.sent++
    this.sent++
    try {
      const answer = read.there(helper.channel, ticket)
      if (signal.aborted) cancel()
      else signal.addEventListener('abort', cancel)
      return await answer
    } catch (error) {
      if (error instanceof ChannelClosedError || error instanceof ChannelFullError) return await read.here()
      throw error
    } finally {
      this.#tickets.take(ticket)
      helper.sent--
      signal.removeEventListener('abort', cancel)
    }
  }

  #takeTurn(): void {
    if (this.#hasTurn) return
    this.#hasTurn = true
    // What came in one piece has been seen by then. Longer reads wait for what others send in the same moment.
    if (this.#averageMs <= turnMs && this.#running === 0) queueMicrotask(this.#runNext)
    else setImmediate(this.#runNext)
  }

  /** Starts reads, once all that arrived together have been seen and some were sent away. */
  readonly #runNext = (): void => {
    this.#sendAway()
    this.#beforeReads()
    let left = this.#averageMs === 0 ? 1 : turnMs / this.#averageMs
    do {
      // None: the read that asked for the turn was sent away meanwhile.
      this.#next()?.()
    } while (--left >= 1 && this.isBusy)
    this.#hasTurn = this.isBusy
    if (this.#hasTurn) setImmediate(this.#runNext)
  }

  /** The read whose turn it is: what clients and what other threads sent take turns. */
  #next(): (() => void) | undefined {
    this.#turnOfReceived = !this.#turnOfReceived
    const received = this.#turnOfReceived || this.#waiting.length === 0 ? this.#received.shift() : undefined
    if (received) return received
    const read = this.#waiting.shift()
    return read ? () => read.start() : this.#received.shift()
  }

  /** Runs a read that is counted in the load of this thread. */
  async #answer<A>(signal: CancelSignal, run: () => Promise<A>): Promise<A> {
    this.#running++
    try {
      if (signal.aborted) throw new TaskCancelled('the client went away')
      const startedMs = performance.now()
      const answer = await run()
      this.#noteDuration(startedMs)
      return answer
    } finally {
      this.#running--
      leaveReads(this.#loads, this.#own, 1)
    }
  }

  /** Of reads that run together each took the time since the one before it ended. */
  #noteDuration(startedMs: number): void {
    const nowMs = performance.now()
    const ms = nowMs - Math.max(startedMs, this.#lastEndMs)
    this.#lastEndMs = nowMs
    const isKnown = this.#averageMs > 0
    const counted = isKnown ? Math.min(ms, this.#averageMs * outlierMax + outlierMsMax) : ms
    this.#averageMs += (counted - this.#averageMs) * averageWeight
  }

  /** Gives threads that are free a part of what waits. */
  #sendAway(): void {
    if (this.#waiting.length === 0 || this.#helpers.length === 0) return
    // The first one stays, unless this thread has something else to do.
    const kept = this.#running > 0 || this.#received.length > 0 ? 0 : 1
    const waiting = this.#waiting.length - kept
    if (waiting === 0 || !this.#hasCores()) return
    const load = loadOf(this.#loads, this.#own)
    const peers = this.#peerLoads()
    const counts = planSharing({ waiting, load, averageMs: this.#averageMs }, peers)
    for (const [index, helper] of this.#helpers.entries()) {
      const count = counts[index] ?? 0
      const expected = peers[index]?.load ?? 0
      if (count === 0 || !claimThread(this.#loads, helper.place, expected, count)) continue
      leaveReads(this.#loads, this.#own, count)
      for (const read of this.#waiting.splice(kept, count)) read.send(helper)
    }
  }

  #peerLoads(): PeerLoad[] {
    return this.#helpers.map(({ place, sent }) => ({
      load: loadOf(this.#loads, place),
      ours: sent,
      sinceAskedMs: sinceAskedMs(this.#loads, place),
    }))
  }
}
