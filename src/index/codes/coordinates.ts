import { Rotation } from './rotation.ts'
import { type RowSource, sampleRows } from './vector-codes.ts'

/** The numbers that a code keeps of a vector: the vector itself, or the vector rotated in a space of `size`. */
export class Coordinates {
  readonly size: number
  readonly #rotation: Rotation | undefined

  /** `size` is at least the dimension; missing numbers are zeros. */
  constructor(size: number, isRotated: boolean) {
    this.size = size
    this.#rotation = isRotated ? new Rotation(size) : undefined
  }

  /** Writes the coordinates of a vector to `out`, which holds `size` numbers. */
  map(vector: Float32Array, out: Float64Array): void {
    out.set(vector)
    if (vector.length < this.size) out.fill(0, vector.length)
    this.#rotation?.apply(out)
  }
}

export interface CoordinateStatistics {
  readonly mean: Float64Array
  /** Standard deviations. */
  readonly spread: Float64Array
}

/** Rows that statistics are taken from, evenly spread. */
const statisticsRowsMax = 16_384

/** Rows of a sample that are read between two pauses. */
const rowsAtOnce = 1024

/** Mean and spread of each coordinate. */
export function* measureCoordinates(
  source: RowSource,
  coordinates: Coordinates,
): Generator<void, CoordinateStatistics> {
  const { size } = coordinates
  const mean = new Float64Array(size)
  const spread = new Float64Array(size)
  let rows = 0
  yield* eachSampled(source, coordinates, (values) => {
    rows++
    for (let at = 0; at < size; at++) {
      const value = values[at] as number
      mean[at] = (mean[at] as number) + value
      spread[at] = (spread[at] as number) + value * value
    }
  })
  for (let at = 0; at < size; at++) {
    const average = rows === 0 ? 0 : (mean[at] as number) / rows
    const variance = rows === 0 ? 0 : (spread[at] as number) / rows - average * average
    mean[at] = Number.isFinite(average) ? average : 0
    spread[at] = Number.isFinite(variance) && variance > 0 ? Math.sqrt(variance) : 0
  }
  return { mean, spread }
}

/** Shows the coordinates of a sample of the rows, each time in the same array; pauses now and then. */
export function* eachSampled(
  source: RowSource,
  coordinates: Coordinates,
  visit: (values: Float64Array) => void,
): Generator<void, void> {
  const row = new Float32Array(source.dimension)
  const values = new Float64Array(coordinates.size)
  let read = 0
  for (const at of sampleRows(source.count, statisticsRowsMax)) {
    if (++read % rowsAtOnce === 0) yield
    if (!source.read(at, row)) continue
    coordinates.map(row, values)
    visit(values)
  }
}
