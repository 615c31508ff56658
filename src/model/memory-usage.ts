/** What something takes on the disk and in memory, in bytes. */
export interface MemoryUsage {
  readonly diskBytes: number
  /** Memory that no file is behind. */
  readonly ramBytes: number
  /** Of its files, what the system has in memory now. */
  readonly cachedBytes: number
  /** Of its files, what should be in memory for it to be fast. */
  readonly expectedCacheBytes: number
}

export interface VectorMemory {
  readonly storage: MemoryUsage
  readonly index: MemoryUsage
  /** Undefined: there are no codes. */
  readonly quantized: MemoryUsage | undefined
}

/** What the parts of a collection take; each byte is counted once. */
export interface CollectionMemory {
  /** By name. */
  readonly vectors: ReadonlyMap<string, VectorMemory>
  readonly sparseVectors: ReadonlyMap<string, VectorMemory>
  readonly payload: MemoryUsage
  /** By path. */
  readonly payloadIndexes: ReadonlyMap<string, MemoryUsage>
  /** Ids, versions, and which points live. */
  readonly ids: MemoryUsage
  /** The database that everything else can be made from. */
  readonly database: MemoryUsage
  /** Results of filters that are kept. */
  readonly filters: MemoryUsage
  /** Files that no setting asks for any more. */
  readonly unused: MemoryUsage
}

export function sumOfUsages(usages: Iterable<MemoryUsage>): MemoryUsage {
  const sum = { diskBytes: 0, ramBytes: 0, cachedBytes: 0, expectedCacheBytes: 0 }
  for (const { diskBytes, ramBytes, cachedBytes, expectedCacheBytes } of usages) {
    sum.diskBytes += diskBytes
    sum.ramBytes += ramBytes
    sum.cachedBytes += cachedBytes
    sum.expectedCacheBytes += expectedCacheBytes
  }
  return sum
}

/** What all of it takes together. */
export function totalMemory(memory: CollectionMemory): MemoryUsage {
  const { payload, ids, database, filters, unused } = memory
  const usages = [payload, ids, database, filters, unused, ...memory.payloadIndexes.values()]
  for (const vectors of [memory.vectors, memory.sparseVectors]) {
    for (const { storage, index, quantized } of vectors.values()) {
      usages.push(storage, index, ...(quantized ? [quantized] : []))
    }
  }
  return sumOfUsages(usages)
}
