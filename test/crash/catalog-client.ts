import { ConnectError, type QdrantClient } from '@qdrant/js-client-grpc'
import { namedVectors, pointId } from '../support/messages.ts'
import { testedCollections } from './collections.ts'
import { always, isRefusal, type RunOptions } from './writer-client.ts'

/** What of the catalog and of the payload indexes a client believes to be there. */
interface Catalog {
  /** Points of each collection that comes and goes. */
  readonly passing: ReadonlyMap<string, number>
  /** Collections by their aliases. */
  readonly aliases: ReadonlyMap<string, string>
  /** `collection field`. */
  readonly indexes: ReadonlySet<string>
}

interface Change {
  readonly name: string
  send(client: QdrantClient): Promise<unknown>
  readonly after: Catalog
}

const fields = { group: 1, seq: 1, tag: 0 } as const
const passingPoints = 20

/** Makes and deletes collections, aliases and payload indexes while the others write. */
export class CatalogClient {
  readonly #random: () => number
  #catalog: Catalog = { passing: new Map(), aliases: new Map(), indexes: new Set() }
  #open: Change | undefined
  #made = 0
  acknowledged = 0

  constructor(random: () => number) {
    this.#random = random
  }

  async run(
    client: QdrantClient,
    stopped: () => boolean,
    { turn = always, meaningOf }: RunOptions = {},
  ): Promise<void> {
    for (;;) {
      await turn()
      if (stopped()) return
      const change = this.#randomChange()
      try {
        await change.send(client)
        this.#catalog = change.after
        this.acknowledged++
      } catch (error) {
        const meaning = error instanceof ConnectError && !stopped() ? meaningOf?.(error) : undefined
        if (meaning === 'unchanged') continue
        if (meaning) {
          this.#open = change
          return
        }
        if (!stopped() || !(error instanceof ConnectError) || isRefusal(error)) {
          throw new Error(change.name, { cause: error })
        }
        this.#open = change
      }
    }
  }

  /** Takes over what is there after a start. Throws when it is nothing that may be there. */
  async settle(client: QdrantClient): Promise<void> {
    const found = await readCatalog(client)
    const candidates = this.#open ? [this.#catalog, this.#open.after] : [this.#catalog]
    const fits = candidates.some((candidate) => describe(candidate) === describe(found))
    if (!fits) {
      const expected = candidates.map(describe).join('\nor ')
      throw new Error(
        `${describe(found)}\ninstead of ${expected}\n(${this.#open?.name ?? 'nothing'} was open)`,
      )
    }
    this.#catalog = found
    this.#open = undefined
  }

  isIndexed(collection: string, field: keyof typeof fields): boolean {
    return this.#catalog.indexes.has(`${collection} ${field}`)
  }

  #randomChange(): Change {
    const dice = this.#random()
    const [passing] = this.#pick([...this.#catalog.passing]) ?? []
    if (passing === undefined || (dice < 0.25 && this.#catalog.passing.size < 4)) return this.#create()
    if (dice < 0.5) return this.#fill(passing)
    if (dice < 0.65) return this.#delete(passing)
    return dice < 0.8 ? this.#changeAlias() : this.#changeIndex()
  }

  #create(): Change {
    const collectionName = `passing-${this.#made++}`
    const passing = new Map(this.#catalog.passing).set(collectionName, 0)
    return {
      name: `create ${collectionName}`,
      send: (client) =>
        client.api('collections').create({
          collectionName,
          vectorsConfig: { config: { case: 'params', value: { size: 2n, distance: 1 } } },
        }),
      after: { ...this.#catalog, passing },
    }
  }

  #fill(collectionName: string): Change {
    const points = Array.from({ length: passingPoints }, (_, index) => ({
      id: pointId(String(index)),
      vectors: namedVectors({ '': [index, 1] }),
    }))
    return {
      name: `fill ${collectionName}`,
      send: (client) => client.api('points').upsert({ collectionName, wait: true, points }),
      after: {
        ...this.#catalog,
        passing: new Map(this.#catalog.passing).set(collectionName, passingPoints),
      },
    }
  }

  #delete(collectionName: string): Change {
    const passing = new Map(this.#catalog.passing)
    passing.delete(collectionName)
    const aliases = new Map([...this.#catalog.aliases].filter(([, name]) => name !== collectionName))
    return {
      name: `delete ${collectionName}`,
      send: (client) => client.api('collections').delete({ collectionName }),
      after: { ...this.#catalog, passing, aliases },
    }
  }

  #changeAlias(): Change {
    const aliasName = `alias-${Math.floor(this.#random() * 3)}`
    const aliases = new Map(this.#catalog.aliases)
    const collectionName = this.#pick([...this.#catalog.passing.keys(), 'head', 'graph']) ?? 'head'
    const action = aliases.has(aliasName)
      ? ({ case: 'deleteAlias', value: { aliasName } } as const)
      : ({ case: 'createAlias', value: { aliasName, collectionName } } as const)
    if (!aliases.delete(aliasName)) aliases.set(aliasName, collectionName)
    return {
      name: `${action.case} ${aliasName}`,
      send: (client) => client.api('collections').updateAliases({ actions: [{ action }] }),
      after: { ...this.#catalog, aliases },
    }
  }

  #changeIndex(): Change {
    const { name: collectionName } = this.#pick(testedCollections) ?? { name: '' }
    const [fieldName, fieldType] = this.#pick(Object.entries(fields)) ?? ['', 0]
    const key = `${collectionName} ${fieldName}`
    const indexes = new Set(this.#catalog.indexes)
    const wanted = !indexes.delete(key)
    if (wanted) indexes.add(key)
    return {
      name: `${wanted ? 'create' : 'delete'} index ${key}`,
      send: (client) =>
        wanted
          ? client.api('points').createFieldIndex({ collectionName, fieldName, fieldType, wait: true })
          : client.api('points').deleteFieldIndex({ collectionName, fieldName, wait: true }),
      after: { ...this.#catalog, indexes },
    }
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#random() * items.length)]
  }
}

async function readCatalog(client: QdrantClient): Promise<Catalog> {
  const api = client.api('collections')
  const passing = new Map<string, number>()
  const indexes = new Set<string>()
  for (const { name } of (await api.list({})).collections) {
    if (name.startsWith('passing-')) {
      const { result } = await client.api('points').count({ collectionName: name, exact: true })
      passing.set(name, Number(result?.count))
      continue
    }
    const { result } = await api.get({ collectionName: name })
    for (const field of Object.keys(result?.payloadSchema ?? {})) indexes.add(`${name} ${field}`)
  }
  const { aliases } = await api.listAliases({})
  return {
    passing,
    aliases: new Map(aliases.map(({ aliasName, collectionName }) => [aliasName, collectionName])),
    indexes,
  }
}

function describe({ passing, aliases, indexes }: Catalog): string {
  const sorted = (entries: Iterable<readonly unknown[] | string>): string[] =>
    Array.from(entries, (entry) => JSON.stringify(entry)).sort((a, b) => (a < b ? -1 : 1))
  return JSON.stringify([sorted(passing), sorted(aliases), sorted(indexes)])
}
