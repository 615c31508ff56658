/** What is known of another serve thread. */
export interface PeerLoad {
  /** Reads that wait or run there. */
  readonly load: number
  /** Of these at most so many came from this thread. */
  readonly ours: number
  /** Milliseconds since its own clients have last asked for something. */
  readonly sinceAskedMs: number
}

/** Waking a thread costs about a tenth of a millisecond of work; shorter reads are sent several at a time. */
const longReadMs = 0.5
/** A thread that its own clients have asked for something within so many milliseconds is not idle. */
const idleMsMin = 3
/** But one that has nothing to do right now helps with as much work as this. */
const backlogMsMin = 3
/** A thread is given as many reads as keep it busy for about so long: its own clients wait behind them. */
const sentMsMax = 4
const sentReadsMax = 16

/** Whether a thread would start at once on what it is sent. */
function isReceptive(peer: PeerLoad, backlogMs: number): boolean {
  return peer.load === 0 && (peer.sinceAskedMs >= idleMsMin || backlogMs >= backlogMsMin)
}

/** Whether a thread works for this one alone and is about to run out of work. */
function wantsMore(peer: PeerLoad, sentMax: number): boolean {
  return peer.load > 0 && peer.load <= peer.ours && peer.load * 2 <= sentMax
}

/**
 * How many of the reads that wait on this thread each peer is to get: all that are free get the same, and
 * this thread keeps as much, up to the work of a few milliseconds.
 *
 * @param waiting reads that wait here
 * @param averageMs how long a read takes; 0 = not known yet
 */
export function planSharing(waiting: number, averageMs: number, peers: readonly PeerLoad[]): number[] {
  const none = peers.map(() => 0)
  const waitingMin = averageMs < longReadMs ? 2 : 1
  if (waiting < waitingMin) return none
  const sentMax = averageMs === 0 ? 4 : Math.min(Math.max(Math.round(sentMsMax / averageMs), 1), sentReadsMax)
  const free = peers.map((peer) => isReceptive(peer, waiting * averageMs) || wantsMore(peer, sentMax))
  const helpers = free.filter(Boolean).length
  if (helpers === 0) return none
  let left = waiting
  return free.map((isFree, index) => {
    if (!isFree || left < waitingMin) return 0
    const fair = Math.ceil(waiting / (helpers + 1))
    const count = Math.min(fair, sentMax - (peers[index]?.load ?? 0), left)
    left -= count
    return count
  })
}

/**
 * Over how many threads, this one included, the requests of a batch are spread. Waking a thread for less
 * work than it costs to wake it is in vain.
 *
 * @param averageMs how long one request takes; 0 = not known yet
 * @returns which peers get an equal share
 */
export function planBatch(requests: number, averageMs: number, peers: readonly PeerLoad[]): boolean[] {
  const expectedMs = averageMs === 0 ? longReadMs : averageMs
  // So many equal shares are each worth the waking.
  const sharesMax = Math.min(requests, Math.floor((requests * expectedMs) / longReadMs))
  let helpersLeft = sharesMax - 1
  return peers.map((peer) => {
    const helps = helpersLeft > 0 && isReceptive(peer, requests * expectedMs)
    if (helps) helpersLeft--
    return helps
  })
}
