/** Reduces a word to its stem. */
export type Stemmer = (word: string) => string

/** Stems that one stemmer remembers. */
const rememberedMax = 20_000

/**
 * The Snowball stemmer of a language, by its full name in lower case (English: Porter2). The algorithms are
 * loaded when the first one is asked for, because they are large.
 */
export function createStemmer(language: string): Stemmer {
  const stem = loadStemmer(language)
  const remembered = new Map<string, string>()
  return (word) => {
    let result = remembered.get(word)
    if (result === undefined) {
      result = stem(word)
      if (remembered.size >= rememberedMax) remembered.clear()
      remembered.set(word, result)
    }
    return result
  }
}

function loadStemmer(language: string): Stemmer {
  if (language === 'greek') {
    const { stemmer } = require('@orama/stemmers/greek') as { stemmer: Stemmer }
    return stemmer
  }
  const snowball = require('snowball-stemmers') as {
    newStemmer(name: string): { stem(word: string): string }
  }
  const stemmer = snowball.newStemmer(language)
  return (word) => stemmer.stem(word)
}
