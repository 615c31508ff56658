import { ptr } from 'bun:ffi'
import { openCLibrary } from '#base/c-library.ts'
import { socketAddress } from '#base/notify-socket.ts'

/** Stands in for the service manager: collects what is sent to a socket at the path. Linux only. */
export class NotifyReceiver {
  readonly path: string
  readonly #receive: () => string | undefined

  constructor(path: string) {
    this.path = path
    const library = openCLibrary({
      socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
      bind: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
      recv: { args: ['i32', 'ptr', 'u64', 'i32'], returns: 'i64' },
    })
    const address = socketAddress(path)
    if (!library || !address) throw new Error('there are no Unix datagrams here')
    const handle = library.socket(1, 2, 0)
    if (library.bind(handle, ptr(address), address.length) !== 0) throw new Error(`cannot listen on ${path}`)
    const buffer = Buffer.alloc(4096)
    this.#receive = () => {
      const bytes = Number(library.recv(handle, ptr(buffer), buffer.length, 0x40))
      return bytes < 0 ? undefined : buffer.toString('utf8', 0, bytes)
    }
  }

  /** The next message; undefined: there is none yet. */
  poll(): string | undefined {
    return this.#receive()
  }

  /** The next message that has the line, whatever comes before it. */
  async next(line: string): Promise<string> {
    for (;;) {
      const message = this.poll()
      if (message?.split('\n').includes(line)) return message
      if (message === undefined) await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
