import type { Task } from '#base/task.ts'
import type { PayloadColumn } from '#index/payload/column.ts'
import type { HeadColumn } from '#index/payload/head-column.ts'
import { createHeadColumn, openColumn } from '#index/payload/open-column.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import { compilePathScanner, type PathScanner } from '#model/payload-scan.ts'
import type { Part } from '#storage/part.ts'
import { openIndexFile } from './index-file-reader.ts'
import { columnFile } from './index-files.ts'
import type { ReaderThread } from './reader-thread.ts'

/** Slots that are taken in between two looks at the clock. */
const stepSlots = 64

/**
 * The payload columns of one part, for one thread: those of a segment are mapped, those of a head (and of a
 * segment whose file is not there yet) grow in memory.
 */
export class PartColumns {
  readonly #thread: ReaderThread
  readonly #sealed = new Map<PayloadIndexSchema, PayloadColumn | undefined>()
  readonly #growing = new Map<PayloadIndexSchema, GrowingColumn>()

  constructor(thread: ReaderThread) {
    this.#thread = thread
  }

  /** The column as far as it costs little to have it: undefined for a segment without the file. */
  get(part: Part, path: string, schema: PayloadIndexSchema): PayloadColumn | undefined {
    if (part.kind === 'segment') return this.#sealedColumn(part, path, schema)
    const growing = this.#growingColumn(path, schema)
    growing.followAll(part)
    return growing.column
  }

  /** The column in any case. Pauses through the task. */
  async complete(part: Part, path: string, schema: PayloadIndexSchema, task: Task): Promise<PayloadColumn> {
    const sealed = part.kind === 'segment' ? this.#sealedColumn(part, path, schema) : undefined
    if (sealed) return sealed
    const growing = this.#growingColumn(path, schema)
    await growing.follow(part, task)
    return growing.column
  }

  /** Lets go of columns of schemas that are gone. */
  retain(schemas: ReadonlySet<PayloadIndexSchema>): void {
    for (const map of [this.#sealed, this.#growing]) {
      for (const schema of map.keys()) if (!schemas.has(schema)) map.delete(schema)
    }
  }

  #growingColumn(path: string, schema: PayloadIndexSchema): GrowingColumn {
    let growing = this.#growing.get(schema)
    if (!growing) {
      growing = new GrowingColumn(path, schema)
      this.#growing.set(schema, growing)
    }
    return growing
  }

  #sealedColumn(part: Part, path: string, schema: PayloadIndexSchema): PayloadColumn | undefined {
    if (this.#sealed.has(schema)) return this.#sealed.get(schema)
    const column = openIndexFile(this.#thread, part, columnFile(path, schema), (bytes) =>
      openColumn(schema, bytes),
    )
    this.#sealed.set(schema, column)
    return column
  }
}

/** A column that takes in the slots of its part one after the other. */
class GrowingColumn {
  readonly column: HeadColumn
  readonly #scan: PathScanner

  constructor(path: string, schema: PayloadIndexSchema) {
    this.column = createHeadColumn(schema)
    this.#scan = compilePathScanner(parsePayloadPath(path))
  }

  followAll(part: Part): void {
    while (this.column.slotCount < part.slotCount) this.#append(part)
  }

  async follow(part: Part, task: Task): Promise<void> {
    while (this.column.slotCount < part.slotCount) {
      const end = Math.min(part.slotCount, this.column.slotCount + stepSlots)
      while (this.column.slotCount < end) this.#append(part)
      const pause = task.tick()
      if (pause) await pause
    }
  }

  #append(part: Part): void {
    this.column.append(this.#scan(part.payloadAt(this.column.slotCount)))
  }
}
