import type { Distance } from '#model/collection.ts'
import { loadAddon } from './native-library.ts'

/** What the native builder is to link: some rows of a column. */
export interface NativeGraphInput {
  /** Row `slot` at `slot * dimension`; Cosine vectors are normalised. */
  readonly values: Float32Array
  readonly dimension: number
  readonly distance: Distance
  /** Neighbours a node on upper levels; twice as many on the base level. */
  readonly m: number
  /** Candidates that are looked at for the neighbours of a node. */
  readonly efConstruct: number
  /** Native threads; 0: one a core. */
  readonly threads: number
}

interface NativeIndex {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void
  save(path: string): void
}
interface NativeBuilder {
  readonly CompiledIndex: new (
    dimension: number,
    metric: 'ip' | 'l2sq',
    scalar: 'bf16',
    m: number,
    efConstruct: number,
    efSearch: number,
    multi: boolean,
  ) => NativeIndex
}

function loadBuilder(): NativeBuilder | undefined {
  return loadAddon() as NativeBuilder | undefined
}

/** True when this platform can build graphs. */
export function canBuildGraphs(): boolean {
  return loadBuilder() !== undefined
}

/** Rows given to the native builder at once. */
const chunkRows = 2048

/**
 * Links the rows of `slots` and saves the graph as usearch does. `keyOf` names the node of the `index`th of them.
 * Yields how many are done, so that the thread can do other things.
 */
export function* saveNativeGraph(
  input: NativeGraphInput,
  slots: Iterable<number>,
  keyOf: (slot: number, index: number) => number,
  path: string,
): Generator<number, void> {
  const builder = loadBuilder()
  if (builder === undefined) throw new Error('the graph builder is not available on this platform')
  const { values, dimension, distance, m, efConstruct, threads } = input
  // Links by brain float: nearly as quick to build as 8-bit codes, and as good as by f32. Normalised vectors
  // have the same order by Euclid as by the dot product, and Manhattan is near enough to it for links.
  const metric = distance === 'Dot' ? 'ip' : 'l2sq'
  const index = new builder.CompiledIndex(dimension, metric, 'bf16', m, efConstruct, efConstruct, false)
  const keys = new BigUint64Array(chunkRows)
  const chunk = new Float32Array(chunkRows * dimension)
  let rows = 0
  let done = 0
  const flush = (): void => {
    if (rows > 0) index.add(keys.subarray(0, rows), chunk, threads)
    done += rows
    rows = 0
  }
  for (const slot of slots) {
    keys[rows] = BigInt(keyOf(slot, done + rows))
    chunk.set(values.subarray(slot * dimension, (slot + 1) * dimension), rows * dimension)
    if (++rows < chunkRows) continue
    flush()
    yield done
  }
  flush()
  yield done
  index.save(path)
}
