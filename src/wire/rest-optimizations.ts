import { wrongInput } from '#model/errors.ts'
import type {
  Optimization,
  Optimizations,
  OptimizationStatus,
  OptimizedSegment,
  PendingOptimization,
} from '#model/optimization.ts'
import { unsignedOf } from './rest-params.ts'

/** What is wanted beside the summary and what runs. */
export interface OptimizationsParams {
  readonly queued: boolean
  readonly idleSegments: boolean
  /** Undefined: none. */
  readonly completedMax: number | undefined
}

const completedMaxDefault = 16

/** `with`, a list of names, and `completed_limit`. */
export function optimizationsParams(search: string): OptimizationsParams {
  const params = new URLSearchParams(search)
  const completedMax = unsignedOf(params.get('completed_limit')) ?? completedMaxDefault
  const wanted = new Set((params.get('with') ?? '').split(',').map((name) => name.trim()))
  for (const name of wanted) {
    if (!['', 'queued', 'completed', 'idle_segments'].includes(name)) {
      throw wrongInput(`Unknown field in 'with' parameter: ${name}`)
    }
  }
  return {
    queued: wanted.has('queued'),
    idleSegments: wanted.has('idle_segments'),
    completedMax: wanted.has('completed') ? completedMax : undefined,
  }
}

export function optimizationsJson(
  { running, completed, queued, idle }: Optimizations,
  { queued: withQueued, idleSegments, completedMax }: OptimizationsParams,
): object {
  const waiting = queued.flatMap(({ segments }) => segments)
  return {
    summary: {
      queued_optimizations: queued.length,
      queued_segments: waiting.length,
      queued_points: waiting.reduce((sum, { pointsCount }) => sum + pointsCount, 0),
      idle_segments: idle.length,
    },
    running: running.map(optimizationJson),
    ...(withQueued ? { queued: queued.map(pendingJson) } : {}),
    ...(completedMax === undefined
      ? {}
      : { completed: completed.slice(0, completedMax).map(optimizationJson) }),
    ...(idleSegments ? { idle_segments: idle.map(segmentJson) } : {}),
  }
}

function optimizationJson(optimization: Optimization): object {
  const { uuid, status, startedMs, endedMs } = optimization
  const { optimizer, segments } = pendingJson(optimization)
  const ended =
    endedMs === undefined
      ? {}
      : { finished_at: timeText(endedMs), duration_sec: (endedMs - startedMs) / 1000 }
  return {
    uuid,
    optimizer,
    status: statusJson(status),
    segments,
    progress: { name: 'Segment Optimizing', started_at: timeText(startedMs), ...ended },
  }
}

function pendingJson({ optimizer, segments }: PendingOptimization): {
  optimizer: string
  segments: object[]
} {
  return { optimizer, segments: segments.map(segmentJson) }
}

function segmentJson({ uuid, pointsCount }: OptimizedSegment): object {
  return { uuid, points_count: pointsCount }
}

function statusJson(status: OptimizationStatus): unknown {
  return status.kind === 'cancelled' || status.kind === 'error'
    ? { [status.kind]: status.reason }
    : status.kind
}

function timeText(ms: number): string {
  return new Date(ms).toISOString()
}
