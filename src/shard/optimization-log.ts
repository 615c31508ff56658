import { createHash, randomUUID } from 'node:crypto'
import type {
  Optimization,
  OptimizationStatus,
  OptimizedSegment,
  PendingOptimization,
} from '#model/optimization.ts'
import type { OptimizerJob, PartStats } from './optimizer-policy.ts'

/** Endings that are remembered. */
const completedMax = 16

/** The optimizations of one shard since the process started. */
export class OptimizationLog {
  readonly #running = new Set<Optimization>()
  /** Newest first. */
  #completed: Optimization[] = []

  /** Notes the beginning of work; the result notes its end. */
  start(work: PendingOptimization): (status: OptimizationStatus) => void {
    const begun: Optimization = {
      ...work,
      uuid: randomUUID(),
      status: { kind: 'optimizing' },
      startedMs: Date.now(),
      endedMs: undefined,
    }
    this.#running.add(begun)
    return (status) => {
      this.#running.delete(begun)
      this.#completed = [{ ...begun, status, endedMs: Date.now() }, ...this.#completed].slice(0, completedMax)
    }
  }

  get running(): readonly Optimization[] {
    return [...this.#running].toSorted((a, b) => b.startedMs - a.startedMs)
  }

  get completed(): readonly Optimization[] {
    return this.#completed
  }
}

/** What a job is in the words of Qdrant, whose optimizers are divided otherwise. */
export function describeJob(
  job: OptimizerJob,
  parts: readonly PartStats[],
  shardId: string,
): PendingOptimization {
  const sources = job.kind === 'index' ? [job.partId] : job.sources
  const known = parts.filter((part) => sources.includes(part.partId))
  return { optimizer: optimizerOf(job, known), segments: known.map((part) => segmentOf(part, shardId)) }
}

function optimizerOf(job: OptimizerJob, sources: readonly PartStats[]): PendingOptimization['optimizer'] {
  if (job.kind === 'drop') return 'vacuum'
  if (job.kind === 'index') return sources.some((part) => part.hasGraphs) ? 'config-mismatch' : 'indexing'
  const [only, second] = sources
  if (second || !only) return 'merge'
  return only.kind === 'head' ? 'indexing' : 'vacuum'
}

export function segmentOf({ partId, live }: PartStats, shardId: string): OptimizedSegment {
  return { uuid: partUuid(shardId, partId), pointsCount: live }
}

/** Parts have numbers; clients expect a UUID: one that is made of the shard and the number. */
function partUuid(shardId: string, partId: number): string {
  const hash = createHash('sha256').update(`${shardId} ${partId}`).digest('hex')
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16)
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
