import { must } from '#base/assert.ts'
// One line a language: its name and its words. From the stopword corpus of NLTK, the Japanese ones from
// stopwords-iso.
import lists from './stopwords.txt' with { type: 'text' }

/** The stopwords of a language, by its full name in lower case. The language must have a list. */
export function stopwordsOf(language: string): string[] {
  const from = lists.startsWith(`${language} `) ? 0 : lists.indexOf(`\n${language} `) + 1
  const [name, ...words] = lists.slice(from, lists.indexOf('\n', from)).split(' ')
  return must(name === language ? words : undefined, `no stopwords for ${language}`)
}
