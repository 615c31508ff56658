import type { SlotScorer } from '#index/graph-walk.ts'
import type { TileKind } from '#index/tile-kernel.ts'
import type { Distance } from '#model/collection.ts'

/** The vectors of one name in one segment in a short form, by which searches choose candidates. */
export interface VectorCodes {
  readonly dimension: number
  readonly count: number
  readonly distance: Distance
  /** False: there are no codes to score by, only original vectors. */
  readonly hasCodes: boolean
  /** What scoring one row reads, in bytes. */
  readonly rowBytes: number
  /** The time that scoring a row takes beside a row of bytes. */
  readonly rowCost: number
  readonly candidates: CandidateCounts
  /** What tiles are made of; undefined: these codes are not scored by dot products of integers. */
  readonly tileSource?: TileSource | undefined
  /** A query that is scored by these codes; reused for query after query. */
  createQuery(): CodesQuery
}

/**
 * Codes whose estimates are `bias + scale * scales[row] * (dot product + shift) - norms[row]`: the rest is of the
 * query.
 */
export interface TileSource {
  readonly kind: TileKind
  /** Numbers a row; even where two of them share a byte. */
  readonly dimension: number
  readonly rowBytes: number
  /** Row `slot` at `slot * rowBytes`. */
  readonly codes: Uint8Array
  /** Empty: 1 for each row. */
  readonly scales: Float32Array
  /** Empty: 0 for each row. */
  readonly norms: Float32Array
}

/** A query as tiles are scored by it, until it is set again. */
export interface TileQuery {
  /** Of its rows. There are two where its numbers have 8 bits and those of the tiles 4: the first counts 16 times. */
  readonly address: number
  readonly rowCount: 1 | 2
  readonly scale: number
  readonly bias: number
  readonly shift: number
}

/** So many candidates are taken, so that the best are among them. */
export interface CandidateCounts {
  /** By a scan: for each hit, and at least. */
  readonly perHit: number
  readonly min: number
  /** By a walk that is not told how many, at least. */
  readonly efMin: number
}

export interface CodesQuery {
  /** Takes a vector that is ready as stored ones are: normalised under Cosine. */
  set(query: Float32Array): void
  /** Estimates of the raw similarity (see `scorerOf`); larger is closer. */
  readonly score: SlotScorer
  /** Only of codes that have a `tileSource`. */
  readonly tileQuery?: TileQuery | undefined
}

/** Rows to be coded, in ascending order of their numbers, more than once. */
export interface RowSource {
  readonly count: number
  readonly dimension: number
  readonly distance: Distance
  /** Copies a row to `out`; false when there is none, and its code does not matter. */
  read(row: number, out: Float32Array): boolean
}

/** Every distance, by the number that stands for it in files. */
export const distances: readonly Distance[] = ['Cosine', 'Dot', 'Euclid', 'Manhattan']

/** Rows of which there are `count`, no more than `countMax` of them and evenly spread. */
export function* sampleRows(count: number, countMax: number): Generator<number> {
  const stride = Math.max(1, count / countMax)
  for (let at = 0; at < count; at += stride) yield Math.floor(at)
}
