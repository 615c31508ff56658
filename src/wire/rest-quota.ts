import type { QuotaConfig, QuotaUsage } from '#model/quota.ts'
import { bool, type Decode, Fields, unsigned } from './json-decode.ts'

const u8 = unsigned('u8', 255)

/** The limits of a node. */
export const quotaBody: Decode<QuotaConfig> = (node, at) => {
  const fields = new Fields(node, at, 'QuotaConfig')
  const percent = (name: string, min: number): number | undefined => {
    const value = fields.optional(name, u8)
    if (value !== undefined && (value < min || value > 100)) {
      const range = min === 0 ? 'must be 100 or smaller' : `must be from ${min} to 100`
      at.report(name, `value ${value} invalid, ${range}`)
    }
    return value
  }
  return {
    enabled: fields.optional('enabled', bool) ?? false,
    maxResidentMemoryPercent: percent('max_resident_memory_percent', 1),
    maxDiskUsagePercent: percent('max_disk_usage_percent', 1),
    releaseMarginPercent: percent('release_margin_percent', 0),
  }
}

/** As the API shows limits; what is unset is left out. */
export function quotaJson(config: QuotaConfig): object {
  return {
    enabled: config.enabled,
    max_resident_memory_percent: config.maxResidentMemoryPercent,
    max_disk_usage_percent: config.maxDiskUsagePercent,
    release_margin_percent: config.releaseMarginPercent,
  }
}

export function quotaUsageJson({ memory, disk }: QuotaUsage): object {
  return { resident_memory_percent: memory, disk_usage_percent: disk }
}
