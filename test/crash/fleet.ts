import { connectClient } from '../support/client.ts'
import type { TestServer } from '../support/server.ts'
import { CatalogClient } from './catalog-client.ts'
import { checkReads, type Recall, readPoints } from './checks.ts'
import { createRandom } from '#base/random.fixture.ts'
import { type TestedCollection, testedCollections } from './collections.ts'
import { WriterClient } from './writer-client.ts'

const clientsPerCollection = 2

/** All clients of a test, and what they know of what must be there. */
export class Fleet {
  readonly writers: readonly WriterClient[]
  readonly catalog: CatalogClient
  readonly recall: Recall = { found: 0, wanted: 0 }
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
    this.writers = testedCollections.flatMap((collection, at) =>
      Array.from(
        { length: clientsPerCollection },
        (_, index) =>
          new WriterClient(
            at * clientsPerCollection + index + 1,
            collection,
            createRandom(random() * 2 ** 32),
          ),
      ),
    )
    this.catalog = new CatalogClient(createRandom(random() * 2 ** 32))
  }

  async createCollections(server: TestServer): Promise<void> {
    for (const { config } of testedCollections) await connectClient(server).api('collections').create(config)
  }

  /** Compares everything with what was acknowledged; no client may run. Throws what differs. */
  async check(server: TestServer): Promise<void> {
    await this.catalog.settle(connectClient(server))
    for (const collection of testedCollections) await this.checkCollection(server, collection)
  }

  async checkCollection(server: TestServer, collection: TestedCollection): Promise<void> {
    const client = connectClient(server)
    const points = await readPoints(client, collection)
    let owned = 0
    for (const writer of this.writers.filter((one) => one.collection === collection)) {
      const own = new Map([...points].filter(([id]) => writer.owns(id)))
      writer.settle(own)
      owned += own.size
    }
    if (owned !== points.size) throw new Error(`${collection.name} has points that nobody wrote`)
    await checkReads(client, collection, points, this.#random, this.recall)
  }

  /** Resolves when the optimizer has done all that there is to do. */
  async untilGreen(server: TestServer): Promise<void> {
    const api = connectClient(server).api('collections')
    for (const { name: collectionName } of testedCollections) {
      for (;;) {
        const { result } = await api.get({ collectionName })
        if (result?.status === 1) break
        if (result?.status === 3)
          throw new Error(`${collectionName} is red: ${result.optimizerStatus?.error}`)
        await Bun.sleep(50)
      }
    }
  }
}
