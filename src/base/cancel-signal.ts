/** Tells that nobody waits for some work any more. Every `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** A signal that costs nothing until somebody listens, as every call needs one and hardly any is cancelled. */
export class CancelSource implements CancelSignal {
  #listeners: (() => void)[] | undefined
  aborted = false

  /** Tells everybody, once. */
  cancel(): void {
    if (this.aborted) return
    this.aborted = true
    const listeners = this.#listeners ?? []
    this.#listeners = undefined
    for (const listener of listeners) listener()
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.aborted) return
    this.#listeners ??= []
    if (!this.#listeners.includes(listener)) this.#listeners.push(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners?.filter((other) => other !== listener)
  }
}

/** The same as a signal of the web platform, for what takes nothing else. */
export function abortSignalOf(signal: CancelSignal): AbortSignal {
  const abort = new AbortController()
  if (signal.aborted) abort.abort()
  else signal.addEventListener('abort', () => abort.abort())
  return abort.signal
}
