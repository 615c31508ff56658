import type { Rate } from './rate-limit.ts'

/** What a client may do. */
export interface Http2Limits {
  /** Streams at once on one connection; more are refused. */
  readonly streamsMax: number
  /** What a client may send ahead on one stream, and on all of a connection together. */
  readonly streamWindow: number
  readonly connectionWindow: number
  readonly frameBytesMax: number
  /** Of the headers of one request, as section 6.5.2 of RFC 9113 counts them, and of the block that they come in. */
  readonly headerBytesMax: number
  /** CONTINUATION frames of one block. */
  readonly continuationsMax: number
  /** Streams are refused while so many bytes of answers wait for the client. */
  readonly queuedBytesMax: number
  /** Nothing more is read while so many bytes of frames wait for the client. */
  readonly outBytesMax: number
  /** A client gets so long to say that it speaks HTTP/2, */
  readonly prefaceMsMax: number
  /** to take any of what waits for it, */
  readonly stallMsMax: number
  /** and to close a connection that it was told to close. */
  readonly closeMsMax: number
  /** Streams that a client gives up before they are answered, or breaks. */
  readonly resets: Rate
  readonly settings: Rate
  /** Frames that say nothing: empty DATA that does not end anything. */
  readonly emptyData: Rate
  /** PING, PRIORITY and frames of types that nobody knows. */
  readonly chatter: Rate
}

export const defaultLimits: Http2Limits = {
  streamsMax: 4096,
  streamWindow: 4 * 1024 * 1024,
  connectionWindow: 16 * 1024 * 1024,
  frameBytesMax: 16 * 1024,
  headerBytesMax: 64 * 1024,
  continuationsMax: 16,
  queuedBytesMax: 512 * 1024 * 1024,
  outBytesMax: 1024 * 1024,
  prefaceMsMax: 10_000,
  stallMsMax: 60_000,
  closeMsMax: 1000,
  resets: { burst: 2000, perSecond: 1000 },
  settings: { burst: 1000, perSecond: 100 },
  emptyData: { burst: 1000, perSecond: 100 },
  chatter: { burst: 10_000, perSecond: 10_000 },
}
