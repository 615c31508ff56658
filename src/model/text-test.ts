import type { TextOptions } from './collection.ts'
import type { FieldTest } from './filter.ts'
import { createTokenizer, type Tokenizer } from './tokenizer.ts'

/** A test that a text index decides by tokens. */
export type TextTest = Extract<FieldTest, { kind: 'text' | 'text_any' | 'phrase' }>

export function isTextTest(test: FieldTest): test is TextTest {
  return test.kind === 'text' || test.kind === 'text_any' || test.kind === 'phrase'
}

/**
 * What a text test asks of the tokens of a point. Without tokens nothing passes, and a phrase passes nothing
 * in an index that keeps no positions.
 */
export type TokenQuery =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' | 'any'; readonly tokens: ReadonlySet<string> }
  | { readonly kind: 'phrase'; readonly tokens: readonly string[] }

export function parseTextTest(options: TextOptions, tokenizer: Tokenizer, test: TextTest): TokenQuery {
  if (test.kind === 'phrase') {
    if (options.phraseMatching !== true) return { kind: 'none' }
    const tokens = tokenizer.documentTokens(test.text)
    return tokens.length === 0 ? { kind: 'none' } : { kind: 'phrase', tokens }
  }
  const tokens = new Set(tokenizer.queryTokens(test.text))
  if (tokens.size === 0) return { kind: 'none' }
  return { kind: test.kind === 'text' ? 'all' : 'any', tokens }
}

/** Evaluates a text test on the texts of a point, as an index with these options would. */
export function compileTextTest(options: TextOptions, test: TextTest): (texts: readonly string[]) => boolean {
  const tokenizer = createTokenizer(options)
  const query = parseTextTest(options, tokenizer, test)
  switch (query.kind) {
    case 'none':
      return () => false
    case 'any':
      return (texts) =>
        texts.some((text) => tokenizer.documentTokens(text).some((token) => query.tokens.has(token)))
    case 'all':
      return (texts) => {
        const missing = new Set(query.tokens)
        for (const text of texts) for (const token of tokenizer.documentTokens(text)) missing.delete(token)
        return missing.size === 0
      }
    case 'phrase':
      return (texts) => texts.some((text) => holdsPhrase(tokenizer.documentTokens(text), query.tokens))
  }
}

/** Whether `phrase` stands in `tokens`, one after the other. */
function holdsPhrase(tokens: readonly string[], phrase: readonly string[]): boolean {
  for (let start = 0; start + phrase.length <= tokens.length; start++) {
    let length = 0
    while (length < phrase.length && tokens[start + length] === phrase[length]) length++
    if (length === phrase.length) return true
  }
  return false
}
