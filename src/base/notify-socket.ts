import { ptr } from 'bun:ffi'
import { openCLibrary } from './c-library.ts'

const familyUnix = 1
const datagramThatChildrenDoNotInherit = 0x80002
const doNotWaitNorSignal = 0x4040
/** Bytes of a path in `sockaddr_un`, its end among them. */
const pathBytesMax = 108

/**
 * The socket by which a process tells the service manager of Linux how it is (`sd_notify`): a Unix datagram
 * socket, which the runtime has no functions for. `address` as in `NOTIFY_SOCKET`: a path, or a name after `@`.
 */
export class NotifySocket {
  readonly #send: (text: string) => boolean

  private constructor(send: (text: string) => boolean) {
    this.#send = send
  }

  /** Undefined: this system has no such sockets, or the address is none. */
  static open(address: string): NotifySocket | undefined {
    const target = socketAddress(address)
    const library = openCLibrary({
      socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
      sendto: { args: ['i32', 'ptr', 'u64', 'i32', 'ptr', 'u32'], returns: 'i64' },
    })
    if (target === undefined || library === undefined) return undefined
    const handle = library.socket(familyUnix, datagramThatChildrenDoNotInherit, 0)
    if (handle < 0) return undefined
    return new NotifySocket((text) => {
      const bytes = Buffer.from(text)
      const { sendto } = library
      const sent = sendto(handle, ptr(bytes), bytes.length, doNotWaitNorSignal, ptr(target), target.length)
      return Number(sent) === bytes.length
    })
  }

  /** Lines such as `READY=1`. False: nobody has heard it. */
  send(...lines: readonly string[]): boolean {
    return this.#send(`${lines.join('\n')}\n`)
  }
}

/** A `sockaddr_un`: the family as two bytes in the order of the machine, the path, and its end if it is a file. */
export function socketAddress(address: string): Uint8Array | undefined {
  if (!/^[/@]./.test(address)) return undefined
  const path = Buffer.from(address.startsWith('@') ? `\0${address.slice(1)}` : `${address}\0`)
  if (path.length > pathBytesMax) return undefined
  return Buffer.concat([new Uint8Array(new Uint16Array([familyUnix]).buffer), path])
}
