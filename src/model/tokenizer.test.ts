import { expect, test } from 'bun:test'
import type { TextOptions } from './collection.ts'
import { createStemmer } from './stemmer.ts'
import { stopwordsOf } from './stopwords.ts'
import { createTokenizer } from './tokenizer.ts'
import {
  stemmerLanguage,
  stemmerLanguages,
  stopwordLanguage,
  stopwordLanguages,
} from './tokenizer-languages.ts'

const document = (text: string, options: TextOptions = {}): string =>
  createTokenizer(options).documentTokens(text).join(' ')
const query = (text: string, options: TextOptions = {}): string =>
  createTokenizer(options).queryTokens(text).join(' ')
const english = { languages: ['english'], custom: [] }

test('words are split at everything that is no letter or number', () => {
  expect(document("Hello_world don't foo.bar ½x")).toBe('hello world don t foo bar ½x')
  expect(document('Привет, МИР! 日本語')).toBe('привет мир 日本語')
  expect(document(' ,. ')).toBe('')
  expect(document('')).toBe('')
})

test('white space alone keeps punctuation', () => {
  expect(document("Hello_world,\tdon't\u00a0stop\u3000now.", { tokenizer: 'whitespace' })).toBe(
    "hello_world, don't stop now.",
  )
})

test('documents give all prefixes, queries the longest one', () => {
  const options: TextOptions = { tokenizer: 'prefix', minTokenLen: 3, maxTokenLen: 4 }
  expect(document('abcdef xy мирно', options)).toBe('abc abcd мир мирн')
  expect(query('abcdx xy ми мирный', options)).toBe('abcd мирн')
  expect(document('the ab', { tokenizer: 'prefix', stopwords: english })).toBe('a ab')
  expect(query('the ab', { tokenizer: 'prefix', stopwords: english })).toBe('the ab')
})

test('the pipeline folds, lowers, drops stopwords, stems and then measures', () => {
  expect(document('Ação ÆTHER Straße', { asciiFolding: true })).toBe('acao aether strasse')
  expect(document('Ação', { lowercase: false })).toBe('Ação')
  expect(document('The cats were Running', { stopwords: english, stemmer: { language: 'english' } })).toBe(
    'cat run',
  )
  expect(document('Kept CATS', { stopwords: { languages: [], custom: ['Cats'] } })).toBe('kept')
  expect(document('Cats cats', { stopwords: { languages: [], custom: ['Cats'] }, lowercase: false })).toBe(
    'cats',
  )
  expect(document('a bb ccc 🤠🤠 ключ', { minTokenLen: 2, maxTokenLen: 3 })).toBe('bb ccc')
  expect(document('𝒜𝒷 abc', { maxTokenLen: 2 })).toBe('𝒜𝒷'.toLowerCase())
  expect(document('running', { stemmer: 'disabled' })).toBe('running')
})

test('multilingual tokens have letters and no accents', () => {
  const options: TextOptions = { tokenizer: 'multilingual' }
  expect(document('Ação 42 x42', options)).toBe('acao x42')
  expect(createTokenizer(options).documentTokens('日本語のテキストです')).toContain('テキスト')
  expect(createTokenizer(options).documentTokens('這是一段文本').length).toBeGreaterThan(1)
})

test('every language that is named has its data', () => {
  expect(stopwordLanguages.length).toBe(30)
  for (const language of stopwordLanguages) expect(stopwordsOf(language).length, language).toBeGreaterThan(50)
  expect(stopwordsOf('english').length).toBe(179)
  expect(stopwordsOf('english')).toContain("you're")
  expect(stemmerLanguages.length).toBe(19)
  for (const language of stemmerLanguages) expect(createStemmer(language)('x'), language).toBe('x')
})

test('stems of English are those of Porter2, stems of Greek those of Snowball', () => {
  const stem = createStemmer('english')
  expect(['generously', 'his', 'they', 'skies', 'dying', 'news', 'gently'].map(stem)).toEqual([
    'generous',
    'his',
    'they',
    'sky',
    'die',
    'news',
    'gentl',
  ])
  expect(createStemmer('greek')('αυτεσ')).toBe('αυτ')
})

test('short names of languages', () => {
  expect(stopwordLanguage('hi-en')).toBe('hinglish')
  expect(stopwordLanguage('english')).toBe('english')
  expect(stopwordLanguage('klingon')).toBeUndefined()
  expect(stopwordLanguage('constructor')).toBeUndefined()
  expect(stemmerLanguage('hy')).toBe('armenian')
  expect(stemmerLanguage('zh')).toBeUndefined()
})
