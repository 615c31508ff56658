import { expect, test } from 'bun:test'
import { createInference } from './bm25.ts'
import { RequestError } from './errors.ts'
import type { InferenceInput, SparseVector } from './vector.ts'

const inference = createInference()
const document = (
  text: unknown,
  options: Record<string, unknown> = {},
  model = 'Qdrant/bm25',
): InferenceInput => ({
  kind: 'document',
  model,
  value: text,
  options: new Map(Object.entries(options)),
})
const asQuery = (text: string, options?: Record<string, unknown>): SparseVector =>
  inference.vectorOf(document(text, options), 'query') as SparseVector
const asDocument = (text: string, options?: Record<string, unknown>): SparseVector =>
  inference.vectorOf(document(text, options), 'document') as SparseVector

test('tokens are hashed by MurmurHash3 with seed 0', () => {
  const signed = (hash: number): number => Math.abs(hash | 0)
  const plain = { stemmer: { type: 'none' }, stopwords: {} }
  expect([...asQuery('test', plain).indices]).toEqual([signed(0xba6bd213)])
  expect([...asQuery('hello', plain).indices]).toEqual([signed(0x248bfa47)])
})

test('a query holds every distinct token with weight 1, sorted', () => {
  const query = asQuery('foo bar foo baz bar')
  expect(query.indices).toHaveLength(3)
  expect([...query.values]).toEqual([1, 1, 1])
  expect(query.indices).toEqual(query.indices.toSorted())
})

test('a document weighs a token by how often it holds it, and by its own length', () => {
  const options = { k: 1.2, b: 0.75, avg_len: 5, stopwords: {}, stemmer: { type: 'none' } }
  const cat = asDocument('the cat sat on the', options)
  const [the] = asQuery('the', options).indices
  const at = cat.indices.indexOf(the ?? -1)
  expect(cat.values[at]).toBeCloseTo(1.375, 6)
  const longer = asDocument('the cat sat on the lorem ipsum dolor', options)
  expect(longer.values[longer.indices.indexOf(the ?? -1)]).toBeLessThan(1.375)
})

test('English stopwords and stems are the default; other languages and own words are options', () => {
  expect(asQuery('the and of').indices).toHaveLength(0)
  expect(asDocument('the and of')).toEqual({
    kind: 'sparse',
    indices: new Uint32Array(),
    values: new Float32Array(),
  })
  expect(asQuery('running')).toEqual(asQuery('run'))
  expect(asQuery('the', { language: 'none' }).indices).toHaveLength(1)
  expect(asQuery('der die', { language: 'de' }).indices).toHaveLength(0)
  expect(asQuery('cat dog', { stopwords: { languages: ['en'], custom: ['cat'] } })).toEqual(asQuery('dog'))
  expect(asQuery('Ärger', { ascii_folding: true, language: 'none' })).toEqual(
    asQuery('arger', { language: 'none' }),
  )
  expect(
    asQuery('a bb ccc', { min_token_len: 2n, max_token_len: 2n, language: 'none' }).indices,
  ).toHaveLength(1)
})

test('the name of the model may be spelled in any case, with or without its owner', () => {
  for (const model of ['bm25', 'BM25', 'qdrant/BM25', 'Qdrant/bm25']) {
    expect(inference.vectorOf(document('dog', {}, model), 'query')).toEqual(asQuery('dog'))
  }
})

test('other models and inputs are refused', () => {
  const call = (input: InferenceInput) => () => inference.vectorOf(input, 'query')
  expect(call(document('x', {}, 'openai/ada'))).toThrow(
    'Service internal error: InferenceService URL not configured - please provide valid address in config',
  )
  expect(call({ ...document('x'), kind: 'image', model: 'bm25' })).toThrow(
    'Wrong input: Only text input is supported for bm25.',
  )
  expect(call(document(7n))).toThrow('Only text input is supported for Qdrant/bm25.')
  expect(call(document('x', { tokenizer: 'nope' }))).toThrow(
    'Wrong input: Invalid BM25 config: Error("unknown variant `nope`, expected one of `prefix`, `whitespace`, `word`, `multilingual`", line: 0, column: 0)',
  )
  const types: [Record<string, unknown>, string][] = [
    [{ k: 'a"b' }, 'invalid type: string \\"a\\\\\\"b\\", expected f64'],
    [{ k: true }, 'invalid type: boolean `true`, expected f64'],
    [{ k: null }, 'invalid type: null, expected f64'],
    [{ min_token_len: 4 }, 'invalid type: floating point `4.0`, expected usize'],
    [{ min_token_len: -1n }, 'invalid value: integer `-1`, expected usize'],
    [{ language: 3n }, 'invalid type: integer `3`, expected a string'],
    [{ lowercase: [] }, 'invalid type: sequence, expected a boolean'],
    [{ tokenizer: 3n }, 'invalid type: integer `3`, expected string or map'],
  ]
  call(document('x', { min_token_len: 4n }))()
  for (const [options, reason] of types) {
    expect(call(document('x', options))).toThrow(
      `Wrong input: Invalid BM25 config: Error("${reason}", line: 0, column: 0)`,
    )
  }
  const bad = [{ k: 'x' }, { k: -1 }, { b: 2 }, { avg_len: 0 }, { tokenizer: 'x' }, { stopwords: 'xx' }]
  for (const options of [...bad, { stemmer: { type: 'snowball', language: 'xx' } }, { lowercase: 1n }]) {
    expect(call(document('x', options))).toThrow(RequestError)
  }
})
