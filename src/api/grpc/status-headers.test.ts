import { expect, test } from 'bun:test'
import { percentEncode } from './status-headers.ts'

test('only what a header may not carry is escaped', () => {
  const texts = ['', 'plain text', 'ends with a space ', ' begins so', ' ', '100% Größe', 'two\nlines']
  expect(texts.map(percentEncode)).toEqual([
    '',
    'plain text',
    'ends with a space%20',
    '%20begins so',
    '%20',
    '100%25 Gr%C3%B6%C3%9Fe',
    'two%0Alines',
  ])
  for (const text of texts) expect(decodeURIComponent(percentEncode(text))).toBe(text)
})
