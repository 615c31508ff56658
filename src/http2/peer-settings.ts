import { ConnectionError, errorCode } from './error-codes.ts'
import type { Piece } from './frame-reader.ts'
import { frameBytesMax, frameBytesMin, readUint32, settingId, windowMax } from './frames.ts'
import type { Sender } from './sender.ts'
import type { StreamTable } from './stream-table.ts'

const settingBytes = 6

/** Applies the settings of a client to what is sent from now on. Throws ConnectionError for those out of range. */
export function applySettings(
  { bytes, start, end }: Piece,
  sender: Sender,
  streams: StreamTable<unknown>,
): void {
  for (let at = start; at < end; at += settingBytes) {
    const id = ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
    const value = readUint32(bytes, at + 2)
    switch (id) {
      case settingId.headerTableSize:
        sender.setTableBytes(value)
        break
      case settingId.enablePush:
        if (value > 1) throw outOfRange('ENABLE_PUSH')
        break
      case settingId.initialWindowSize:
        if (value > windowMax) {
          throw new ConnectionError(errorCode.flowControlError, 'INITIAL_WINDOW_SIZE is out of range')
        }
        setStreamWindow(value, sender, streams)
        break
      case settingId.maxFrameSize:
        if (value < frameBytesMin || value > frameBytesMax) throw outOfRange('MAX_FRAME_SIZE')
        sender.setFrameBytesMax(value)
        break
      default:
        // There are no pushed streams, headers of answers are small, and unknown settings mean nothing.
        break
    }
  }
}

/** A new window is for open streams too: what they may send changes by as much (RFC 9113, section 6.9.2). */
function setStreamWindow(bytes: number, sender: Sender, streams: StreamTable<unknown>): void {
  const change = bytes - sender.streamWindow
  sender.streamWindow = bytes
  for (const stream of streams.open.values()) {
    if (!sender.addStreamWindow(stream, change)) {
      throw new ConnectionError(errorCode.flowControlError, 'the window of a stream is too large')
    }
  }
}

function outOfRange(setting: string): ConnectionError {
  return new ConnectionError(errorCode.protocolError, `${setting} is out of range`)
}
