import type { SlotScorer } from '#index/graph-walk.ts'
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
  /** A query that is scored by these codes; reused for query after query. */
  createQuery(): CodesQuery
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
