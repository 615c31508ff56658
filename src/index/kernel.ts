import { dlopen, ptr } from 'bun:ffi'
import type { Distance } from '#model/collection.ts'
import { nativeLibraryPath } from './native-library.ts'
import { plainKernels } from './plain-kernel.ts'

/**
 * Rows of one dimension, row after row, that kernels read. The memory must not move while the object lives:
 * it is a mapped file, a `SharedArrayBuffer`, or an `ArrayBuffer` that was made explicitly (`stableF32`,
 * `stableI8`). The engine moves the contents of small typed arrays that it allocates itself.
 */
export interface Rows<Values extends Float32Array | Int8Array> {
  readonly values: Values
  readonly dimension: number
  /** Where `values` begin; 0 for kernels that need no address. */
  readonly address: number
}
export type F32Rows = Rows<Float32Array>
export type I8Rows = Rows<Int8Array>

/** Rows of packed bits or of packed 4-bit integers, in memory that does not move either. */
export interface ByteRows {
  readonly values: Uint8Array
  readonly rowBytes: number
  readonly address: number
}

/** Scores rows against the first rows of `query`, as `RowScorer` does; how many it reads is its own matter. */
export type ByteRowScorer = (
  rows: ByteRows,
  query: ByteRows,
  slots: Uint32Array,
  count: number,
  out: Float64Array,
) => void

/**
 * Scores `count` rows, those at `slots[0..count)`, against the first row of `query`, into `out[0..count)`.
 * Larger is closer.
 */
export type RowScorer<Values extends Float32Array | Int8Array> = (
  rows: Rows<Values>,
  query: Rows<Values>,
  slots: Uint32Array,
  count: number,
  out: Float64Array,
) => void

/** The rows of a query, arranged for `dotMatrixF32` or `dotMatrixI8` of the same kernels. */
export interface PackedRows<Values extends Float32Array | Int8Array> {
  readonly rows: Rows<Values>
  readonly rowCount: number
  /** What native code reads; its layout is the library's own. */
  readonly memory: ArrayBuffer | null
  readonly address: number
}

/** The distance functions of one thread. An object is not shared between threads. */
export interface Kernels {
  readonly native: boolean
  /** `dimension` numbers a row; what follows the last whole row is not read. */
  rows<Values extends Float32Array | Int8Array>(values: Values, dimension: number): Rows<Values>
  /** The dot product, rounded to f32. */
  readonly dotF32: RowScorer<Float32Array>
  /** Minus the squared Euclidean distance, rounded to f32. */
  readonly euclidF32: RowScorer<Float32Array>
  /** Minus the sum of absolute differences, rounded to f32. */
  readonly manhattanF32: RowScorer<Float32Array>
  /** The exact integer dot product. */
  readonly dotI8: RowScorer<Int8Array>

  /** `rowBytes` bytes a row. */
  byteRows(values: Uint8Array, rowBytes: number): ByteRows
  /** The number of bits in which a row differs from the query. */
  readonly hamming: ByteRowScorer
  /** The same for a query in planes of bits: row `p` of the query counts `2 ** p` times. */
  hammingPlanes(
    rows: ByteRows,
    planes: ByteRows,
    planeCount: number,
    slots: Uint32Array,
    count: number,
    out: Float64Array,
  ): void
  /**
   * The exact dot product of 4-bit signed integers, two in a byte, the first in the lower half, with a query of
   * 4 bits, which is one row, or of 8: 16 times its first row and its second.
   */
  readonly dotI4: ByteRowScorer

  packF32(rows: F32Rows, rowCount: number): PackedRows<Float32Array>
  packI8(rows: I8Rows, rowCount: number): PackedRows<Int8Array>
  /**
   * The dot products of rows `from` to `from + count` with all packed rows: that of the `r`th row and the
   * `p`th packed one goes to `out[r * packed.rowCount + p]`. `out` does not move, as rows do not.
   */
  dotMatrixF32(
    rows: F32Rows,
    from: number,
    count: number,
    packed: PackedRows<Float32Array>,
    out: Float64Array,
  ): void
  dotMatrixI8(rows: I8Rows, from: number, count: number, packed: PackedRows<Int8Array>, out: Int32Array): void
}

/** The function that gives the raw similarity of a distance. Cosine vectors are normalised when stored. */
export function scorerOf(kernels: Kernels, distance: Distance): RowScorer<Float32Array> {
  if (distance === 'Euclid') return kernels.euclidF32
  return distance === 'Manhattan' ? kernels.manhattanF32 : kernels.dotF32
}

/** `length` zeros whose memory never moves. */
export function stableF32(length: number): Float32Array {
  return new Float32Array(new ArrayBuffer(length * 4))
}
/** `length` zeros whose memory never moves. */
export function stableI8(length: number): Int8Array {
  return new Int8Array(new ArrayBuffer(length))
}

/** `length` zeros whose memory never moves. */
export function stableBytes(length: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(length))
}

/** Native kernels where the library of this platform can be loaded, else plain ones. */
export function openKernels(): Kernels {
  return openNativeKernels() ?? plainKernels
}

/** Native kernels, or undefined where the library cannot be loaded. */
export function openNativeKernels(): Kernels | undefined {
  const library = openLibrary()
  return library && nativeKernels(library)
}

/** `(a, b, dimension, result)`: addresses of two vectors and of the one number that is written. */
type NativeKernel = (a: number, b: number, dimension: number, result: number) => void
/** `(rowCount, dimension)`: bytes of packed rows. */
type NativePackedSize = (rowCount: number, dimension: number) => number | bigint
/** `(rows, rowCount, dimension, bytes a row, packed)`. */
type NativePack = (
  rows: number,
  rowCount: number,
  dimension: number,
  rowBytes: number,
  packed: number,
) => void
/** `(rows, packed, result, rowCount, packed row count, dimension, bytes a row, bytes a row of the result)`. */
type NativeMatrix = (
  rows: number,
  packed: number,
  result: number,
  rowCount: number,
  packedCount: number,
  dimension: number,
  rowBytes: number,
  resultBytes: number,
) => void

interface Library {
  /** f32 kernels sum in f64 and write an f64. */
  readonly dotF32: NativeKernel
  readonly squaredF32: NativeKernel
  /** Writes an i32. */
  readonly dotI8: NativeKernel
  /** The dimension is in bits; writes a u32. */
  readonly hammingU1: NativeKernel
  /** Writes an i32. */
  readonly dotI4: NativeKernel
  readonly packedSizeF32: NativePackedSize
  readonly packF32: NativePack
  readonly matrixF32: NativeMatrix
  readonly packedSizeI8: NativePackedSize
  readonly packI8: NativePack
  readonly matrixI8: NativeMatrix
}

function openLibrary(): Library | undefined {
  if (nativeLibraryPath === undefined) return undefined
  // A size_t is passed as an address, which has the same width: so it crosses over 10 ns faster.
  const kernel = { args: ['ptr', 'ptr', 'ptr', 'ptr'], returns: 'void' } as const
  const size = { args: ['ptr', 'ptr'], returns: 'usize' } as const
  const pack = { args: ['ptr', 'ptr', 'ptr', 'ptr', 'ptr'], returns: 'void' } as const
  const matrix = { args: ['ptr', 'ptr', 'ptr', 'ptr', 'ptr', 'ptr', 'ptr', 'ptr'], returns: 'void' } as const
  try {
    const { symbols } = dlopen(nativeLibraryPath, {
      nk_dot_f32: kernel,
      nk_sqeuclidean_f32: kernel,
      nk_dot_i8: kernel,
      nk_hamming_u1: kernel,
      nk_dot_i4: kernel,
      nk_dots_packed_size_f32: size,
      nk_dots_pack_f32: pack,
      nk_dots_packed_f32: matrix,
      nk_dots_packed_size_i8: size,
      nk_dots_pack_i8: pack,
      nk_dots_packed_i8: matrix,
    })
    return {
      dotF32: symbols.nk_dot_f32 as unknown as NativeKernel,
      squaredF32: symbols.nk_sqeuclidean_f32 as unknown as NativeKernel,
      dotI8: symbols.nk_dot_i8 as unknown as NativeKernel,
      hammingU1: symbols.nk_hamming_u1 as unknown as NativeKernel,
      dotI4: symbols.nk_dot_i4 as unknown as NativeKernel,
      packedSizeF32: symbols.nk_dots_packed_size_f32 as unknown as NativePackedSize,
      packF32: symbols.nk_dots_pack_f32 as unknown as NativePack,
      matrixF32: symbols.nk_dots_packed_f32 as unknown as NativeMatrix,
      packedSizeI8: symbols.nk_dots_packed_size_i8 as unknown as NativePackedSize,
      packI8: symbols.nk_dots_pack_i8 as unknown as NativePack,
      matrixI8: symbols.nk_dots_packed_i8 as unknown as NativeMatrix,
    }
  } catch {
    return undefined
  }
}

function nativeKernels(library: Library): Kernels {
  const result = new ArrayBuffer(8)
  const resultAddress = ptr(result)
  const resultF64 = new Float64Array(result)
  const resultI32 = new Int32Array(result)
  const { dotF32, squaredF32, dotI8, matrixF32, matrixI8 } = library
  return {
    ...nativePacking(library),
    ...nativeByteKernels(library),
    native: true,
    rows(values, dimension) {
      return { values, dimension, address: values.length === 0 ? 0 : ptr(values) }
    },
    dotF32(rows, query, slots, count, out) {
      out[0] = touchF32(rows, slots, count)
      const { address, dimension } = rows
      const rowBytes = dimension * 4
      for (let index = 0; index < count; index++) {
        dotF32(query.address, address + (slots[index] as number) * rowBytes, dimension, resultAddress)
        out[index] = Math.fround(resultF64[0] as number)
      }
    },
    euclidF32(rows, query, slots, count, out) {
      out[0] = touchF32(rows, slots, count)
      const { address, dimension } = rows
      const rowBytes = dimension * 4
      for (let index = 0; index < count; index++) {
        squaredF32(query.address, address + (slots[index] as number) * rowBytes, dimension, resultAddress)
        out[index] = -Math.fround(resultF64[0] as number)
      }
    },
    manhattanF32(rows, query, slots, count, out) {
      out[0] = touchF32(rows, slots, count)
      plainKernels.manhattanF32(rows, query, slots, count, out)
    },
    dotI8(rows, query, slots, count, out) {
      out[0] = touchI8(rows, slots, count)
      const { address, dimension } = rows
      for (let index = 0; index < count; index++) {
        dotI8(query.address, address + (slots[index] as number) * dimension, dimension, resultAddress)
        out[index] = resultI32[0] as number
      }
    },
    dotMatrixF32(rows, from, count, packed, out) {
      const { address, dimension } = rows
      const rowBytes = dimension * 4
      const first = address + from * rowBytes
      const width = packed.rowCount
      matrixF32(first, packed.address, ptr(out), count, width, dimension, rowBytes, width * 8)
    },
    dotMatrixI8(rows, from, count, packed, out) {
      const { address, dimension } = rows
      const first = address + from * dimension
      const width = packed.rowCount
      matrixI8(first, packed.address, ptr(out), count, width, dimension, dimension, width * 4)
    },
  }
}

function nativeByteKernels({
  hammingU1,
  dotI4,
}: Library): Pick<Kernels, 'byteRows' | 'hamming' | 'hammingPlanes' | 'dotI4'> {
  const result = new ArrayBuffer(4)
  const resultAddress = ptr(result)
  const resultI32 = new Int32Array(result)
  return {
    byteRows(values, rowBytes) {
      return { values, rowBytes, address: values.length === 0 ? 0 : ptr(values) }
    },
    hamming(rows, query, slots, count, out) {
      out[0] = touchBytes(rows, slots, count)
      const { address, rowBytes } = rows
      for (let index = 0; index < count; index++) {
        const row = address + (slots[index] as number) * rowBytes
        hammingU1(query.address, row, rowBytes * 8, resultAddress)
        out[index] = resultI32[0] as number
      }
    },
    hammingPlanes(rows, planes, planeCount, slots, count, out) {
      out[0] = touchBytes(rows, slots, count)
      const { address, rowBytes } = rows
      for (let index = 0; index < count; index++) {
        const row = address + (slots[index] as number) * rowBytes
        let sum = 0
        for (let plane = planeCount - 1; plane >= 0; plane--) {
          hammingU1(planes.address + plane * rowBytes, row, rowBytes * 8, resultAddress)
          sum = 2 * sum + (resultI32[0] as number)
        }
        out[index] = sum
      }
    },
    dotI4(rows, query, slots, count, out) {
      out[0] = touchBytes(rows, slots, count)
      const { address, rowBytes } = rows
      for (let index = 0; index < count; index++) {
        const row = address + (slots[index] as number) * rowBytes
        dotI4(query.address, row, rowBytes * 2, resultAddress)
        out[index] = resultI32[0] as number
      }
      if (query.values.length === rowBytes) return
      const low = query.address + rowBytes
      for (let index = 0; index < count; index++) {
        const row = address + (slots[index] as number) * rowBytes
        dotI4(low, row, rowBytes * 2, resultAddress)
        out[index] = 16 * (out[index] as number) + (resultI32[0] as number)
      }
    },
  }
}

function nativePacking(library: Library): Pick<Kernels, 'packF32' | 'packI8'> {
  return {
    packF32(rows, rowCount) {
      const { address, dimension } = rows
      const memory = new ArrayBuffer(Math.max(8, Number(library.packedSizeF32(rowCount, dimension))))
      const packed = ptr(memory)
      library.packF32(address, rowCount, dimension, dimension * 4, packed)
      return { rows, rowCount, memory, address: packed }
    },
    packI8(rows, rowCount) {
      const { address, dimension } = rows
      const memory = new ArrayBuffer(Math.max(8, Number(library.packedSizeI8(rowCount, dimension))))
      const packed = ptr(memory)
      library.packI8(address, rowCount, dimension, dimension, packed)
      return { rows, rowCount, memory, address: packed }
    },
  }
}

/**
 * Reads one number of every cache line of the rows. The loads do not depend on each other, so their misses
 * overlap; a kernel that came upon the rows one by one would wait for each. The sum is to be stored, else the
 * compiler would drop the loads.
 */
function touchF32(rows: F32Rows, slots: Uint32Array, count: number): number {
  const { values, dimension } = rows
  let sum = 0
  for (let index = 0; index < count; index++) {
    const from = (slots[index] as number) * dimension
    for (let at = from; at < from + dimension; at += 16) sum += values[at] as number
  }
  return sum
}

/** The same over packed bits and 4-bit integers. */
export function touchBytes({ values, rowBytes }: ByteRows, slots: Uint32Array, count: number): number {
  let sum = 0
  for (let index = 0; index < count; index++) {
    const from = (slots[index] as number) * rowBytes
    for (let at = from; at < from + rowBytes; at += 64) sum += values[at] as number
  }
  return sum
}

/** The same over bytes. */
function touchI8(rows: I8Rows, slots: Uint32Array, count: number): number {
  const { values, dimension } = rows
  let sum = 0
  for (let index = 0; index < count; index++) {
    const from = (slots[index] as number) * dimension
    for (let at = from; at < from + dimension; at += 64) sum += values[at] as number
  }
  return sum
}
