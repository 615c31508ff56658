import { ConnectError, ConnectErrorCode, type QdrantClient } from '@qdrant/js-client-grpc'
import {
  byFilter,
  byIds,
  type FilterInput,
  matchCondition,
  namedVectors,
  type PointInput,
  type PointsApi,
  payload,
  pointId,
  rangeCondition,
  value,
} from '../support/messages.ts'
import { quarters, type TestedCollection } from './collections.ts'
import {
  changed,
  changedWhere,
  deleted,
  deletedWhere,
  differenceOf,
  type Edit,
  type ExpectedPoint,
  type Points,
  type Test,
  upserted,
} from './points-oracle.ts'

const idsPerClient = 120
export const groups = 5
const tags = ['red', 'green', 'blue']

/** One call and what it does; a batch does several things one after the other. */
interface Operation {
  readonly name: string
  /** Gives the number of the operation, one for each edit. */
  send(api: PointsApi): Promise<readonly (bigint | undefined)[]>
  /** None: the server must refuse it. */
  readonly edits: readonly Edit[]
}

/**
 * A client with points of its own in one collection: it sends one operation after the other and keeps what
 * was acknowledged. When the server dies, what the last operation would have done is left open.
 */
export class WriterClient {
  readonly collection: TestedCollection
  readonly #number: number
  readonly #random: () => number
  readonly #ids: ReadonlySet<string>
  readonly #idList: readonly string[]
  #points: Points = new Map()
  /** The states that the operation without an answer may have left, from not begun to done. */
  #open: readonly Points[] = []
  #openName = ''
  #lastVersion = 0n
  /** Operations that were acknowledged and refused so far. */
  readonly counts = { acknowledged: 0, refused: 0 }

  constructor(number: number, collection: TestedCollection, random: () => number) {
    this.#number = number
    this.collection = collection
    this.#random = random
    this.#idList = Array.from({ length: idsPerClient }, (_, index) => idOf(number, index))
    this.#ids = new Set(this.#idList)
  }

  /** Writes until `stopped` says so or the server does not answer any more. */
  async run(
    client: QdrantClient,
    stopped: () => boolean,
    { turn = always, meaningOf }: RunOptions = {},
  ): Promise<void> {
    const api = client.api('points')
    for (;;) {
      await turn()
      if (stopped()) return
      const operation = this.#randomOperation()
      try {
        const versions = await operation.send(api)
        if (operation.edits.length === 0) throw new Error(`${operation.name} was not refused`)
        this.#acknowledge(operation, versions)
      } catch (error) {
        if (operation.edits.length === 0 && isRefusal(error)) {
          this.counts.refused++
          continue
        }
        const meaning = error instanceof ConnectError && !stopped() ? meaningOf?.(error) : undefined
        // Of a batch the first operations may have been done.
        if (meaning === 'unchanged' && operation.edits.length === 1) continue
        if (meaning) return this.#leaveOpen(operation)
        if (!stopped() || !(error instanceof ConnectError) || isRefusal(error)) {
          throw new Error(`client ${this.#number}, ${this.collection.name}: ${operation.name}`, {
            cause: error,
          })
        }
        this.#leaveOpen(operation)
      }
    }
  }

  owns(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Takes over what is there after a start. Throws when it is nothing that may be there. */
  settle(found: Points): void {
    const candidates = this.#open.length > 0 ? this.#open : [this.#points]
    const differences = candidates.map((points) => differenceOf(points, found, this.#lastVersion))
    if (!differences.includes(undefined)) {
      const open = this.#openName === '' ? 'nothing was open' : `${this.#openName} was open`
      throw new Error(
        `client ${this.#number}, ${this.collection.name} (${open}):\n${differences.join('\nor ')}`,
      )
    }
    this.#points = found
    this.#open = []
    this.#openName = ''
    for (const { version = 0n } of found.values())
      if (version > this.#lastVersion) this.#lastVersion = version
  }

  #acknowledge({ name, edits }: Operation, versions: readonly (bigint | undefined)[]): void {
    this.counts.acknowledged++
    for (const [index, edit] of edits.entries()) {
      const version = versions[index]
      if (version === undefined || version <= this.#lastVersion) {
        throw new Error(`${name} has number ${version} after ${this.#lastVersion}`)
      }
      this.#points = edit(this.#points, version)
      this.#lastVersion = version
    }
  }

  #leaveOpen({ name, edits }: Operation): void {
    this.#openName = name
    const states = [this.#points]
    for (const edit of edits) states.push(edit(states.at(-1) ?? this.#points, undefined))
    this.#open = states
  }

  #randomOperation(): Operation {
    const dice = this.#random()
    if (dice < 0.4) return this.#upsert(this.#chance(0.2))
    if (dice < 0.5) return this.#delete()
    if (dice < 0.55) return this.#deleteByFilter()
    if (dice < 0.63) return this.#setPayload()
    if (dice < 0.68) return this.#setPayloadByFilter()
    if (dice < 0.74) return this.#overwriteOrClearPayload()
    if (dice < 0.8) return this.#deletePayload()
    if (dice < 0.86) return this.#updateVectors()
    if (dice < 0.93) return this.#batch()
    return this.#refused()
  }

  #upsert(wait: boolean): Operation {
    const { points, input } = this.#newPoints(1 + this.#below(30))
    return {
      name: `upsert of ${[...points.keys()].join(' ')}`,
      send: (api) => numberOf(api.upsert({ ...this.#to, wait, points: input })),
      edits: [upserted(points)],
    }
  }

  #delete(): Operation {
    const ids = this.#someIds(1 + this.#below(10))
    return {
      name: `delete of ${ids.join(' ')}`,
      send: (api) => numberOf(api.delete({ ...this.#to, wait: true, points: byIds(ids) })),
      edits: [deleted(ids)],
    }
  }

  #deleteByFilter(): Operation {
    const { filter, test, name } = this.#filter()
    return {
      name: `delete where ${name}`,
      send: (api) => numberOf(api.delete({ ...this.#to, wait: true, points: byFilter(filter) })),
      edits: [deletedWhere(test)],
    }
  }

  #setPayload(): Operation {
    const ids = this.#livingIds(1 + this.#below(5))
    if (ids.length === 0) return this.#upsert(true)
    const plain = { note: `n${this.#below(1000)}`, group: this.#below(groups) }
    return {
      name: `set payload of ${ids.join(' ')}`,
      send: (api) =>
        numberOf(
          api.setPayload({ ...this.#to, wait: true, pointsSelector: byIds(ids), payload: payload(plain) }),
        ),
      edits: [changed(ids, (point) => ({ ...point, payload: { ...point.payload, ...plain } }))],
    }
  }

  #setPayloadByFilter(): Operation {
    const { filter, test, name } = this.#filter()
    const plain = { tag: `t${this.#below(1000)}` }
    return {
      name: `set payload where ${name}`,
      send: (api) =>
        numberOf(
          api.setPayload({
            ...this.#to,
            wait: true,
            pointsSelector: byFilter(filter),
            payload: payload(plain),
          }),
        ),
      edits: [changedWhere(test, (point) => ({ ...point, payload: { ...point.payload, ...plain } }))],
    }
  }

  #overwriteOrClearPayload(): Operation {
    const ids = this.#livingIds(1 + this.#below(5))
    if (ids.length === 0) return this.#upsert(true)
    const plain = this.#randomPayload()
    if (this.#chance(0.3)) {
      return {
        name: `clear payload of ${ids.join(' ')}`,
        send: (api) => numberOf(api.clearPayload({ ...this.#to, wait: true, points: byIds(ids) })),
        edits: [changed(ids, (point) => ({ ...point, payload: {} }))],
      }
    }
    return {
      name: `overwrite payload of ${ids.join(' ')}`,
      send: (api) =>
        numberOf(
          api.overwritePayload({
            ...this.#to,
            wait: true,
            pointsSelector: byIds(ids),
            payload: payload(plain),
          }),
        ),
      edits: [changed(ids, (point) => ({ ...point, payload: plain }))],
    }
  }

  #deletePayload(): Operation {
    const { filter, test, name } = this.#filter()
    return {
      name: `delete tag and note where ${name}`,
      send: (api) =>
        numberOf(
          api.deletePayload({
            ...this.#to,
            wait: true,
            pointsSelector: byFilter(filter),
            keys: ['tag', 'note'],
          }),
        ),
      edits: [
        changedWhere(test, (point) => {
          const { tag: _tag, note: _note, ...rest } = point.payload
          return { ...point, payload: rest }
        }),
      ],
    }
  }

  #updateVectors(): Operation {
    const id = this.#livingIds(1)[0]
    if (id === undefined) return this.#upsert(true)
    const vectors = this.collection.randomVectors(this.#random)
    return {
      name: `update vectors of ${id}`,
      send: (api) =>
        numberOf(
          api.updateVectors({
            ...this.#to,
            wait: true,
            points: [{ id: pointId(id), vectors: namedVectors(vectors) }],
          }),
        ),
      edits: [changed([id], (point) => ({ ...point, vectors: { ...point.vectors, ...vectors } }))],
    }
  }

  /** Not one transaction: after a crash its first operations may be there alone. */
  #batch(): Operation {
    const { points, input } = this.#newPoints(1 + this.#below(10))
    const ids = this.#someIds(1 + this.#below(5))
    const operations = [
      { operation: { case: 'upsert' as const, value: { points: input } } },
      { operation: { case: 'deletePoints' as const, value: { points: byIds(ids) } } },
    ]
    const to = this.#to
    return {
      name: `batch: upsert of ${[...points.keys()].join(' ')}, delete of ${ids.join(' ')}`,
      async send(api) {
        const { result } = await api.updateBatch({ ...to, wait: true, operations })
        return result.map(({ operationId }) => operationId)
      },
      edits: [upserted(points), deleted(ids)],
    }
  }

  /** Good points beside a bad one: none of them may be there. */
  #refused(): Operation {
    const { input } = this.#newPoints(1 + this.#below(10))
    const { name: collectionName, searched, dimension } = this.collection
    const id = pointId(this.#idList[0] ?? '')
    const wrong = namedVectors({ [searched]: quarters(this.#random, dimension + 1) })
    if (this.#chance(0.5)) {
      return {
        name: 'set payload of a missing point',
        send: (api) =>
          numberOf(
            api.setPayload({
              collectionName,
              wait: true,
              pointsSelector: byIds([...this.#points.keys(), '999999999']),
              payload: { lost: value('lost') },
            }),
          ),
        edits: [],
      }
    }
    return {
      name: 'upsert with a vector of another dimension',
      send: (api) =>
        numberOf(api.upsert({ collectionName, wait: true, points: [...input, { id, vectors: wrong }] })),
      edits: [],
    }
  }

  get #to(): { readonly collectionName: string } {
    return { collectionName: this.collection.name }
  }

  #newPoints(count: number): {
    readonly points: Map<string, Omit<ExpectedPoint, 'version'>>
    readonly input: PointInput[]
  } {
    const points = new Map<string, Omit<ExpectedPoint, 'version'>>()
    for (const id of this.#someIds(count)) {
      points.set(id, {
        vectors: this.collection.randomVectors(this.#random),
        payload: this.#chance(0.1) ? {} : this.#randomPayload(),
      })
    }
    const input = [...points].map(([id, point]) => ({
      id: pointId(id),
      vectors: namedVectors(point.vectors),
      payload: payload(point.payload),
    }))
    return { points, input }
  }

  #randomPayload(): Record<string, string | number> {
    return {
      owner: this.#number,
      group: this.#below(groups),
      seq: this.#below(1000),
      tag: tags[this.#below(tags.length)] ?? '',
    }
  }

  #filter(): { readonly filter: FilterInput; readonly test: Test; readonly name: string } {
    const owner = matchCondition('owner', this.#number)
    const isOwn: Test = (plain) => plain['owner'] === this.#number
    if (this.#chance(0.5)) {
      const group = this.#below(groups)
      return {
        filter: { must: [owner, matchCondition('group', group)] },
        test: (plain) => isOwn(plain) && plain['group'] === group,
        name: `group = ${group}`,
      }
    }
    const seq = this.#below(900)
    return {
      filter: { must: [owner, rangeCondition('seq', { gte: seq, lt: seq + 100 })] },
      test: (plain) => isOwn(plain) && Number(plain['seq']) >= seq && Number(plain['seq']) < seq + 100,
      name: `${seq} <= seq < ${seq + 100}`,
    }
  }

  #someIds(count: number): string[] {
    return [...new Set(Array.from({ length: count }, () => this.#idList[this.#below(idsPerClient)] ?? ''))]
  }

  #livingIds(count: number): string[] {
    const living = [...this.#points.keys()]
    if (living.length === 0) return []
    return [...new Set(Array.from({ length: count }, () => living[this.#below(living.length)] ?? ''))]
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  #chance(probability: number): boolean {
    return this.#random() < probability
  }
}

/** Ids of all kinds: small numbers, numbers beyond 2^63, UUIDs. */
function idOf(client: number, index: number): string {
  const number = client * 1000 + index
  if (index % 3 === 0) return `${number.toString(16).padStart(8, '0')}-0000-4000-8000-0000000000aa`
  return index % 3 === 1 ? String(2n ** 63n + BigInt(number)) : String(number)
}

async function numberOf(
  answer: Promise<{ readonly result?: { readonly operationId?: bigint | undefined } | undefined }>,
): Promise<readonly (bigint | undefined)[]> {
  return [(await answer).result?.operationId]
}

export interface RunOptions {
  /** Awaited before each call. Default: as fast as the server answers. */
  readonly turn?: () => Promise<void>
  /**
   * What an error means that a server with a faulty disk may give: the operation has changed nothing and the
   * client goes on, or nobody knows, and it ends. Undefined: it must not be.
   */
  readonly meaningOf?: (error: ConnectError) => 'unchanged' | 'unknown' | undefined
}

export const always = async (): Promise<void> => undefined

/** The server has looked at the request and does not do it. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return false
  const { InvalidArgument, NotFound, AlreadyExists } = ConnectErrorCode
  return [InvalidArgument, NotFound, AlreadyExists].includes(error.code)
}
