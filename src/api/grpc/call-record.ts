import type { OpenSpan } from '#telemetry/request-spans.ts'
import type { CallHead } from './call-head.ts'

/** What is told of a call once it has ended. */
export interface CallRecord {
  /** Of this thread. */
  readonly id: number
  readonly head: CallHead
  readonly startedMs: number
  /** Undefined: the call is not traced. */
  readonly span: OpenSpan | undefined
  /** That the message names, where the call is traced. */
  collection: string | undefined
}

/** Tells once how a call has ended. `error`: what was thrown, if anything. */
export type ReportCall = (call: CallRecord, status: number, error?: unknown) => void
