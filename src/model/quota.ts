/** How much of the machine the node may fill, in percent of what there is. */
export interface QuotaConfig {
  /** False: nothing is limited. */
  readonly enabled: boolean
  /** 1..100; undefined: not limited. */
  readonly maxResidentMemoryPercent?: number | undefined
  /** 1..100, of the file system that holds the storage; undefined: not limited. */
  readonly maxDiskUsagePercent?: number | undefined
  /** 0..100: so far below its limit a resource must fall before the node takes writes again. */
  readonly releaseMarginPercent?: number | undefined
}

export type QuotaResource = 'memory' | 'disk'

/** Whole percent; undefined: it cannot be measured here. */
export type QuotaUsage = Readonly<Record<QuotaResource, number | undefined>>

export const noQuota: QuotaConfig = { enabled: false }

const releaseMarginDefault = 5

interface Words {
  readonly what: string
  readonly total: string
  readonly remedy: string
  readonly key: string
}

const words: Readonly<Record<QuotaResource, Words>> = {
  memory: {
    what: 'Resident memory usage',
    total: 'total memory',
    remedy: 'Reduce memory usage',
    key: 'max_resident_memory_percent',
  },
  disk: {
    what: 'Disk usage',
    total: 'total capacity',
    remedy: 'Reduce disk usage',
    key: 'max_disk_usage_percent',
  },
}

/**
 * Holds usage against the limits, and remembers what was over its limit: that has to fall by the margin before
 * it counts as within again, so that a resource that rests on its limit does not let every other write through.
 */
export class QuotaJudge {
  readonly #exceeded = new Set<QuotaResource>()

  /** Forgets what was exceeded. */
  clear(): void {
    this.#exceeded.clear()
  }

  /** Why a write that needs room is refused; undefined: it is not. */
  judge(config: QuotaConfig, usage: QuotaUsage): string | undefined {
    const memory = this.#judgeOne('memory', config, config.maxResidentMemoryPercent, usage.memory)
    const disk = this.#judgeOne('disk', config, config.maxDiskUsagePercent, usage.disk)
    return memory ?? disk
  }

  #judgeOne(
    resource: QuotaResource,
    { enabled, releaseMarginPercent: margin = releaseMarginDefault }: QuotaConfig,
    limit: number | undefined,
    used: number | undefined,
  ): string | undefined {
    const wasExceeded = this.#exceeded.delete(resource)
    if (!enabled || limit === undefined || used === undefined) return undefined
    // A margin as wide as the limit must not keep the node shut for ever.
    const threshold = wasExceeded ? Math.max(limit - margin, 1) : limit
    if (used < threshold) return undefined
    this.#exceeded.add(resource)
    const { what, total, remedy, key } = words[resource]
    const condition =
      used >= limit
        ? `${what} is at ${used}% of ${total}, exceeding the configured limit of ${limit}%`
        : `${what} is at ${used}% of ${total}. It reached the configured limit of ${limit}% and has to fall ` +
          `below ${threshold}% before this node takes writes again`
    return `${condition}. Help: ${remedy} (e.g. delete points or drop collections), or raise \`${key}\` in the global quota config.`
  }
}
