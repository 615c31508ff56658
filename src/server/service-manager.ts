import { NotifySocket } from '#base/notify-socket.ts'

/** Part of the time of the watchdog after which it is told that all is well. */
const watchdogShare = 1 / 3
const msMin = 10

/**
 * What has started the process and looks after it, where it wants to be told how the process is: systemd, for
 * units of `Type=notify`. Nobody listens elsewhere.
 */
export class ServiceManager {
  readonly #socket: NotifySocket | undefined
  readonly #watchdogMs: number | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  /** `env`: that of the process; `pid`: its own. */
  constructor(env: Readonly<Record<string, string | undefined>>, pid: number) {
    const address = env['NOTIFY_SOCKET']
    this.#socket = address === undefined ? undefined : NotifySocket.open(address)
    const watched = env['WATCHDOG_PID'] === undefined || Number(env['WATCHDOG_PID']) === pid
    const watchdogMs = Number(env['WATCHDOG_USEC']) / 1000
    this.#watchdogMs = watched && watchdogMs > 0 ? watchdogMs : undefined
  }

  /** Requests are answered from now on. The watchdog is fed as long as `isAlive` resolves. */
  ready(status: string, isAlive: () => Promise<unknown>): void {
    if (!this.#socket) return
    this.#socket.send('READY=1', `STATUS=${status}`)
    if (this.#watchdogMs === undefined) return
    this.#timer = setInterval(
      oneAtATime(() => this.#feed(isAlive)),
      Math.max(this.#watchdogMs * watchdogShare, msMin),
    )
  }

  /** No more requests are taken. The watchdog is fed no more: an end that hangs is ended by it. */
  stopping(): void {
    clearInterval(this.#timer)
    this.#socket?.send('STOPPING=1', 'STATUS=finishing the requests in flight')
  }

  async #feed(isAlive: () => Promise<unknown>): Promise<void> {
    try {
      await isAlive()
    } catch {
      return
    }
    this.#socket?.send('WATCHDOG=1')
  }
}

/** While one run lasts, no other begins. */
function oneAtATime(run: () => Promise<void>): () => void {
  let isRunning = false
  return () => {
    if (isRunning) return
    isRunning = true
    void run().finally(() => {
      isRunning = false
    })
  }
}
