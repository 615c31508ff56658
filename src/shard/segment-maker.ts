import type { BitSet } from '#base/bit-set.ts'
import type { Disk } from '#base/disk.ts'
import type { Task } from '#base/task.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Segment } from '#storage/segment.ts'
import { deriveSegment, SegmentBuilder, type SegmentPlan } from '#storage/segment-builder.ts'
import type { SegmentDescription } from '#storage/segment-layout.ts'
import { type MergeSource, mergeById } from './id-merge.ts'
import { type IndexFile, planIndexFiles } from './index-plan.ts'
import { vectorSpaces } from './vector-space.ts'

/** What a new segment is to have beside its points. */
export interface SegmentSettings {
  readonly disk: Disk
  /** Folder to be made; its name starts with the prefix of drafts. */
  readonly folder: string
  readonly schema: CollectionSchema
  /** Graphs for the vector names of which there are so many bytes; Infinity: none. */
  readonly graphBytesMin: number
  /** Native threads; 0: one a core. */
  readonly threads: number
  readonly task: Task
}

/** Points that are copied between two looks at the clock. */
const chunkPoints = 256

/** Makes a segment of the living points of other parts. Nothing is left behind when it fails. */
export async function makeSegment(
  settings: SegmentSettings,
  sources: readonly MergeSource[],
): Promise<SegmentDescription> {
  let pointsMax = 0
  for (const { slotCount } of sources) pointsMax += slotCount
  return await buildSegment(settings, pointsMax, async (builder) => {
    let copied = 0
    for (const { part, slot } of mergeById(sources)) {
      builder.addFrom(part, slot)
      const pause = ++copied % chunkPoints === 0 ? settings.task.tick() : undefined
      if (pause) await pause
    }
  })
}

async function buildSegment(
  settings: SegmentSettings,
  pointsMax: number,
  addPoints: (builder: SegmentBuilder) => Promise<void>,
): Promise<SegmentDescription> {
  const { disk, folder, schema } = settings
  const builder = new SegmentBuilder(disk, folder, planSegment(schema, pointsMax))
  try {
    await addPoints(builder)
    const segment = builder.finishPoints()
    for await (const { name, content } of buildIndexFiles(settings, segment, null))
      builder.addFile(name, content)
    return builder.finish()
  } catch (error) {
    builder.abandon()
    throw error
  }
}

function planSegment({ config }: CollectionSchema, pointsMax: number): SegmentPlan {
  const spaces = vectorSpaces(config)
  return {
    columns: spaces.flatMap((space) =>
      space.kind === 'dense' ? [{ vectorKey: space.key, dimension: space.config.size }] : [],
    ),
    blobKeys: spaces.flatMap((space) => (space.kind === 'dense' ? [] : [space.key])),
    pointsMax,
  }
}

/**
 * Makes a copy of a segment that shares its files, with the index files that it lacks and without those that
 * nobody asks for any more. Undefined when it has exactly the right ones.
 */
export async function completeSegment(
  settings: SegmentSettings,
  segment: Segment,
): Promise<SegmentDescription | undefined> {
  const plan = planIndexFiles(settings.schema, segment, settings.graphBytesMin)
  if (plan.missing.length === 0 && plan.obsolete.length === 0) return undefined
  const add: IndexFile[] = []
  const dead = segment.deadCount === 0 ? null : segment.tombstones
  try {
    for await (const file of buildIndexFiles(settings, segment, dead)) add.push(file)
    return deriveSegment(settings.disk, segment, settings.folder, { without: plan.obsolete, add })
  } catch (error) {
    settings.disk.remove(settings.folder)
    throw error
  }
}

async function* buildIndexFiles(
  { schema, graphBytesMin, threads, task, disk, folder }: SegmentSettings,
  segment: Segment,
  dead: BitSet | null,
): AsyncGenerator<IndexFile> {
  const { missing } = planIndexFiles(schema, segment, graphBytesMin)
  const others = missing.filter(({ kind }) => kind !== 'links')
  // Links are made of what has to be in the segment before.
  const due = others.length > 0 ? others : missing
  for (const index of due) {
    disk.makeFolder(folder)
    const files = await index.build({ segment, dead, threads, scratchFolder: folder, task })
    for (const file of files) yield file
    if (index.kind === 'links' && files.some(({ content }) => content.length >= largeLinksBytes)) return
    const pause = task.tick()
    if (pause) await pause
  }
}

/**
 * Links that are so large come one by one: to keep those of all paths in memory would take several times the room
 * of a graph, and they are of use as soon as they are there.
 */
const largeLinksBytes = 1 << 20
