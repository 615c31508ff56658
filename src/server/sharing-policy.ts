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
/** Short reads run to their end: a thread gets work for about so long, as its own clients wait meanwhile. */
const sentMsMax = 4
const sentReadsMin = 8
const sentReadsMax = 64
/** Reads from this length on pause for others, and sending them costs next to nothing. */
const longReadMs = 3
/** Until it is known how long reads take. */
const unknownMs = 0.25

/** Reads of this thread. */
export interface OwnLoad {
  /** They can be sent. */
  readonly waiting: number
  /** They wait or run. */
  readonly load: number
  /** How long one takes; 0 = not known yet. */
  readonly averageMs: number
}

/** Whether a thread would start at once on what it is sent. */
function isIdle(peer: PeerLoad, backlogMs: number): boolean {
  return peer.load === 0 && (peer.sinceAskedMs >= idleMsMin || backlogMs >= backlogMsMin)
}

/** Whether a thread works for this one alone and is about to run out of work. */
function runsOut(peer: PeerLoad, sentMax: number): boolean {
  return peer.load > 0 && peer.load <= peer.ours && peer.load * 2 <= sentMax
}

/**
 * How many of the reads that wait on this thread each peer is to get. Short reads go to those that are idle or
 * about to run out of work for this thread, long ones to all that have fewer; together they come to have the
 * same load. Nobody is woken for less work than waking costs.
 */
export function planSharing(own: OwnLoad, peers: readonly PeerLoad[]): number[] {
  const readMs = own.averageMs === 0 ? unknownMs : own.averageMs
  const sentMin = Math.min(Math.ceil(sentMsMin / readMs), sentReadsMax)
  const sentMax = Math.min(Math.max(Math.round(sentMsMax / readMs), sentReadsMin, sentMin), sentReadsMax)
  const isFree = (peer: PeerLoad): boolean => {
    if (peer.load + 1 >= own.load) return false
    return readMs >= longReadMs || isIdle(peer, own.waiting * readMs) || runsOut(peer, sentMax)
  }
  let helpersLeft = Math.floor(own.waiting / sentMin)
  const helps = peers.map((peer) => helpersLeft > 0 && isFree(peer) && helpersLeft-- > 0)
  const helpers = peers.filter((_, index) => helps[index])
  const together = helpers.reduce((sum, { load }) => sum + load, own.load)
  const target = Math.min(Math.ceil(together / (helpers.length + 1)), sentMax)
  let left = own.waiting
  return peers.map(({ load }, index) => {
    if (helps[index] !== true || load >= target) return 0
    const count = Math.min(Math.max(target - load, sentMin), left)
    left -= count
    return count
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
  return peers.map((peer) => helpersLeft > 0 && isIdle(peer, requests * requestMs) && helpersLeft-- > 0)
}
