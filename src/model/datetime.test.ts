import { expect, test } from 'bun:test'
import { datetimeMicros, parseDatetime } from './datetime.ts'

const at = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n

test('accepted forms', () => {
  const forms: [text: string, iso: string][] = [
    ['2024-05-06T07:08:09Z', '2024-05-06T07:08:09Z'],
    ['2024-05-06t07:08:09z', '2024-05-06T07:08:09Z'],
    ['2024-05-06 07:08:09Z', '2024-05-06T07:08:09Z'],
    ['2024-05-06T07:08:09UTC', '2024-05-06T07:08:09Z'],
    ['2024-05-06 07:08:09 UTC', '2024-05-06T07:08:09Z'],
    ['2024-05-06T07:08:09+01:30', '2024-05-06T05:38:09Z'],
    ['2024-05-06T07:08:09-0130', '2024-05-06T08:38:09Z'],
    ['2024-05-06 07:08:09+02', '2024-05-06T05:08:09Z'],
    ['2024-05-06T07:08:09', '2024-05-06T07:08:09Z'],
    ['2024-05-06 07:08:09.25', '2024-05-06T07:08:09.250Z'],
    ['2024-05-06T07:08', '2024-05-06T07:08:00Z'],
    ['2024-05-06 07:08', '2024-05-06T07:08:00Z'],
    ['2024-05-06', '2024-05-06T00:00:00Z'],
    ['2020-1-1', '2020-01-01T00:00:00Z'],
    [' 2020-01-01', '2020-01-01T00:00:00Z'],
    ['2020 - 01 - 01T00:00:00Z', '2020-01-01T00:00:00Z'],
    ['+2020-01-01', '2020-01-01T00:00:00Z'],
    ['0020-01-01', '0020-01-01T00:00:00Z'],
    ['20-01-01', '0020-01-01T00:00:00Z'],
    ['-0001-03-01T00:00:00Z', '-000001-03-01T00:00:00Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['2000-02-29', '2000-02-29T00:00:00Z'],
    ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.500Z'],
  ]
  for (const [text, iso] of forms) expect(parseDatetime(text), text).toBe(at(iso))
})

test('rejected forms', () => {
  const bad = [
    '',
    'x',
    '2020-01-01 ',
    '2024-05-06T00:00Z',
    '2024-05-06T24:00:00Z',
    '2024-05-06T00',
    '20200101',
    '2020/01/01',
    '2024-05-06T00:00:00,5Z',
    '2024-05-06T00:00:00.Z',
    '2024-05-06T00:00:00+24:00',
    '2024-127',
    '2024-W01-1',
    '1715000000',
    '2024-05-06T00:00:00Z[UTC]',
    '12020-01-01',
    '2023-02-29',
    '2024-13-01',
    '2024-00-01',
    '2024-05-06T00:60:00Z',
    '2024-05-06T00:00:61Z',
    '2024-05-06T00:00:00+1',
    '999999-01-01',
    '2024-05-06T00:00:00+01:3',
  ]
  for (const text of bad) expect(parseDatetime(text), text).toBeUndefined()
})

test('fractions are exact to the nanosecond and cut after it', () => {
  expect(parseDatetime('1970-01-01T00:00:00.123456789Z')).toBe(123_456_789n)
  expect(parseDatetime('1970-01-01T00:00:00.1234567899Z')).toBe(123_456_789n)
  expect(parseDatetime('1970-01-01 00:00:00.000000001')).toBe(1n)
})

test('microseconds are rounded down, before the epoch too', () => {
  expect(datetimeMicros(1_999n)).toBe(1n)
  expect(datetimeMicros(-1n)).toBe(-1n)
  expect(datetimeMicros(-1_000n)).toBe(-1n)
  expect(datetimeMicros(-1_001n)).toBe(-2n)
})

test('every day of eight centuries agrees with Date', () => {
  for (let day = -146_097; day <= 146_097; day += 13) {
    const iso = new Date(day * 86_400_000).toISOString()
    expect(parseDatetime(iso)).toBe(BigInt(day) * 86_400_000_000_000n)
  }
})
