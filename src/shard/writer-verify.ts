import { countBits, hasBit } from '#base/bit-set.ts'
import { checkSegment } from '#storage/segment.ts'
import type { StoredCounters } from '#storage/shard-database.ts'
import { deadSlotsOf } from './writer-tombstones.ts'
import type { ShardFiles } from './writer-transaction.ts'

/** Checks SQLite, the checksums of all segments, and that tombstones and counters agree with the points. */
export function findProblems({ database, parts }: ShardFiles, counters: StoredCounters): string[] {
  const problems: string[] = []
  const damage = database.findDamage()
  if (damage !== undefined) problems.push(`shard.sqlite: ${damage}`)
  const points = database.countPoints()
  if (points !== counters.livePoints) problems.push(`${points} points instead of ${counters.livePoints}`)
  const duplicates = database.countDuplicateIds()
  if (duplicates > 0) problems.push(`${duplicates} ids live twice`)
  for (const { partId, segment, tombstones, intervals } of parts.segments) {
    const problem = checkSegment(segment.path, segment.description, true)
    if (problem !== undefined) problems.push(`segment ${partId}: ${problem}`)
    const dead = deadSlotsOf(segment, intervals, database)
    const agrees = dead.every((slot) => hasBit(tombstones.bits, slot))
    if (!agrees || dead.length !== countBits(tombstones.bits)) {
      problems.push(`segment ${partId}: tombstones do not agree with the points`)
    }
  }
  return problems
}
