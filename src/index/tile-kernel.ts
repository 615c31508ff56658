import { dlopen, ptr } from 'bun:ffi'
import { nativeLibraryPath } from './native-library.ts'

/** What the numbers of coded rows are: signed, of 4 bits (two in a byte) or of 8. */
export type TileKind = 'i4' | 'i8'

/** Rows of a tile; the last one of several is filled up with zeros. */
export const tileRows = 128

/**
 * Dot products of one query with rows that lie together in tiles, which are arranged by native code: a fifth of what
 * rows cost that are scored one by one. How a tile is arranged depends on the library and on the processor.
 */
export interface TileKernel {
  /** Of memory that does not move: see `Rows` of the other kernels. */
  addressOf(memory: Uint8Array | Int32Array): number
  /** Bytes of a tile of rows of so many numbers. */
  tileBytes(kind: TileKind, dimension: number): number
  /** Arranges `tileRows` rows that stand at an address one after the other. */
  pack(kind: TileKind, rows: number, dimension: number, tile: number): void
  /**
   * Writes the exact dot products of `queryCount` rows at `query` with those of `tileCount` tiles as i32: tile after
   * tile, in each row of the query after row.
   */
  dots(
    kind: TileKind,
    query: number,
    queryCount: number,
    tiles: number,
    tileCount: number,
    dimension: number,
    out: number,
  ): void
}

type NativeSize = (rowCount: number, dimension: number) => number | bigint
type NativePack = (rows: number, rowCount: number, dimension: number, rowBytes: number, tile: number) => void
type NativeDots = (
  ...arguments_: [
    ...[rows: number, packed: number, out: number, rowCount: number, packedCount: number],
    ...[dimension: number, rowBytes: number, outBytes: number],
  ]
) => void

interface NativeTiles {
  readonly size: NativeSize
  readonly pack: NativePack
  readonly dots: NativeDots
}

/** Undefined where the native library cannot be loaded. */
export function openTileKernel(): TileKernel | undefined {
  const native = openNative()
  if (native === undefined) return undefined
  const bytesOf = (kind: TileKind, dimension: number): number => {
    const bytes = Number(native[kind].size(tileRows, dimension))
    return Math.ceil(bytes / tileAlignment) * tileAlignment
  }
  const known = { i4: new Map<number, number>(), i8: new Map<number, number>() }
  const knownBytes = (kind: TileKind, dimension: number): number => {
    let bytes = known[kind].get(dimension)
    if (bytes === undefined) {
      bytes = bytesOf(kind, dimension)
      known[kind].set(dimension, bytes)
    }
    return bytes
  }
  return {
    tileBytes: knownBytes,
    addressOf: (memory) => ptr(memory),
    pack(kind, rows, dimension, tile) {
      native[kind].pack(rows, tileRows, dimension, rowBytesOf(kind, dimension), tile)
    },
    dots(kind, query, queryCount, tiles, tileCount, dimension, out) {
      const { dots } = native[kind]
      const tileBytes = knownBytes(kind, dimension)
      const rowBytes = rowBytesOf(kind, dimension)
      const outBytes = queryCount * tileRows * 4
      for (let tile = 0; tile < tileCount; tile++) {
        const at = tiles + tile * tileBytes
        dots(query, at, out + tile * outBytes, queryCount, tileRows, dimension, rowBytes, tileRows * 4)
      }
    },
  }
}

const tileAlignment = 64

function rowBytesOf(kind: TileKind, dimension: number): number {
  return kind === 'i4' ? dimension >>> 1 : dimension
}

function openNative(): Record<TileKind, NativeTiles> | undefined {
  if (nativeLibraryPath === undefined) return undefined
  // A size_t is passed as an address, as by the other kernels.
  const size = { args: ['ptr', 'ptr'], returns: 'usize' } as const
  const pack = { args: ['ptr', 'ptr', 'ptr', 'ptr', 'ptr'], returns: 'void' } as const
  const dots = { args: ['ptr', 'ptr', 'ptr', 'ptr', 'ptr', 'ptr', 'ptr', 'ptr'], returns: 'void' } as const
  try {
    const { symbols } = dlopen(nativeLibraryPath, {
      nk_dots_packed_size_i4: size,
      nk_dots_pack_i4: pack,
      nk_dots_packed_i4: dots,
      nk_dots_packed_size_i8: size,
      nk_dots_pack_i8: pack,
      nk_dots_packed_i8: dots,
    })
    return {
      i4: {
        size: symbols.nk_dots_packed_size_i4 as unknown as NativeSize,
        pack: symbols.nk_dots_pack_i4 as unknown as NativePack,
        dots: symbols.nk_dots_packed_i4 as unknown as NativeDots,
      },
      i8: {
        size: symbols.nk_dots_packed_size_i8 as unknown as NativeSize,
        pack: symbols.nk_dots_pack_i8 as unknown as NativePack,
        dots: symbols.nk_dots_packed_i8 as unknown as NativeDots,
      },
    }
  } catch {
    return undefined
  }
}
