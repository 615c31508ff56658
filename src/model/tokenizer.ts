import asciiFolder from 'fold-to-ascii'
import type { TextOptions } from './collection.ts'
import { createStemmer } from './stemmer.ts'
import { stopwordsOf } from './stopwords.ts'

/** Turns texts into the tokens that a text index and the BM25 model work with. */
export interface Tokenizer {
  /** Tokens of a stored text in their order, repeated ones too. */
  documentTokens(text: string): string[]
  /** Tokens of a text that is searched for. */
  queryTokens(text: string): string[]
}

const word = /[\p{Alphabetic}\p{N}]+/gu
const nonSpace = /[^\p{White_Space}]+/gu
const letter = /\p{Alphabetic}/u
const composedScript = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const combiningMark = /\p{Mn}/gu

/** Makes a tokenizer. The options hold languages by full name that have a list or a stemmer. */
export function createTokenizer(options: TextOptions): Tokenizer {
  const pipeline = new Pipeline(options)
  switch (options.tokenizer) {
    case 'whitespace':
      return plainTokenizer((text) => text.match(nonSpace) ?? [], pipeline)
    case 'prefix':
      return prefixTokenizer(pipeline)
    case 'multilingual':
      return plainTokenizer(createSegmenter(), pipeline)
    case 'word':
    case undefined:
      return plainTokenizer((text) => text.match(word) ?? [], pipeline)
  }
}

/** A tokenizer that treats documents and queries alike. */
function plainTokenizer(split: (text: string) => readonly string[], pipeline: Pipeline): Tokenizer {
  const tokens = (text: string): string[] => {
    const kept: string[] = []
    for (const piece of split(text)) {
      const token = pipeline.run(piece)
      if (token !== undefined && pipeline.isWithinMax(token)) kept.push(token)
    }
    return kept
  }
  return { documentTokens: tokens, queryTokens: tokens }
}

/**
 * A tokenizer for search while typing: documents give all prefixes of their words within the length limits,
 * queries one prefix a word, the longest. Stopwords of a query stay, because they may be the start of a word.
 */
function prefixTokenizer(pipeline: Pipeline): Tokenizer {
  const shortest = Math.max(1, pipeline.minLength)
  return {
    documentTokens(text) {
      const tokens: string[] = []
      for (const piece of text.match(word) ?? []) {
        const token = pipeline.run(piece)
        if (token === undefined) continue
        const characters = Array.from(token)
        const longest = Math.min(characters.length, pipeline.maxLength)
        for (let length = shortest; length <= longest; length++) {
          tokens.push(characters.slice(0, length).join(''))
        }
      }
      return tokens
    },
    queryTokens(text) {
      const tokens: string[] = []
      for (const piece of text.match(word) ?? []) {
        const characters = Array.from(pipeline.stem(pipeline.normalize(piece)))
        if (characters.length < pipeline.minLength) continue
        tokens.push(characters.slice(0, pipeline.maxLength).join(''))
      }
      return tokens
    },
  }
}

/**
 * Splits by the word boundaries of Unicode, with dictionaries for the scripts that do not part words, and
 * drops accents. Pieces without a letter are left out.
 */
function createSegmenter(): (text: string) => string[] {
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' })
  return (text) => {
    const pieces: string[] = []
    for (const { segment } of segmenter.segment(text)) {
      for (const piece of segment.match(word) ?? []) {
        if (letter.test(piece)) pieces.push(simplify(piece))
      }
    }
    return pieces
  }
}

/** Drops accents and case. Kana and Hangul stay composed: their marks make other letters. */
function simplify(piece: string): string {
  if (composedScript.test(piece)) return piece.normalize('NFKC').toLowerCase()
  return piece.normalize('NFKD').replace(combiningMark, '').toLowerCase()
}

/** What happens to every piece of a text, in this order: folding, lower case, stopwords, stemming, length. */
class Pipeline {
  /** Code points that a token has at least and at most. */
  readonly minLength: number
  readonly maxLength: number
  readonly #folds: boolean
  readonly #lowers: boolean
  readonly #stopwords: ReadonlySet<string>
  readonly stem: (token: string) => string

  constructor(options: TextOptions) {
    this.minLength = options.minTokenLen ?? 0
    this.maxLength = options.maxTokenLen ?? Number.POSITIVE_INFINITY
    this.#folds = options.asciiFolding ?? false
    this.#lowers = options.lowercase ?? true
    const stopwords = options.stopwords
    const words = [...(stopwords?.languages ?? []).flatMap(stopwordsOf), ...(stopwords?.custom ?? [])]
    this.#stopwords = new Set(this.#lowers ? words.map((stopword) => stopword.toLowerCase()) : words)
    const stemmer = options.stemmer
    this.stem =
      stemmer === undefined || stemmer === 'disabled' ? (token) => token : createStemmer(stemmer.language)
  }

  normalize(piece: string): string {
    const folded = this.#folds ? asciiFolder.foldMaintaining(piece) : piece
    return this.#lowers ? folded.toLowerCase() : folded
  }

  /** The token of a piece, or undefined when it is dropped. The length is not compared with `maxLength`. */
  run(piece: string): string | undefined {
    const normal = this.normalize(piece)
    if (this.#stopwords.has(normal)) return undefined
    const token = this.stem(normal)
    return this.minLength > 0 && countCodePoints(token) < this.minLength ? undefined : token
  }

  isWithinMax(token: string): boolean {
    return token.length <= this.maxLength || countCodePoints(token) <= this.maxLength
  }
}

function countCodePoints(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    // The second half of a surrogate pair belongs to the code point before it.
    if ((text.charCodeAt(index) & 0xfc00) !== 0xdc00) count++
  }
  return count
}
