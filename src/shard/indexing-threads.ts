import type { CollectionConfig } from '#model/collection.ts'

/** Native threads for the graphs of a segment: the most that any vector name is given; 0: one of them is given all. */
export function indexingThreads({ hnsw, vectors }: Pick<CollectionConfig, 'hnsw' | 'vectors'>): number {
  const limits = [...vectors.values()].map(
    (vector) => vector.hnsw?.maxIndexingThreads ?? hnsw.maxIndexingThreads ?? 0,
  )
  return limits.includes(0) ? 0 : Math.max(0, ...limits)
}
