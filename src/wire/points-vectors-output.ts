import type { NamedVectors, VectorData } from '#model/vector.ts'
import { delimitedBytes, type ProtoWriter, textBytes, varintBytes } from './proto-writer.ts'

/**
 * qdrant.VectorsOutput. One vector without a name is sent bare, everything else by name.
 */
export function vectorsBytes(vectors: NamedVectors): number {
  const single = vectors.size === 1 ? vectors.get('') : undefined
  return delimitedBytes(single === undefined ? namedBytes(vectors) : vectorBytes(single))
}

export function writeVectors(writer: ProtoWriter, vectors: NamedVectors): void {
  const single = vectors.size === 1 ? vectors.get('') : undefined
  if (single !== undefined) {
    writer.byte(tag.vector)
    writeVector(writer, single)
    return
  }
  writer.byte(tag.vectors)
  writer.varint(namedBytes(vectors))
  for (const [name, vector] of vectors) {
    const nameBytes = textBytes(name)
    writer.byte(tag.entry)
    writer.varint(delimitedBytes(nameBytes) + delimitedBytes(vectorBytes(vector)))
    writer.byte(tag.entryKey)
    writer.text(name, nameBytes)
    writer.byte(tag.entryValue)
    writeVector(writer, vector)
  }
}

const tag = {
  vector: 0x0a,
  vectors: 0x12,
  entry: 0x0a,
  entryKey: 0x0a,
  entryValue: 0x12,
  /** First field of DenseVector, SparseVector and MultiDenseVector. */
  first: 0x0a,
  indices: 0x12,
} as const

/** Fields 101 to 103 of VectorOutput: tags of two bytes. */
const armTag = { dense: 101, sparse: 102, multi: 103 } as const

function namedBytes(vectors: NamedVectors): number {
  let size = 0
  for (const [name, vector] of vectors) {
    size += delimitedBytes(delimitedBytes(textBytes(name)) + delimitedBytes(vectorBytes(vector)))
  }
  return size
}

/** The content of a VectorOutput. */
function vectorBytes(vector: VectorData): number {
  return 1 + delimitedBytes(armBytes(vector))
}

/** Length and content of a VectorOutput. */
function writeVector(writer: ProtoWriter, vector: VectorData): void {
  const size = armBytes(vector)
  writer.varint(1 + delimitedBytes(size))
  writer.varint((armTag[vector.kind] << 3) | 2)
  writer.varint(size)
  switch (vector.kind) {
    case 'dense':
      writeFloats(writer, vector.values)
      return
    case 'sparse':
      writeFloats(writer, vector.values)
      writeIndices(writer, vector.indices)
      return
    case 'multi':
      for (const row of rowsOf(vector.values, vector.dimension)) {
        writer.byte(tag.first)
        writer.varint(floatsBytes(row.length))
        writeFloats(writer, row)
      }
  }
}

function armBytes(vector: VectorData): number {
  switch (vector.kind) {
    case 'dense':
      return floatsBytes(vector.values.length)
    case 'sparse':
      return floatsBytes(vector.values.length) + indicesBytes(vector.indices)
    case 'multi':
      if (vector.values.length === 0) return 0
      return (vector.values.length / vector.dimension) * delimitedBytes(floatsBytes(vector.dimension))
  }
}

function rowsOf(values: Float32Array, dimension: number): Float32Array[] {
  const rows: Float32Array[] = []
  for (let at = 0; at < values.length; at += dimension) rows.push(values.subarray(at, at + dimension))
  return rows
}

/** A packed field of floats; nothing at all without any. */
function floatsBytes(count: number): number {
  return count === 0 ? 0 : delimitedBytes(4 * count)
}

function writeFloats(writer: ProtoWriter, values: Float32Array): void {
  if (values.length === 0) return
  writer.byte(tag.first)
  writer.varint(4 * values.length)
  writer.floats(values)
}

function indicesBytes(indices: Uint32Array): number {
  return indices.length === 0 ? 0 : delimitedBytes(packedBytes(indices))
}

function writeIndices(writer: ProtoWriter, indices: Uint32Array): void {
  if (indices.length === 0) return
  writer.byte(tag.indices)
  writer.varint(packedBytes(indices))
  for (const index of indices) writer.varint(index)
}

function packedBytes(numbers: Iterable<number>): number {
  let size = 0
  for (const number of numbers) size += varintBytes(number)
  return size
}
