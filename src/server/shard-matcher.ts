import { must } from '#base/assert.ts'
import { addHardwareUsage, type HardwareUsage } from '#base/hardware-usage.ts'
import { Task } from '#base/task.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type { PointId } from '#model/point-id.ts'
import type { ReaderThread } from '#shard/reader-thread.ts'
import { ShardReader } from '#shard/shard-reader.ts'
import type { ShardView } from '#shard/shard-view.ts'
import type { PointMatcher } from '#shard/writer.ts'

export interface ShardMatcherOptions {
  readonly path: string
  readonly boot: number
  readonly readerThread: ReaderThread
  /** As of now. */
  readonly config: () => CollectionConfig
}

/** Milliseconds that the filter of a write may take: as long as clients wait for the write. */
const filterMsMax = 60_000

/** Evaluates the filters of writes as reads do, over all points of a shard that the writer has open. */
export function createShardMatcher(options: ShardMatcherOptions): PointMatcher {
  const { path, boot, readerThread, config } = options
  let reader: ShardReader | undefined
  const view = (): ShardView => {
    reader ??= must(ShardReader.open(path, boot, readerThread, true), 'a shard that is written can be read')
    return reader.view(config())
  }
  return {
    async selectPoints(filter: Filter, usage: HardwareUsage) {
      const now = view()
      const task = new Task(filterMsMax)
      const refs = await now.scroll(filter, undefined, Number.MAX_SAFE_INTEGER, task)
      addHardwareUsage(usage, task.usage)
      return refs.map((ref) => now.idOf(ref))
    },
    async matching(ids: readonly PointId[], filter: Filter, usage: HardwareUsage) {
      const now = view()
      const passes = now.matcher(filter, usage)
      return new Set(
        ids.filter((id) => {
          const ref = now.find(id)
          return ref !== undefined && passes(ref)
        }),
      )
    },
  }
}
