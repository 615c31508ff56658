import * as aliases from './alias-operations.ts'
import * as audit from './audit-operations.ts'
import * as collections from './collection-operations.ts'
import type { Operation } from './operation.ts'
import * as queries from './point-queries.ts'
import * as reads from './point-reads.ts'
import * as writes from './point-writes.ts'
import * as quotas from './quota-operations.ts'
import * as shards from './shard-operations.ts'
import * as snapshots from './snapshot-operations.ts'

/** Every operation, by the name of its declaration: listeners, access and tests walk this table. */
export const operations = {
  ...queries,
  ...reads,
  ...writes,
  ...collections,
  ...aliases,
  ...shards,
  ...quotas,
  ...audit,
  ...snapshots,
} satisfies Readonly<Record<string, Operation<never, unknown>>>
