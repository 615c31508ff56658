import { readFileSync, renameSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { residentMemoryPercent } from '#base/resident-memory.ts'
import { RequestError } from '#model/errors.ts'
import { noQuota, type QuotaConfig, QuotaJudge, type QuotaUsage } from '#model/quota.ts'
import type { Quotas } from '#service/ports.ts'
import { quotaJson } from '#wire/rest-quota.ts'
import { exitCode, StartError } from './exit-code.ts'

const fileName = 'quota.json'
/** A measurement that is within the limits is good for so long. */
const measuredMsMax = 5000

const percent = (min: number) => z.optional(z.nullable(z.int().check(z.gte(min), z.lte(100))))
const fileSchema = z.object({
  enabled: z.optional(z.boolean()),
  max_resident_memory_percent: percent(1),
  max_disk_usage_percent: percent(1),
  release_margin_percent: percent(0),
})

/**
 * The limits of the node on one thread. They are kept in a file beside the data: a thread that changes them
 * replaces the file, and the others notice at their next write.
 */
export class NodeQuotas implements Quotas {
  readonly #storagePath: string
  readonly #path: string
  readonly #judge = new QuotaJudge()
  #config: QuotaConfig
  /** Of the file when it was read: its number and its time; undefined: there was none. */
  #version: string | undefined
  #within: { readonly untilMs: number } | undefined

  /** Throws `StartError` when the file is there but cannot be understood. */
  constructor(storagePath: string) {
    this.#storagePath = storagePath
    this.#path = join(storagePath, fileName)
    this.#version = this.#versionNow()
    this.#config = this.#read()
  }

  /** Before other threads start: makes the file where there is none. Throws `StartError` for a wrong one. */
  static prepare(storagePath: string, first: QuotaConfig): void {
    const quotas = new NodeQuotas(storagePath)
    if (quotas.#version === undefined && first.enabled) quotas.setConfig(first)
  }

  get config(): QuotaConfig {
    this.#follow()
    return this.#config
  }

  setConfig(config: QuotaConfig): void {
    const temporary = `${this.#path}.new`
    writeFileSync(temporary, `${JSON.stringify(quotaJson(config))}\n`, { flush: true })
    renameSync(temporary, this.#path)
    this.#follow()
  }

  usage(): QuotaUsage {
    return { memory: residentMemoryPercent(), disk: diskUsagePercent(this.#storagePath) }
  }

  check(): void {
    this.#follow()
    const now = performance.now()
    if (!this.#config.enabled || (this.#within && now < this.#within.untilMs)) return
    const refusal = this.#judge.judge(this.#config, this.usage())
    // A refusal is measured anew each time, so that writes go on at once when there is room.
    this.#within = refusal === undefined ? { untilMs: now + measuredMsMax } : undefined
    if (refusal !== undefined)
      throw new RequestError('insufficient-storage', `Insufficient storage: ${refusal}`)
  }

  #follow(): void {
    const version = this.#versionNow()
    if (version === this.#version) return
    this.#version = version
    this.#config = this.#read()
    this.#judge.clear()
    this.#within = undefined
  }

  #versionNow(): string | undefined {
    const stat = statSync(this.#path, { throwIfNoEntry: false, bigint: true })
    return stat && `${stat.ino} ${stat.mtimeNs}`
  }

  #read(): QuotaConfig {
    if (this.#version === undefined) return noQuota
    try {
      const file = z.parse(fileSchema, JSON.parse(readFileSync(this.#path, 'utf8')))
      return {
        enabled: file.enabled ?? false,
        maxResidentMemoryPercent: file.max_resident_memory_percent ?? undefined,
        maxDiskUsagePercent: file.max_disk_usage_percent ?? undefined,
        releaseMarginPercent: file.release_margin_percent ?? undefined,
      }
    } catch (error) {
      throw new StartError(exitCode.configuration, `${this.#path} does not hold quotas`, error)
    }
  }
}

/** Whole percent of the file system that cannot be written by us any more. */
function diskUsagePercent(path: string): number | undefined {
  const { blocks, bavail } = statfsSync(path)
  return blocks === 0 ? undefined : Math.floor(((blocks - bavail) * 100) / blocks)
}
