import type { MessagePort, Transferable } from 'node:worker_threads'
import { assert } from '#base/assert.ts'
import { TicketTable } from '#base/ticket-table.ts'

/** The answer of the other thread will never come: the channel was closed or its thread has ended. */
export class ChannelClosedError extends Error {
  override readonly name = 'ChannelClosedError'
}
/** Too many calls wait for an answer already; nothing was sent. */
export class ChannelFullError extends Error {
  override readonly name = 'ChannelFullError'
}

/** Turns the errors that callers know into plain values and back; undefined: not one of those. */
export interface ErrorCodec {
  encode(error: unknown): unknown
  decode(value: unknown): Error | undefined
}

/** A contract: the calls that one end of a channel answers. */
export type Contract<T> = { [Name in keyof T]: (argument: never) => unknown }
type Name<T> = keyof T & string
type Argument<F> = F extends (argument: infer A) => unknown ? A : never
type Answer<F> = F extends (argument: never) => infer R ? Awaited<R> : never

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly argument: unknown }
  | { readonly kind: 'post'; readonly name: string; readonly argument: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: unknown; readonly text: string }

interface Outgoing {
  readonly message: Message
  readonly transfer: readonly Transferable[]
}

interface PendingCall {
  readonly name: string
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

export interface ChannelOptions<Incoming> {
  /** Of the thread at the other end; for error texts. */
  readonly peer: string
  /** What this end answers. A handler may return a promise; what it throws goes to the caller. */
  readonly handlers: Incoming
  readonly errors: ErrorCodec
  /** Calls that may wait for their answers at one time. */
  readonly pendingMax?: number
  /** Told of a handler of a `post` that threw, because nobody else is. */
  readonly onPostFailed?: (name: string, error: unknown) => void
}

/**
 * Typed requests and answers between two threads. `Calls` is the contract of the other end, `Incoming`
 * that of this one. Arguments and answers are structured clones: typed arrays, maps, sets and big integers
 * arrive as they are, class instances do not. Messages keep their order; those of one turn travel together.
 */
export class Channel<Calls extends Contract<Calls>, Incoming extends Contract<Incoming>> {
  static readonly pendingMaxDefault = 65_536

  readonly #port: MessagePort
  readonly #options: ChannelOptions<Incoming>
  readonly #pending = new TicketTable<PendingCall>()
  readonly #pendingMax: number
  #outbox: Outgoing[] = []
  #closed = false

  constructor(port: MessagePort, options: ChannelOptions<Incoming>) {
    this.#port = port
    this.#options = options
    this.#pendingMax = options.pendingMax ?? Channel.pendingMaxDefault
    port.on('message', (batch: readonly Message[]) => {
      for (const message of batch) this.#receive(message)
    })
    port.on('close', () => this.#fail())
  }

  /** Calls that wait for their answers. */
  get pendingCount(): number {
    return this.#pending.size
  }

  /**
   * Asks the other end. Rejects with what its handler threw, with `ChannelFullError` when too many calls
   * wait, with `ChannelClosedError` when no answer can come. What is in `transfer` moves there.
   */
  call<K extends Name<Calls>>(
    name: K,
    argument: Argument<Calls[K]>,
    transfer?: readonly Transferable[],
  ): Promise<Answer<Calls[K]>> {
    if (this.#closed) return Promise.reject(this.#closedError(name))
    if (this.#pending.size >= this.#pendingMax) {
      return Promise.reject(
        new ChannelFullError(`${this.#pendingMax} calls to the ${this.#options.peer} wait already`),
      )
    }
    return new Promise((resolve, reject) => {
      const id = this.#pending.add({ name, resolve, reject })
      this.#send({ kind: 'call', id, name, argument }, transfer)
    })
  }

  /** Tells the other end; there is no answer. */
  post<K extends Name<Calls>>(
    name: K,
    argument: Argument<Calls[K]>,
    transfer?: readonly Transferable[],
  ): void {
    if (!this.#closed) this.#send({ kind: 'post', name, argument }, transfer)
  }

  /** Ends the channel after what was sent; calls that still wait are rejected. */
  close(): void {
    this.#flush()
    this.#port.close()
    this.#fail()
  }

  #send(message: Message, transfer: readonly Transferable[] = []): void {
    if (this.#outbox.length === 0) queueMicrotask(() => this.#flush())
    this.#outbox.push({ message, transfer })
  }

  #flush(): void {
    if (this.#outbox.length === 0 || this.#closed) return
    const outbox = this.#outbox
    this.#outbox = []
    try {
      this.#post(outbox)
    } catch {
      // A value of one cannot be cloned: only its own message may suffer.
      for (const outgoing of outbox) this.#postAlone(outgoing)
    }
  }

  #post(outbox: readonly Outgoing[]): void {
    const batch = outbox.map((outgoing) => outgoing.message)
    this.#port.postMessage(
      batch,
      outbox.flatMap((outgoing) => outgoing.transfer),
    )
  }

  #postAlone(outgoing: Outgoing): void {
    const { message } = outgoing
    try {
      this.#post([outgoing])
    } catch (error) {
      if (message.kind === 'call') this.#settle(message.id)?.reject(asError(error))
      else if (message.kind === 'answer') this.#port.postMessage([this.#failure(message.id, error)])
      else this.#options.onPostFailed?.(message.kind === 'post' ? message.name : message.kind, error)
    }
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'answer':
        this.#settle(message.id)?.resolve(message.value as never)
        return
      case 'failure':
        this.#settle(message.id)?.reject(
          this.#options.errors.decode(message.error) ?? new Error(message.text),
        )
        return
      case 'post':
        void this.#run(message.name, message.argument).catch((error: unknown) =>
          this.#options.onPostFailed?.(message.name, error),
        )
        return
      case 'call':
        void this.#answer(message.id, message.name, message.argument)
    }
  }

  async #answer(id: number, name: string, argument: unknown): Promise<void> {
    try {
      const value = await this.#run(name, argument)
      if (!this.#closed) this.#send({ kind: 'answer', id, value })
    } catch (error) {
      if (!this.#closed) this.#send(this.#failure(id, error))
    }
  }

  async #run(name: string, argument: unknown): Promise<unknown> {
    const { handlers } = this.#options
    assert(Object.hasOwn(handlers, name), `nobody answers '${name}'`)
    const handler = handlers[name as keyof Incoming] as unknown
    return (handler as (argument: unknown) => unknown)(argument)
  }

  #failure(id: number, error: unknown): Message {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { kind: 'failure', id, error: this.#options.errors.encode(error), text }
  }

  #settle(id: number): PendingCall | undefined {
    return this.#pending.take(id)
  }

  #fail(): void {
    if (this.#closed) return
    this.#closed = true
    for (const call of this.#pending.clear()) call.reject(this.#closedError(call.name))
  }

  #closedError(name: string): ChannelClosedError {
    return new ChannelClosedError(`the ${this.#options.peer} does not answer '${name}': it has ended`)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
