import type { QdrantClient } from '@qdrant/js-client-grpc'
import {
  type FilterInput,
  idText,
  matchCondition,
  plainPayload,
  plainVectors,
  rangeCondition,
  withVectors,
} from '../support/messages.ts'
import { withPayload } from '../support/client.ts'
import { quarters, score, type TestedCollection } from './collections.ts'
import type { ExpectedPoint, Points, Test } from './points-oracle.ts'
import { groups } from './writer-client.ts'

const pageSize = 500
const everything = 100_000n
const searchLimit = 10

/** Every point of a collection, by scrolling, with the versions that a search over everything gives. */
export async function readPoints(client: QdrantClient, collection: TestedCollection): Promise<Points> {
  const api = client.api('points')
  const { name: collectionName, dimension } = collection
  const { result } = await api.search({
    collectionName,
    ...vectorNameOf(collection),
    vector: Array.from({ length: dimension }, () => 1),
    limit: everything,
    params: { exact: true },
  })
  const versions = new Map(result.map(({ id, version }) => [idText(id), version]))
  const points = new Map<string, ExpectedPoint>()
  let offset: NonNullable<Parameters<typeof api.scroll>[0]['offset']> | undefined
  do {
    const page = await api.scroll({
      collectionName,
      limit: pageSize,
      withPayload,
      withVectors,
      ...(offset && { offset }),
    })
    for (const { id, payload, vectors } of page.result) {
      const text = idText(id)
      if (points.has(text)) throw new Error(`${collectionName}: scroll gives ${text} twice`)
      points.set(text, {
        vectors: plainVectors(vectors),
        payload: plainPayload(payload),
        version: versions.get(text),
      })
    }
    offset = page.nextPageOffset
  } while (offset)
  if (versions.size !== result.length) throw new Error(`${collectionName}: a search gives a point twice`)
  return points
}

/** Recall of the searches that may use graphs: hits found, hits that there are. */
export interface Recall {
  found: number
  wanted: number
}

/** Throws unless counts and searches, with and without filters, agree with the points. */
export async function checkReads(
  client: QdrantClient,
  collection: TestedCollection,
  points: Points,
  random: () => number,
  recall: Recall,
): Promise<void> {
  const group = Math.floor(random() * groups)
  const seq = Math.floor(random() * 800)
  const filters: readonly (readonly [FilterInput | undefined, Test])[] = [
    [undefined, () => true],
    [{ must: [matchCondition('group', group)] }, (payload) => payload['group'] === group],
    [
      { must: [rangeCondition('seq', { gte: seq })], mustNot: [matchCondition('tag', 'red')] },
      (payload) => Number(payload['seq'] ?? -1) >= seq && payload['tag'] !== 'red',
    ],
  ]
  for (const [filter, test] of filters) {
    const passing = new Map([...points].filter(([, point]) => test(point.payload)))
    await checkCount(client, collection, filter, passing.size)
    await checkSearch(client, collection, filter, passing, random, recall)
  }
}

async function checkCount(
  client: QdrantClient,
  { name: collectionName }: TestedCollection,
  filter: FilterInput | undefined,
  expected: number,
): Promise<void> {
  const { result } = await client
    .api('points')
    .count({ collectionName, exact: true, ...(filter && { filter }) })
  if (Number(result?.count) !== expected) {
    throw new Error(`${collectionName}: count ${result?.count} instead of ${expected}`)
  }
}

async function checkSearch(
  client: QdrantClient,
  collection: TestedCollection,
  filter: FilterInput | undefined,
  passing: Points,
  random: () => number,
  recall: Recall,
): Promise<void> {
  const { name: collectionName, dimension } = collection
  const vector = quarters(random, dimension)
  const scores = new Map([...passing].map(([id, point]) => [id, scoreOf(collection, point, vector)]))
  const best = [...scores.values()].sort((a, b) => (collection.distance === 'Dot' ? b - a : a - b))
  best.length = Math.min(best.length, searchLimit)
  for (const exact of [true, false]) {
    const { result } = await client.api('points').search({
      collectionName,
      ...vectorNameOf(collection),
      vector,
      limit: BigInt(searchLimit),
      // Scores of scalar codes are estimates unless they are asked for.
      params: { exact, quantization: { rescore: true } },
      ...(filter && { filter }),
    })
    for (const hit of result) {
      const expected = scores.get(idText(hit.id))
      if (expected === undefined || !isNear(hit.score, expected)) {
        throw new Error(`${collectionName}: ${idText(hit.id)} has score ${hit.score}, expected ${expected}`)
      }
    }
    const found = result.map((hit) => hit.score)
    if (!exact) {
      const worst = best.at(-1) ?? 0
      const isHit = (hit: number) =>
        isNear(hit, worst) || (collection.distance === 'Dot' ? hit > worst : hit < worst)
      recall.wanted += best.length
      recall.found += found.filter(isHit).length
      if (result.length !== best.length) {
        throw new Error(`${collectionName}: ${result.length} hits instead of ${best.length}`)
      }
    } else if (
      found.length !== best.length ||
      !best.every((hit, at) => isNear(hit, found[at] ?? Number.NaN))
    ) {
      throw new Error(`${collectionName}: scores ${found.join(' ')} instead of ${best.join(' ')}`)
    }
  }
}

function scoreOf(collection: TestedCollection, point: ExpectedPoint, vector: readonly number[]): number {
  return score(collection.distance, point.vectors[collection.searched] as readonly number[], vector)
}

function vectorNameOf({ searched }: TestedCollection): { vectorName?: string } {
  return searched === '' ? {} : { vectorName: searched }
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(b))
}
