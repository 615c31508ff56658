import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BitSet } from '#base/bit-set.ts'
import { hasBit } from '#base/bit-set.ts'
import { buildCodes } from './codes/build-codes.ts'
import type { Distance, QuantizationConfig } from '#model/collection.ts'
import { calibrateEf } from './graph-calibration.ts'
import { createGraphFile, writeEfSearch } from './graph-format.ts'
import { saveNativeGraph } from './native-graph.ts'
import { quantize } from './quantization.ts'
import { readSavedGraph } from './saved-graph.ts'

export interface GraphInput {
  /** Row `slot` at `slot * dimension`; Cosine vectors are normalised. */
  readonly values: Float32Array
  readonly dimension: number
  /** Slots. */
  readonly count: number
  /** Slots that have the vector; null: all. The others stay out of the graph. */
  readonly present: BitSet | null
  readonly distance: Distance
  /** Neighbours a slot on upper levels; twice as many on the base level. 0: no graph. */
  readonly m: number
  /** Candidates that are looked at for the neighbours of a slot. */
  readonly efConstruct: number
  /** The kind of codes; default: bytes. */
  readonly codes?: QuantizationConfig | undefined
  /** Native threads; 0: one a core. */
  readonly threads: number
  /** Told the share that is done, 0..1. What it throws stops the build. */
  readonly onProgress?: ((share: number) => void) | undefined
  /** Where a temporary file of about the size of the graph may stand; default: the system's place. */
  readonly scratchFolder?: string | undefined
}

export interface GraphFiles {
  readonly graph: Uint8Array
  readonly quantized: Uint8Array
}

/**
 * Builds a graph and quantized vectors as files for `openGraph`. Blocks the thread until it is done and uses
 * `threads` native ones; `lowerThreadPriority` keeps them out of the way of searches.
 */
export function buildGraph(input: GraphInput): GraphFiles {
  const steps = buildGraphSteps(input)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    input.onProgress?.(step.value)
  }
}

/**
 * The same in steps of a second or less, between which the thread can do other things; gives the share that
 * is done after each. Ending the generator early leaves nothing behind.
 */
export function* buildGraphSteps(input: GraphInput): Generator<number, GraphFiles> {
  const quantized = yield* makeCodes(input)
  if (input.m === 0) return { graph: emptyGraph(input), quantized }
  const folder = mkdtempSync(join(input.scratchFolder ?? tmpdir(), 'quiver-graph-'))
  try {
    const path = join(folder, 'graph')
    yield* saveGraph(input, path)
    const graph = readSavedGraph(path, { slotCount: input.count, efSearch: input.efConstruct })
    writeEfSearch(graph, yield* calibrate({ ...input, graph, quantized }))
    return { graph, quantized }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    // The builder's memory is native; only a collection of its small wrapper gives it back.
    Bun.gc(true)
  }
}

function* makeCodes(input: GraphInput): Generator<number, Uint8Array> {
  const { codes, values, dimension, count, present, distance } = input
  if (codes === undefined) return quantize(input)
  const read = (slot: number, out: Float32Array): boolean => {
    if (present !== null && !hasBit(present, slot)) return false
    out.set(values.subarray(slot * dimension, (slot + 1) * dimension))
    return true
  }
  const steps = buildCodes({ count, dimension, distance, read }, codes)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    yield 0
  }
}

/** Walks with so many candidates that a scan of all slots costs less are not wanted. */
function* calibrate(input: GraphInput & GraphFiles): Generator<number, number> {
  const steps = calibrateEf(input, input.efConstruct, Math.ceil(input.count / 40))
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    yield 1
  }
}

/** The slots that have the vector. */
function* memberSlots({ count, present }: GraphInput): Generator<number, void> {
  for (let slot = 0; slot < count; slot++) if (present === null || hasBit(present, slot)) yield slot
}

function* saveGraph(input: GraphInput, path: string): Generator<number, void> {
  const saving = saveNativeGraph(input, memberSlots(input), (slot) => slot, path)
  const { count } = input
  for (const done of saving) yield done / count
}

function emptyGraph(input: GraphInput): Uint8Array {
  const { efConstruct } = input
  return createGraphFile(
    { slotCount: 0, memberCount: 0, m: 0, m0: 0, topLevel: 0, entry: -1, efSearch: efConstruct },
    0,
  ).bytes
}
