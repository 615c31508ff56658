import type { TextOptions, Tokenizer as TokenizerKind } from './collection.ts'
import { internal, type RequestError, wrongInput } from './errors.ts'
import { createTokenizer, type Tokenizer } from './tokenizer.ts'
import { stemmerLanguage, stopwordLanguage } from './tokenizer-languages.ts'
import type { InferenceInput, SparseVector, VectorData } from './vector.ts'

/** A text is turned into a vector to be stored, or to search with. */
export type InferenceForm = 'document' | 'query'

/** Turns inputs of models into vectors. */
export interface Inference {
  /** Throws for models other than the built-in BM25, and for inputs that it cannot take. */
  vectorOf(input: InferenceInput, form: InferenceForm): VectorData
}

/** Models of different options that are kept. */
const keptModelsMax = 32

/** Makes the inference of one thread: it keeps the models that it has met. */
export function createInference(): Inference {
  const models = new Map<string, Bm25Model>()
  const modelFor = (options: ReadonlyMap<string, unknown>): Bm25Model => {
    const key = JSON.stringify([...options], keyPart)
    let model = models.get(key)
    if (model === undefined) {
      model = createBm25Model(readOptions(options))
      if (models.size >= keptModelsMax) models.clear()
      models.set(key, model)
    }
    return model
  }
  return {
    vectorOf(input, form) {
      const name = input.model.toLowerCase()
      if (name !== 'bm25' && name !== 'qdrant/bm25') {
        throw internal('InferenceService URL not configured - please provide valid address in config')
      }
      if (input.kind !== 'document' || typeof input.value !== 'string') {
        throw wrongInput(`Only text input is supported for ${input.model}.`)
      }
      return modelFor(input.options)[form](input.value)
    },
  }
}

/** The two forms of a text under one set of options. */
type Bm25Model = Readonly<Record<InferenceForm, (text: string) => SparseVector>>

interface Bm25Options {
  readonly k: number
  readonly b: number
  readonly avgLen: number
  readonly text: TextOptions
}

/**
 * The BM25 model. A document has n(k+1) / (n + k(1 - b + b * length / avgLen)) for a token that it holds n
 * times, a query 1 for each token; the index of a token is the absolute value of its signed hash.
 */
function createBm25Model({ k, b, avgLen, text }: Bm25Options): Bm25Model {
  const tokenizer: Tokenizer = createTokenizer(text)
  return {
    document(input) {
      const tokens = tokenizer.documentTokens(input)
      const counts = new Map<string, number>()
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
      const saturation = k * (1 - b + (b * tokens.length) / avgLen)
      const weights = new Map<number, number>()
      for (const [token, count] of counts)
        weights.set(tokenIndex(token), (count * (k + 1)) / (saturation + count))
      return sparseOf(weights)
    },
    query(input) {
      return sparseOf(new Map(tokenizer.queryTokens(input).map((token) => [tokenIndex(token), 1])))
    },
  }
}

function sparseOf(weights: ReadonlyMap<number, number>): SparseVector {
  const indices = Uint32Array.from(weights.keys()).sort()
  return { kind: 'sparse', indices, values: Float32Array.from(indices, (index) => weights.get(index) ?? 0) }
}

const encoder = new TextEncoder()

function tokenIndex(token: string): number {
  return Math.abs(murmur3(encoder.encode(token)))
}

/** MurmurHash3 x86 32 with seed 0, as a signed number. */
function murmur3(bytes: Uint8Array): number {
  const whole = bytes.length & ~3
  let hash = 0
  for (let at = 0; at < whole; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    hash ^= scramble(word)
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let at = bytes.length - 1; at >= whole; at--) tail = (tail << 8) | (bytes[at] as number)
  if (whole < bytes.length) hash ^= scramble(tail)
  hash ^= bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}

const tokenizers: readonly TokenizerKind[] = ['word', 'whitespace', 'prefix', 'multilingual']

/** Reads the options of a document; those that are not known are ignored. */
function readOptions(options: ReadonlyMap<string, unknown>): Bm25Options {
  const read = new OptionReader(options)
  const k = read.number('k') ?? 1.2
  const b = read.number('b') ?? 0.75
  const avgLen = read.number('avg_len') ?? 256
  if (!Number.isFinite(k) || k < 0) throw wrongInput(`BM25 k1 must be finite and >= 0, got ${k}`)
  if (!(b >= 0 && b <= 1)) throw wrongInput(`BM25 b must be finite and in [0.0, 1.0], got ${b}`)
  if (!Number.isFinite(avgLen) || avgLen <= 0) {
    throw wrongInput(`BM25 avg_doc_len must be finite and > 0, got ${avgLen}`)
  }
  const language = read.text('language') ?? 'english'
  return {
    k,
    b,
    avgLen,
    text: {
      tokenizer: readTokenizer(read),
      lowercase: read.flag('lowercase') ?? true,
      asciiFolding: read.flag('ascii_folding') ?? false,
      stopwords: readStopwords(options.get('stopwords'), language),
      stemmer: readStemmer(options.get('stemmer'), language),
      minTokenLen: read.count('min_token_len'),
      maxTokenLen: read.count('max_token_len'),
    },
  }
}

function readTokenizer(read: OptionReader): TokenizerKind {
  const name = read.variant('tokenizer') ?? 'word'
  const kind = tokenizers.find((tokenizer) => tokenizer === name)
  if (kind !== undefined) return kind
  throw badOptions(
    `unknown variant \`${name}\`, expected one of \`prefix\`, \`whitespace\`, \`word\`, \`multilingual\``,
  )
}

/** A language without a list of stopwords has none. */
function readStopwords(value: unknown, language: string): TextOptions['stopwords'] {
  const stopwords = plain(value)
  if (stopwords === undefined || stopwords === null) {
    const known = stopwordLanguage(language)
    return known === undefined ? undefined : { languages: [known], custom: [] }
  }
  if (typeof stopwords === 'string') return { languages: [knownStopwords(stopwords)], custom: [] }
  if (!isRecord(stopwords))
    throw badOptions('data did not match any variant of untagged enum StopwordsInterface')
  return {
    languages: textList(stopwords['languages']).map(knownStopwords),
    custom: textList(stopwords['custom']),
  }
}

function knownStopwords(name: string): string {
  const language = stopwordLanguage(name)
  if (language === undefined) {
    throw badOptions('data did not match any variant of untagged enum StopwordsInterface')
  }
  return language
}

/** A language without a stemmer leaves the words as they are. */
function readStemmer(value: unknown, language: string): TextOptions['stemmer'] {
  const stemmer = plain(value)
  if (stemmer === undefined || stemmer === null) {
    const known = stemmerLanguage(language)
    return known === undefined ? 'disabled' : { language: known }
  }
  if (isRecord(stemmer)) {
    if (stemmer['type'] === 'none') return 'disabled'
    const name = stemmer['language']
    const known =
      stemmer['type'] === 'snowball' && typeof name === 'string' ? stemmerLanguage(name) : undefined
    if (known !== undefined) return { language: known }
  }
  throw badOptions('data did not match any variant of untagged enum StemmingAlgorithm')
}

/** Worded as the decoder of the compatible API words it, which quotes its text and names no place. */
const badOptions = (reason: string): RequestError =>
  wrongInput(`Invalid BM25 config: Error(${JSON.stringify(reason)}, line: 0, column: 0)`)

const badType = (value: unknown, expected: string): RequestError =>
  badOptions(`invalid type: ${describe(value)}, expected ${expected}`)

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`
  if (typeof value === 'boolean') return `boolean \`${value}\``
  if (typeof value === 'bigint') return `integer \`${value}\``
  if (typeof value === 'number') {
    return `floating point \`${Number.isInteger(value) ? value.toFixed(1) : value}\``
  }
  return Array.isArray(value) ? 'sequence' : 'map'
}

function textList(value: unknown): string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw badOptions('data did not match any variant of untagged enum StopwordsInterface')
}

/** Typed access to options. */
class OptionReader {
  readonly #options: ReadonlyMap<string, unknown>

  constructor(options: ReadonlyMap<string, unknown>) {
    this.#options = options
  }

  /** Null is no number. */
  number(name: string): number | undefined {
    const value = this.#options.get(name)
    if (value === undefined || typeof value === 'number') return value
    if (typeof value === 'bigint') return Number(value)
    throw badType(value, 'f64')
  }

  /** Null counts as unset. */
  count(name: string): number | undefined {
    const value = this.#options.get(name)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'bigint') throw badType(value, 'usize')
    if (value < 0n) throw badOptions(`invalid value: integer \`${value}\`, expected usize`)
    return Number(value)
  }

  /** Null counts as unset. */
  flag(name: string): boolean | undefined {
    const value = this.#options.get(name)
    if (value === undefined || value === null) return undefined
    if (typeof value === 'boolean') return value
    throw badType(value, 'a boolean')
  }

  /** Null counts as unset. */
  text(name: string): string | undefined {
    const value = this.#options.get(name)
    if (value === undefined || value === null) return undefined
    if (typeof value === 'string') return value
    throw badType(value, 'a string')
  }

  /** A name out of a few; null is none of them. */
  variant(name: string): string | undefined {
    const value = this.#options.get(name)
    if (value === undefined || typeof value === 'string') return value
    throw badType(value, 'string or map')
  }
}

/** A replacer under which values of different types differ. */
function keyPart(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : plain(value)
}

/** A value of a payload as one of plain JSON: maps as objects. */
function plain(value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value as Map<string, unknown>) : value
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
