import { totalmem } from 'node:os'
import { exitCode, StartError } from './exit-code.ts'

const megabyte = 2 ** 20

/** What is bounded so that the process stays within its memory. */
export interface MemoryPlan {
  /** Resident memory of the process in bytes; undefined: the system alone decides what stays. */
  readonly budgetBytes: number | undefined
  /** Results of filters that each serve thread keeps. */
  readonly filterCacheBytes: number
  /** Operations that wait for the writer. */
  readonly writeQueueBytes: number
  /** Vectors of a segment: the builder of a graph copies them at half their size. Undefined: any. */
  readonly segmentVectorBytes: number | undefined
}

const filterCacheBytesAll = 128 * megabyte
const filterCacheBytesMax = 64 * megabyte
const writeQueueBytesMax = 512 * megabyte
/** What the process takes before there is a collection, and a serve thread beside that. */
const baseBytes = 160 * megabyte
const serveThreadBytes = 32 * megabyte

/** Reads `storage.memory_budget`: bytes, with or without a unit, or a share of the memory that there is. */
export function memoryBudgetBytes(value: number | string, available = availableMemory()): number {
  if (typeof value === 'number') return value
  const match = /^\s*(\d+(?:\.\d+)?)\s*(%|[kmgt]?)(?:i?b)?\s*$/i.exec(value)
  const number = Number(match?.[1])
  const unit = match?.[2]?.toLowerCase() ?? ''
  if (unit === '%') return Math.floor((available * number) / 100)
  return Math.floor(number * 1024 ** ' kmgt'.indexOf(unit || ' '))
}

/** Shares a budget out. Throws `StartError` when a server cannot run in so little. */
export function planMemory(budgetBytes: number | undefined, serveThreads: number): MemoryPlan {
  const filterCacheBytes = Math.min(filterCacheBytesMax, Math.floor(filterCacheBytesAll / serveThreads))
  if (budgetBytes === undefined) {
    return {
      budgetBytes,
      filterCacheBytes,
      writeQueueBytes: writeQueueBytesMax,
      segmentVectorBytes: undefined,
    }
  }
  const least = baseBytes + serveThreads * serveThreadBytes
  if (budgetBytes < least) {
    throw new StartError(
      exitCode.configuration,
      `storage.memory_budget is ${megabytes(budgetBytes)} MB, but a server with ${serveThreads} threads for ` +
        `requests needs ${megabytes(least)} MB; give it more, or lower service.max_workers`,
    )
  }
  return {
    budgetBytes,
    filterCacheBytes: Math.min(filterCacheBytes, Math.floor(budgetBytes / 16 / serveThreads)),
    writeQueueBytes: Math.min(writeQueueBytesMax, Math.floor(budgetBytes / 8)),
    segmentVectorBytes: Math.floor((budgetBytes - baseBytes / 2) / 2),
  }
}

/** Of the machine, or of the control group where that has less. */
function availableMemory(): number {
  const machine = totalmem()
  const constrained = process.constrainedMemory()
  return constrained > 0 && constrained < machine ? constrained : machine
}

function megabytes(bytes: number): number {
  return Math.round(bytes / megabyte)
}
