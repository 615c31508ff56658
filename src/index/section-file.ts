/**
 * The frame of every index file: a header, then sections that start at multiples of 64 bytes, so that typed
 * arrays over a mapped file need no copy. All numbers are little-endian, as is every machine that we run on.
 *
 * Header, in u32: magic, format version, count of numbers, count of sections; then the numbers as f64; then
 * for each section its byte offset and its byte length as f64.
 */
export class IndexFileError extends Error {
  override readonly name = 'IndexFileError'
}

/** Four ASCII characters and a version say what a file is. */
export interface IndexFileKind {
  readonly magic: string
  readonly version: number
}

export interface IndexFile {
  readonly bytes: Uint8Array
  /** What describes the content: counts, dimensions. */
  readonly numbers: readonly number[]
  readonly sections: readonly Uint8Array[]
}

const alignment = 64
const align = (offset: number): number => Math.ceil(offset / alignment) * alignment

function magicNumber(magic: string): number {
  let value = 0
  for (let index = 3; index >= 0; index--) value = value * 256 + magic.charCodeAt(index)
  return value
}

/** The four characters that a file begins with. */
export function fileMagic(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 4))
}

/** Where the number at a position of `numbers` stands in the file. */
export function numberOffset(position: number): number {
  return 16 + position * 8
}

/** A new file with zeroed sections of the given byte lengths, to be filled in place. */
export function createIndexFile(
  kind: IndexFileKind,
  numbers: readonly number[],
  sectionLengths: readonly number[],
): IndexFile {
  const headerLength = 16 + numbers.length * 8 + sectionLengths.length * 16
  let end = align(headerLength)
  const offsets: number[] = []
  for (const length of sectionLengths) {
    offsets.push(end)
    end = align(end + length)
  }
  const bytes = new Uint8Array(new ArrayBuffer(end))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magicNumber(kind.magic), true)
  view.setUint32(4, kind.version, true)
  view.setUint32(8, numbers.length, true)
  view.setUint32(12, sectionLengths.length, true)
  let at = 16
  for (const value of numbers) {
    view.setFloat64(at, value, true)
    at += 8
  }
  const sections = sectionLengths.map((length, index) => {
    const offset = offsets[index] as number
    view.setFloat64(at, offset, true)
    view.setFloat64(at + 8, length, true)
    at += 16
    return bytes.subarray(offset, offset + length)
  })
  return { bytes, numbers, sections }
}

/** Reads what `createIndexFile` laid out. Throws `IndexFileError` when it is something else or cut off. */
export function openIndexFile(
  kind: IndexFileKind,
  bytes: Uint8Array,
  numberCount: number,
  sectionCount: number,
): IndexFile {
  if (bytes.byteLength < 16) throw new IndexFileError(`an index file of ${bytes.byteLength} bytes is cut off`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== magicNumber(kind.magic))
    throw new IndexFileError(`not a ${kind.magic} file`)
  const version = view.getUint32(4, true)
  if (version !== kind.version) {
    throw new IndexFileError(`version ${version} of ${kind.magic} files is not known, only ${kind.version}`)
  }
  if (view.getUint32(8, true) !== numberCount || view.getUint32(12, true) !== sectionCount) {
    throw new IndexFileError(`a ${kind.magic} file of another shape`)
  }
  if (bytes.byteLength < 16 + numberCount * 8 + sectionCount * 16) {
    throw new IndexFileError(`the header of a ${kind.magic} file is cut off`)
  }
  let at = 16
  const numbers: number[] = []
  for (let index = 0; index < numberCount; index++, at += 8) numbers.push(view.getFloat64(at, true))
  const sections: Uint8Array[] = []
  for (let index = 0; index < sectionCount; index++, at += 16) {
    const offset = view.getFloat64(at, true)
    const length = view.getFloat64(at + 8, true)
    if (!(offset >= 0 && length >= 0 && offset + length <= bytes.byteLength)) {
      throw new IndexFileError(`a section of a ${kind.magic} file is cut off`)
    }
    sections.push(bytes.subarray(offset, offset + length))
  }
  return { bytes, numbers, sections }
}

/** The section as 32-bit unsigned integers, no copy. */
export function asU32(section: Uint8Array): Uint32Array {
  return new Uint32Array(section.buffer, section.byteOffset, section.byteLength >>> 2)
}
/** The section as 32-bit floats, no copy. */
export function asF32(section: Uint8Array): Float32Array {
  return new Float32Array(section.buffer, section.byteOffset, section.byteLength >>> 2)
}
/** The section as 8-bit integers, no copy. */
export function asI8(section: Uint8Array): Int8Array {
  return new Int8Array(section.buffer, section.byteOffset, section.byteLength)
}
