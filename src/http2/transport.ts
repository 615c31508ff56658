/** What carries the bytes of one connection. */
export interface Transport {
  /** IP address of the other end. */
  readonly remoteAddress: string | undefined
  /**
   * Sends `bytes[start..end)` and gives how many of them were taken; when these are not all, `writable` is told
   * once there is room again. The bytes may be overwritten as soon as it returns.
   */
  write(bytes: Buffer, start: number, end: number): number
  /** Nothing is received until `resume`. */
  pause(): void
  resume(): void
  /** Closes the connection after what was taken. */
  end(): void
  /** Closes the connection now. */
  destroy(): void
}

/** What the other end does. */
export interface TransportListener {
  /** The bytes are nobody else's. */
  received(chunk: Buffer): void
  writable(): void
  /** Told once. */
  closed(): void
}
