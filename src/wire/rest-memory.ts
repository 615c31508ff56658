import {
  type CollectionMemory,
  type MemoryUsage,
  totalMemory,
  type VectorMemory,
} from '#model/memory-usage.ts'

/** The answer of the API, and in `other` what only this server has. */
export function memoryJson(memory: CollectionMemory): object {
  return {
    total: usageJson(totalMemory(memory)),
    vectors: [...memory.vectors].map(([name, { quantized, ...vector }]) => ({
      ...vectorJson(name, vector),
      ...(quantized ? { quantized: usageJson(quantized) } : {}),
    })),
    sparse_vectors: [...memory.sparseVectors].map(([name, vector]) => vectorJson(name, vector)),
    payload: usageJson(memory.payload),
    payload_index: [...memory.payloadIndexes].map(([name, usage]) => ({ name, usage: usageJson(usage) })),
    other: {
      id_tracker: usageJson(memory.ids),
      database: usageJson(memory.database),
      filters: usageJson(memory.filters),
      unused: usageJson(memory.unused),
    },
  }
}

function vectorJson(name: string, { storage, index }: Pick<VectorMemory, 'storage' | 'index'>): object {
  return { name, storage: usageJson(storage), index: usageJson(index) }
}

function usageJson({ diskBytes, ramBytes, cachedBytes, expectedCacheBytes }: MemoryUsage): object {
  return {
    disk_bytes: diskBytes,
    ram_bytes: ramBytes,
    cached_bytes: cachedBytes,
    expected_cache_bytes: expectedCacheBytes,
  }
}
