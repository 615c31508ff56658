import type { Kernels } from './kernel.ts'

/** Kernels in plain JavaScript, for platforms without the native library; the same results but for rounding. */
export const plainKernels: Kernels = {
  native: false,
  rows(values, dimension) {
    return { values, dimension, address: 0 }
  },
  dotF32(rows, query, slots, count, out) {
    const { values, dimension } = rows
    for (let index = 0; index < count; index++) {
      out[index] = Math.fround(
        dotProduct(query.values, 0, values, (slots[index] as number) * dimension, dimension),
      )
    }
  },
  euclidF32(rows, query, slots, count, out) {
    const { values, dimension } = rows
    for (let index = 0; index < count; index++) {
      const from = (slots[index] as number) * dimension
      out[index] = -Math.fround(squaredDistance(query.values, values, from, dimension))
    }
  },
  manhattanF32(rows, query, slots, count, out) {
    const { values, dimension } = rows
    for (let index = 0; index < count; index++) {
      const from = (slots[index] as number) * dimension
      out[index] = -Math.fround(manhattanDistance(query.values, values, from, dimension))
    }
  },
  dotI8(rows, query, slots, count, out) {
    const { values, dimension } = rows
    for (let index = 0; index < count; index++) {
      out[index] = integerDotProduct(query.values, 0, values, (slots[index] as number) * dimension, dimension)
    }
  },
  byteRows(values, rowBytes) {
    return { values, rowBytes, address: 0 }
  },
  hamming(rows, query, slots, count, out) {
    plainKernels.hammingPlanes(rows, query, 1, slots, count, out)
  },
  hammingPlanes({ values, rowBytes }, planes, planeCount, slots, count, out) {
    for (let index = 0; index < count; index++) {
      const from = (slots[index] as number) * rowBytes
      let sum = 0
      for (let plane = planeCount - 1; plane >= 0; plane--) {
        sum = 2 * sum + hammingDistance(planes.values, plane * rowBytes, values, from, rowBytes)
      }
      out[index] = sum
    }
  },
  dotI4({ values, rowBytes }, query, slots, count, out) {
    for (let index = 0; index < count; index++) {
      const from = (slots[index] as number) * rowBytes
      const high = nibbleDotProduct(query.values, 0, values, from, rowBytes)
      out[index] =
        query.values.length === rowBytes
          ? high
          : 16 * high + nibbleDotProduct(query.values, rowBytes, values, from, rowBytes)
    }
  },
  packF32(rows, rowCount) {
    return { rows, rowCount, memory: null, address: 0 }
  },
  packI8(rows, rowCount) {
    return { rows, rowCount, memory: null, address: 0 }
  },
  dotMatrixF32(rows, from, count, packed, out) {
    const { values, dimension } = rows
    const queries = packed.rows.values
    let at = 0
    for (let row = from; row < from + count; row++) {
      for (let query = 0; query < packed.rowCount; query++) {
        out[at++] = dotProduct(queries, query * dimension, values, row * dimension, dimension)
      }
    }
  },
  dotMatrixI8(rows, from, count, packed, out) {
    const { values, dimension } = rows
    const queries = packed.rows.values
    let at = 0
    for (let row = from; row < from + count; row++) {
      for (let query = 0; query < packed.rowCount; query++) {
        out[at++] = integerDotProduct(queries, query * dimension, values, row * dimension, dimension)
      }
    }
  },
}

// Four sums a loop: they do not wait for each other, which makes it 1.5 x faster than one.

function dotProduct(
  queries: Float32Array,
  queryFrom: number,
  rows: Float32Array,
  from: number,
  dimension: number,
): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let at = 0
  for (; at + 4 <= dimension; at += 4) {
    a += (queries[queryFrom + at] as number) * (rows[from + at] as number)
    b += (queries[queryFrom + at + 1] as number) * (rows[from + at + 1] as number)
    c += (queries[queryFrom + at + 2] as number) * (rows[from + at + 2] as number)
    d += (queries[queryFrom + at + 3] as number) * (rows[from + at + 3] as number)
  }
  for (; at < dimension; at++) a += (queries[queryFrom + at] as number) * (rows[from + at] as number)
  return a + b + (c + d)
}

function squaredDistance(query: Float32Array, rows: Float32Array, from: number, dimension: number): number {
  let a = 0
  let b = 0
  let at = 0
  for (; at + 2 <= dimension; at += 2) {
    const first = (query[at] as number) - (rows[from + at] as number)
    const second = (query[at + 1] as number) - (rows[from + at + 1] as number)
    a += first * first
    b += second * second
  }
  for (; at < dimension; at++) {
    const last = (query[at] as number) - (rows[from + at] as number)
    a += last * last
  }
  return a + b
}

function manhattanDistance(query: Float32Array, rows: Float32Array, from: number, dimension: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let at = 0
  for (; at + 4 <= dimension; at += 4) {
    a += Math.abs((query[at] as number) - (rows[from + at] as number))
    b += Math.abs((query[at + 1] as number) - (rows[from + at + 1] as number))
    c += Math.abs((query[at + 2] as number) - (rows[from + at + 2] as number))
    d += Math.abs((query[at + 3] as number) - (rows[from + at + 3] as number))
  }
  for (; at < dimension; at++) a += Math.abs((query[at] as number) - (rows[from + at] as number))
  return a + b + (c + d)
}

function integerDotProduct(
  queries: Int8Array,
  queryFrom: number,
  rows: Int8Array,
  from: number,
  dimension: number,
): number {
  let sum = 0
  for (let at = 0; at < dimension; at++) {
    sum = (sum + Math.imul(queries[queryFrom + at] as number, rows[from + at] as number)) | 0
  }
  return sum
}

function hammingDistance(
  queries: Uint8Array,
  queryFrom: number,
  rows: Uint8Array,
  from: number,
  length: number,
): number {
  let sum = 0
  for (let at = 0; at < length; at++) {
    const bits = (queries[queryFrom + at] as number) ^ (rows[from + at] as number)
    const pairs = bits - ((bits >>> 1) & 0x55)
    const fours = (pairs & 0x33) + ((pairs >>> 2) & 0x33)
    sum += (fours + (fours >>> 4)) & 0x0f
  }
  return sum
}

/** Of signed 4-bit integers, two in a byte. */
function nibbleDotProduct(
  queries: Uint8Array,
  queryFrom: number,
  rows: Uint8Array,
  from: number,
  length: number,
): number {
  let sum = 0
  for (let at = 0; at < length; at++) {
    const query = queries[queryFrom + at] as number
    const row = rows[from + at] as number
    sum += ((query << 28) >> 28) * ((row << 28) >> 28) + ((query << 24) >> 28) * ((row << 24) >> 28)
  }
  return sum
}
