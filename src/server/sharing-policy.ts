/** What is known of another serve thread. */
export interface PeerLoad {
  /** Reads that wait or run there. */
  readonly load: number
  /** Of these at most so many came from this thread. */
  readonly ours: number
  /** Milliseconds since its own clients have last asked for something. */
  readonly sinceAskedMs: number
}

/** Waking a thread costs about a tenth of a millisecond of work: it gets at least so much. */
const sentMsMin = 0.25
/** A thread that its own clients have asked for something within so many milliseconds is not idle. */
const idleMsMin = 3
/** But one that has nothing to do right now helps with as much work as this. */
const backlogMsMin = 3
/** A thread is given as many reads as keep it busy for about so long: its own clients wait behind them. */
const sentMsMax = 4
const sentReadsMax = 64
/** Until it is known how long reads take. */
const unknownMs = 0.25

/** Whether a thread would start at once on what it is sent. */
function isReceptive(peer: PeerLoad, backlogMs: number): boolean {
  return peer.load === 0 && (peer.sinceAskedMs >= idleMsMin || backlogMs >= backlogMsMin)
}

/** Whether a thread works for this one alone and is about to run out of work. */
function wantsMore(peer: PeerLoad, sentMax: number): boolean {
  return peer.load > 0 && peer.load <= peer.ours && peer.load * 2 <= sentMax
}

/**
 * How many of the reads that wait on this thread each peer is to get: those that are free get the same, and
 * this thread keeps as much. Nobody gets less than is worth waking it, or more than the work of a few
 * milliseconds.
 *
 * @param waiting reads that wait here, beside the one that runs
 * @param averageMs how long a read takes; 0 = not known yet
 */
export function planSharing(waiting: number, averageMs: number, peers: readonly PeerLoad[]): number[] {
  const readMs = averageMs === 0 ? unknownMs : averageMs
  const sentMin = Math.min(Math.ceil(sentMsMin / readMs), sentReadsMax)
  const sentMax = Math.min(Math.max(Math.round(sentMsMax / readMs), 1), sentReadsMax)
  if (waiting < sentMin) return peers.map(() => 0)
  const free = peers.map((peer) => isReceptive(peer, waiting * readMs) || wantsMore(peer, sentMax))
  const helpers = Math.min(free.filter(Boolean).length, Math.floor(waiting / sentMin))
  const fair = Math.max(Math.ceil(waiting / (helpers + 1)), sentMin)
  let left = waiting
  return free.map((isFree, index) => {
    const count = Math.min(fair, sentMax - (peers[index]?.load ?? 0))
    if (!isFree || left < sentMin || count < sentMin) return 0
    const given = Math.min(count, left)
    left -= given
    return given
  })
}

/**
 * Over which peers the requests of a batch are spread, in equal shares with this thread.
 *
 * @param averageMs how long one request takes; 0 = not known yet
 */
export function planBatch(requests: number, averageMs: number, peers: readonly PeerLoad[]): boolean[] {
  const requestMs = averageMs === 0 ? unknownMs : averageMs
  // So many equal shares are each worth the waking.
  const sharesMax = Math.min(requests, Math.floor((requests * requestMs) / sentMsMin))
  let helpersLeft = sharesMax - 1
  return peers.map((peer) => {
    const helps = helpersLeft > 0 && isReceptive(peer, requests * requestMs)
    if (helps) helpersLeft--
    return helps
  })
}
