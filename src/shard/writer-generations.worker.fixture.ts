import { hasBit } from '#base/bit-set.ts'
import type { Head } from '#storage/head.ts'
import type { Segment } from '#storage/segment.ts'
import { ShardParts } from '#storage/shard-parts.ts'

/**
 * A reader on a thread of its own: looks at a shard again and again until it sees the last generation, and
 * checks each time that every id lives once and that all points are of one generation.
 */
export interface GenerationReaderData {
  readonly path: string
  readonly boot: number
  readonly ids: number
  readonly lastGeneration: number
}

declare const self: Worker

self.onmessage = ({ data }: MessageEvent<GenerationReaderData>) => {
  try {
    self.postMessage(readGenerations(data))
  } catch (error) {
    self.postMessage(String(error))
  }
}
self.postMessage('ready')

/** How many different generations were seen. */
function readGenerations({ path, boot, ids, lastGeneration }: GenerationReaderData): number {
  const parts = ShardParts.open(path, boot)
  if (!parts) throw new Error('the shard is not open')
  const seen = new Set<number>()
  for (let generation = 0; generation < lastGeneration; seen.add(generation)) {
    generation = generationOf(parts.snapshot().parts, ids)
  }
  return seen.size
}

function generationOf(parts: readonly (Segment | Head)[], ids: number): number {
  const generations = new Set<number>()
  let live = 0
  for (const part of parts) {
    for (let slot = 0; slot < part.slotCount; slot++) {
      if (hasBit(part.tombstones, slot)) continue
      live++
      if (part.find(part.idAt(slot)) !== slot) throw new Error('a live point is not found')
      generations.add(part.dense(0)?.values[slot * 3] as number)
      const [payload] = part.payloadAt(slot) ?? []
      generations.add(payload as number)
    }
  }
  if (live !== ids) throw new Error(`${live} of ${ids} points live`)
  if (generations.size !== 1) throw new Error(`generations ${[...generations].join(', ')} at once`)
  return generations.values().next().value as number
}
