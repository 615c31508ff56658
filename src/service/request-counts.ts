import type { Protocol } from '#telemetry/request-stats.ts'
import type { Collections } from './ports.ts'

/** An answered request, as statistics of its collection know it. */
export interface CountedRequest {
  readonly protocol: Protocol
  /** The HTTP method; empty for gRPC. */
  readonly method: string
  readonly endpoint: string
  readonly status: number
  readonly durationSec: number
}

/** Counts a request for its collection; requests for what is no collection are counted nowhere. */
export function countForCollection(collections: Collections, name: string, counted: CountedRequest): void {
  const { protocol, method, endpoint, status, durationSec } = counted
  try {
    collections.get(name).requests?.observe(protocol, method, endpoint, status, durationSec)
  } catch {
    // There is no such collection, or there is none any more.
  }
}
