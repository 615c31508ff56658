import { flagOf, metaParams, unsignedOf } from './rest-params.ts'

/** Parameters of reports about the node. */
export interface ReportParams {
  readonly anonymize: boolean
  readonly perCollection: boolean
  /** 0..4 */
  readonly level: number
}

/** `anonymize`, `per_collection`, `details_level` and `timeout`. Throws RequestError. */
export function reportParams(search: string): ReportParams {
  metaParams(search)
  const params = new URLSearchParams(search)
  return {
    anonymize: flagOf(params.get('anonymize')),
    perCollection: flagOf(params.get('per_collection')),
    level: Math.min(unsignedOf(params.get('details_level')) ?? 0, 4),
  }
}

/** `limit` and `request`, a part of the names of requests. Throws RequestError. */
export function slowRequestsParams(search: string): { readonly limit: number; readonly request: string } {
  const params = new URLSearchParams(search)
  return { limit: unsignedOf(params.get('limit')) ?? 10, request: params.get('request') ?? '' }
}
