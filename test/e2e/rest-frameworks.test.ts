import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { Document } from '@langchain/core/documents'
import { QdrantVectorStore as LangChainStore } from '@langchain/qdrant'
import type { BaseEmbedding } from '@llamaindex/core/embeddings'
import { TextNode } from '@llamaindex/core/schema'
import { FilterOperator, VectorStoreQueryMode } from '@llamaindex/core/vector-store'
import { QdrantVectorStore as LlamaStore } from '@llamaindex/qdrant'
import { QdrantVector } from '@mastra/qdrant'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(30_000)
let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** A vector for a text: how often some letters are in it. */
function embed(text: string): number[] {
  return Array.from('aeioulnrst', (letter) => text.split(letter).length - 1 + 0.01)
}
const embeddings = {
  embedDocuments: async (texts: string[]) => texts.map(embed),
  embedQuery: async (text: string) => embed(text),
}
const texts = ['a red fox runs', 'the blue whale sings', 'an old owl listens', 'small mice nibble oats']

test('LangChain', async () => {
  const store = new LangChainStore(embeddings, { url: server.httpUrl, collectionName: 'langchain' })
  const documents = texts.map((pageContent, index) => new Document({ pageContent, metadata: { index } }))
  await store.addDocuments(documents)
  const [best] = await store.similaritySearchWithScore('the blue whale sings', 1)
  expect(best?.[0].pageContent).toBe('the blue whale sings')
  expect(best?.[1]).toBeCloseTo(1, 5)
  const filtered = await store.similaritySearch('the blue whale sings', 3, {
    must: [{ key: 'metadata.index', range: { gte: 2 } }],
  })
  expect(filtered.map(({ metadata }) => String(metadata['index'])).sort()).toEqual(['2', '3'])
  const diverse = await store.maxMarginalRelevanceSearch('a red fox runs', { k: 2, fetchK: 4 })
  expect(diverse[0]?.pageContent).toBe('a red fox runs')
  await store.delete({ filter: { must: [{ key: 'metadata.index', match: { value: 1 } }] } })
  const left = await store.similaritySearch('the blue whale sings', 4)
  expect(left).toHaveLength(3)
})

test('LlamaIndex', async () => {
  const store = new LlamaStore({
    url: server.httpUrl,
    collectionName: 'llamaindex',
    // Embeddings are made here, but the store asks for a model.
    embeddingModel: {} as BaseEmbedding,
  })
  const nodes = texts.map((text, index) => {
    const node = new TextNode({ text, metadata: { index, kind: index % 2 === 0 ? 'even' : 'odd' } })
    node.embedding = embed(text)
    return node
  })
  expect(await store.add(nodes)).toHaveLength(4)
  const query = {
    queryEmbedding: embed('an old owl listens'),
    similarityTopK: 2,
    mode: VectorStoreQueryMode.DEFAULT,
  }
  const found = await store.query(query)
  expect(found.nodes?.[0]?.metadata).toMatchObject({ index: 2 })
  const odd = await store.query({
    ...query,
    filters: { filters: [{ key: 'kind', value: 'odd', operator: FilterOperator.EQ }] },
  })
  expect(odd.nodes?.map(({ metadata }) => String(metadata['index'])).sort()).toEqual(['1', '3'])
})

test('Mastra', async () => {
  const store = new QdrantVector({ url: server.httpUrl, id: 'mastra' } as ConstructorParameters<
    typeof QdrantVector
  >[0])
  await store.createIndex({ indexName: 'mastra', dimension: 10, metric: 'cosine' })
  await store.createIndex({ indexName: 'mastra', dimension: 10, metric: 'cosine' })
  const ids = texts.map((_, index) => `00000000-0000-0000-0000-00000000000${index + 1}`)
  await store.upsert({
    indexName: 'mastra',
    vectors: texts.map(embed),
    metadata: texts.map((text, index) => ({ text, index })),
    ids,
  })
  expect(await store.describeIndex({ indexName: 'mastra' })).toMatchObject({
    dimension: 10,
    count: 4,
    metric: 'cosine',
  })
  const queryVector = embed('small mice nibble oats')
  const [best] = await store.query({ indexName: 'mastra', queryVector, topK: 1, includeVector: true })
  expect(best).toMatchObject({ id: ids[3], metadata: { index: 3 } })
  const filtered = await store.query({
    indexName: 'mastra',
    queryVector,
    topK: 4,
    filter: { index: { $lt: 2 } },
  })
  expect(filtered.map(({ id }) => id).sort()).toEqual(ids.slice(0, 2))
  await store.updateVector({ indexName: 'mastra', id: ids[0] ?? '', update: { metadata: { index: 7 } } })
  await store.deleteVector({ indexName: 'mastra', id: ids[1] ?? '' })
  const all = await store.query({ indexName: 'mastra', queryVector, topK: 10 })
  expect(all.map(({ id }) => id).sort()).toEqual(ids.filter((id) => id !== ids[1]))
  expect(await store.listIndexes()).toContain('mastra')
  await store.deleteIndex({ indexName: 'mastra' })
})
