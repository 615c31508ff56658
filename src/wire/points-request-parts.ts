import type { Selectors } from '#model/query.ts'
import type { RawFilter } from './filter-messages.ts'
import { checkFilter } from './filter-validation.ts'
import {
  checkSearchParams,
  payloadSelectorOf,
  type RawConsistency,
  type RawPayloadSelector,
  type RawSearchParams,
  type RawShardKeySelector,
  type RawVectorSelector,
  shardKeysOf,
  vectorSelectorOf,
} from './points-options.ts'
import { atLeast, collectionName, join, nested, notEmpty, type Problems } from './points-validation.ts'

/** What the requests of several reading methods have in common. */

export interface RawReadOptions {
  readonly readConsistency: RawConsistency | undefined
  readonly timeout: number | undefined
}
interface RawSharded extends RawReadOptions {
  readonly shardKeySelector: RawShardKeySelector | undefined
}

/** Without the consistency, which is read where it counts only. */
export function readOptionsOf(raw: RawSharded) {
  return { timeoutSec: raw.timeout, shardKeys: shardKeysOf(raw.shardKeySelector, 'read') }
}

interface RawSelectors {
  readonly withPayload: RawPayloadSelector | undefined
  readonly withVectors: RawVectorSelector | undefined
}

export function selectorsOf(raw: RawSelectors, payloadByDefault: boolean): Selectors {
  return {
    withPayload: payloadSelectorOf(raw.withPayload, payloadByDefault),
    withVectors: vectorSelectorOf(raw.withVectors),
  }
}

interface RawFiltered {
  readonly collectionName: string
  readonly filter: RawFilter | undefined
}

export function checkFiltered({ collectionName: name, filter }: RawFiltered): Problems {
  return join(collectionName(name), nested('filter', filter, checkFilter))
}

interface RawNode extends RawFiltered {
  readonly params: RawSearchParams | undefined
  readonly timeout: number | undefined
}

/** The rules that all searches have. */
export function checkNode(raw: RawNode): Problems {
  return join(
    checkFiltered(raw),
    nested('params', raw.params, checkSearchParams),
    atLeast('timeout', raw.timeout, 1),
  )
}

interface RawGroups extends RawNode {
  readonly groupBy: string
  readonly limit: number | undefined
  readonly groupSize: number | undefined
}

export function checkGroups(raw: RawGroups): Problems {
  return join(
    checkNode(raw),
    notEmpty('group_by', raw.groupBy),
    atLeast('limit', raw.limit, 1),
    atLeast('group_size', raw.groupSize, 1),
  )
}
