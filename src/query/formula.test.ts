import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { PayloadValue } from '#model/payload.ts'
import type { Expression } from '#model/query.ts'
import { compileFormula, scoreByFormula } from './formula.ts'
import type { Ranked } from './ranked.ts'
import { createTestView, matches, payload, type TestCollection, testTask } from './memory-view.fixture.ts'

type Fields = Readonly<Record<string, PayloadValue>>
interface Given {
  readonly fields?: Fields
  readonly defaults?: Fields
  readonly indexes?: TestCollection['indexes']
  /** The point's score in each prefetch. */
  readonly scores?: readonly number[]
}

const constant = (value: number): Expression => ({ kind: 'constant', value })
const variable = (name: string): Expression => ({ kind: 'variable', name })

/** The score of one point. */
async function evaluate(expression: Expression, given: Given = {}): Promise<number | undefined> {
  const { fields = {}, defaults = {}, indexes = {}, scores = [1] } = given
  const view = createTestView({ indexes, points: [{ id: 1, payload: payload(fields) }] })
  const formula = compileFormula(expression, payload(defaults), view)
  const lists = scores.map((score): Ranked[] => [{ ref: 0, score, versioned: true, orderValue: undefined }])
  return (await scoreByFormula(view, formula, lists, undefined, testTask()))[0]?.score
}

async function refusal(expression: Expression, given?: Given): Promise<string> {
  try {
    return `no error: ${await evaluate(expression, given)}`
  } catch (error) {
    return (error as Error).message
  }
}

describe('variables', () => {
  test('$score is the score in a prefetch, or its numeric default, or 0', async () => {
    expect(await evaluate(variable('$score'), { scores: [3, 4] })).toBe(3)
    expect(await evaluate(variable('$score[0]'), { scores: [3, 4] })).toBe(3)
    expect(await evaluate(variable('$score[1]'), { scores: [3, 4] })).toBe(4)
    expect(await evaluate(variable('$score[2]'), { defaults: { '$score[2]': 5n } })).toBe(5)
    expect(await evaluate(variable('$score[2]'), { defaults: { '$score[2]': 'x' } })).toBe(0)
    expect(await evaluate(variable('$score'), { scores: [], defaults: { $score: 2 } })).toBeUndefined()
  })

  test('numbers come from the payload, else from the defaults', async () => {
    expect(await evaluate(variable('a'), { fields: { a: 3n } })).toBe(3)
    expect(await evaluate(variable('a.b[0]'), { fields: { a: payload({ b: [1.5, 2n] }) } })).toBe(1.5)
    expect(await evaluate(variable('a'), { defaults: { a: 7 } })).toBe(7)
    expect(await evaluate(variable('a'), { fields: { a: [] }, defaults: { a: 7n } })).toBe(7)
    expect(await evaluate(variable('a'), { fields: { a: [4n] } })).toBe(4)
    expect(await refusal(variable('b'))).toBe(
      'Wrong input: Expected number value for b in the payload and/or in the formula defaults. Error: No value found in a payload nor defaults',
    )
  })

  test('several values are an array, which is no number even with a default', async () => {
    expect(await refusal(variable('a'), { fields: { a: [1n, 2n] }, defaults: { a: 1n } })).toBe(
      'Wrong input: Expected number value for a in the payload and/or in the formula defaults. Error: Value is not a number',
    )
  })

  test('null and other kinds are errors without an index, and absent with one', async () => {
    for (const a of [null, true, 'x'] as const) {
      expect(await refusal(variable('a'), { fields: { a }, defaults: { a: 1n } })).toContain(
        'Value is not a number',
      )
      expect(
        await evaluate(variable('a'), { fields: { a }, defaults: { a: 1n }, indexes: { a: 'integer' } }),
      ).toBe(1)
    }
  })

  test('an index gives the values as it holds them', async () => {
    const a = [2.5, 7n, null]
    expect(await evaluate(variable('a'), { fields: { a }, indexes: { a: 'integer' } })).toBe(7)
    expect(await evaluate(variable('a'), { fields: { a: 3 }, indexes: { a: 'integer' } })).toBe(3)
    expect(await evaluate(variable('a'), { fields: { a: [3n, 'x'] }, indexes: { a: 'float' } })).toBe(3)
    expect(await refusal(variable('a'), { fields: { a: ['x', 1n] }, indexes: { a: 'keyword' } })).toContain(
      'not a number',
    )
    expect(await refusal(variable('a'), { fields: { a: ['x', 1n] }, indexes: { a: 'text' } })).toContain(
      'not a number',
    )
  })

  test('names are parsed once and refused by their kind', async () => {
    const bad = (name: string, reason: string): string =>
      `Wrong input: Validation failed: failed to parse variable ID ${name}: ${reason}: ${name}`
    expect(await refusal(variable('$foo'))).toBe(bad('$foo', 'Invalid reserved word'))
    expect(await refusal(variable('$score.x'))).toBe(bad('$score.x', 'Invalid reserved variable'))
    expect(await refusal(variable('$score[]'))).toBe(bad('$score[]', 'Invalid reserved variable'))
    expect(await refusal(variable('$'))).toBe(bad('$', 'Invalid reserved variable'))
    expect(await refusal(variable('a b'))).toBe(bad('a b', 'Invalid payload variable'))
    expect(await refusal(constant(1), { defaults: { $x: 1n } })).toBe(bad('$x', 'Invalid reserved word'))
  })
})

describe('operations', () => {
  const terms = fc.array(fc.float({ min: -9, max: 9, noNaN: true }), { maxLength: 5 })

  test('sum and mult over constants', async () => {
    await fc.assert(
      fc.asyncProperty(terms, async (values) => {
        const all = values.map(constant)
        const sum = values.reduce((a, b) => a + b, 0)
        const product = values.reduce((a, b) => a * b, 1)
        expect(await evaluate({ kind: 'sum', terms: all })).toBeCloseTo(sum, 3)
        expect(await evaluate({ kind: 'mult', terms: all })).toBe(Math.fround(product === 0 ? 0 : product))
      }),
    )
    expect(await evaluate({ kind: 'sum', terms: [] })).toBe(0)
    expect(await evaluate({ kind: 'mult', terms: [] })).toBe(1)
  })

  test('mult stops at 0 and div at a dividend of 0, before missing values', async () => {
    expect(await evaluate({ kind: 'mult', terms: [constant(0), variable('none')] })).toBe(0)
    expect(await refusal({ kind: 'mult', terms: [variable('none'), constant(0)] })).toContain(
      'No value found',
    )
    expect(await evaluate({ kind: 'div', left: constant(0), right: variable('none') })).toBe(0)
  })

  test('division by zero gives the default or an error', async () => {
    const byZero: Expression = { kind: 'div', left: constant(1), right: constant(0) }
    expect(await refusal(byZero)).toBe('Wrong input: The expression 1/0 = inf produced a non-finite number')
    expect(await evaluate({ ...byZero, byZeroDefault: 2.5 })).toBe(2.5)
    expect(await evaluate({ ...byZero, right: constant(4), byZeroDefault: 9 })).toBe(0.25)
  })

  test('functions of one number', async () => {
    const apply = (kind: 'neg' | 'abs' | 'sqrt' | 'exp' | 'log10' | 'ln', x: number) => ({
      kind,
      operand: constant(x),
    })
    expect(await evaluate(apply('neg', 3))).toBe(-3)
    expect(await evaluate(apply('abs', -3))).toBe(3)
    expect(await evaluate(apply('sqrt', 9))).toBe(3)
    expect(await evaluate(apply('exp', 1))).toBe(Math.fround(Math.E))
    expect(await evaluate(apply('log10', 1000))).toBe(3)
    expect(await evaluate(apply('ln', 1))).toBe(0)
    const failed = (expression: string): string =>
      `Wrong input: The expression ${expression} produced a non-finite number`
    expect(await refusal(apply('sqrt', -3))).toBe(failed('√-3 = NaN'))
    expect(await refusal(apply('exp', 1000))).toBe(failed('exp(1000) = inf'))
    expect(await refusal(apply('log10', 0))).toBe(failed('log10(0) = -inf'))
    expect(await refusal(apply('ln', 0))).toBe(failed('ln(0) = -inf'))
  })

  test('powers', async () => {
    const power = (base: number, exponent: number): Expression => ({
      kind: 'pow',
      base: constant(base),
      exponent: constant(exponent),
    })
    expect(await evaluate(power(2, 10))).toBe(1024)
    expect(await refusal(power(-1, 0.5))).toBe(
      'Wrong input: The expression -1^0.5 = NaN produced a non-finite number',
    )
    expect(await evaluate(power(1, Number.NaN))).toBe(1)
  })

  test('a score beyond single precision is refused', async () => {
    const huge: Expression = { kind: 'exp', operand: constant(100) }
    expect(await refusal(huge)).toBe(
      'Wrong input: The expression 26881171418161356000000000000000000000000000 as f32 = inf produced a non-finite number',
    )
  })

  test('a condition is 1 or 0', async () => {
    const condition: Expression = { kind: 'condition', condition: matches('k', 'v') }
    expect(await evaluate(condition, { fields: { k: 'v' } })).toBe(1)
    expect(await evaluate(condition, { fields: { k: 'w' } })).toBe(0)
  })

  test('distance to a place in metres', async () => {
    const distance: Expression = { kind: 'geo_distance', origin: { lon: 0, lat: 0 }, to: 'at' }
    const place = (lon: number, lat: number): PayloadValue => payload({ lon, lat })
    expect(await evaluate(distance, { fields: { at: place(1, 0) } })).toBeCloseTo(111_195.08, 0)
    expect(await evaluate(distance, { defaults: { at: place(0, 0) } })).toBe(0)
    expect(await refusal(distance, { fields: { at: 'x' } })).toStartWith(
      'Wrong input: Expected geo point value for at in the payload and/or in the formula defaults. Error: ',
    )
    expect(await refusal(distance, { fields: { at: place(0, 91) } })).toContain('`lat` = 91 within [-90;90]')
    expect(await refusal({ ...distance, to: 'a b' })).toBe('invalid payload key')
  })

  test('points in time are seconds', async () => {
    const since = (text: string): Expression => ({ kind: 'datetime', text })
    expect(await evaluate(since('1970-01-01T00:01:00.5Z'))).toBe(60.5)
    expect(await evaluate(since('1970-01-02'))).toBe(86_400)
    expect(await refusal(since('nope'))).toBe(
      'Wrong input: Validation failed: failed to parse date-time nope: input contains invalid characters',
    )
    const key: Expression = { kind: 'datetime_key', path: 't' }
    expect(await evaluate(key, { fields: { t: '1970-01-01 00:00:07' } })).toBe(7)
    expect(await refusal(key, { fields: { t: 7n } })).toContain('Expected datetime value for t')
    expect(
      await evaluate(key, {
        fields: { t: 'x' },
        defaults: { t: '1970-01-01T00:00:01Z' },
        indexes: { t: 'datetime' },
      }),
    ).toBe(1)
  })
})

describe('decays', () => {
  const decay = (
    kind: 'exp_decay' | 'gauss_decay' | 'lin_decay',
    x: number,
    more: object = {},
  ): Expression => ({
    kind,
    x: constant(x),
    ...more,
  })

  test('each is 1 at the target and the midpoint at the scale', async () => {
    for (const kind of ['exp_decay', 'gauss_decay', 'lin_decay'] as const) {
      const shape = { target: constant(3), scale: 4, midpoint: 0.25 }
      expect(await evaluate(decay(kind, 3, shape))).toBe(1)
      expect(await evaluate(decay(kind, 7, shape))).toBeCloseTo(0.25, 6)
      expect(await evaluate(decay(kind, -1, shape))).toBeCloseTo(0.25, 6)
      expect(await evaluate(decay(kind, 1))).toBe(0.5)
    }
  })

  test('between and beyond', async () => {
    expect(await evaluate(decay('exp_decay', 2))).toBeCloseTo(0.25, 6)
    expect(await evaluate(decay('gauss_decay', 2))).toBeCloseTo(0.0625, 6)
    expect(await evaluate(decay('lin_decay', 1.5))).toBe(0.25)
    expect(await evaluate(decay('lin_decay', 9))).toBe(0)
  })

  test('shapes out of range are refused', async () => {
    const failed = (text: string): string => `Wrong input: Validation failed: ${text}`
    expect(await refusal(decay('exp_decay', 1, { midpoint: 0 }))).toBe(
      failed('Decay midpoint should be in the range (0.0, 1.0), got 0.'),
    )
    expect(await refusal(decay('lin_decay', 1, { midpoint: 2 }))).toBe(
      failed('Linear decay midpoint should be in the range [0.0, 1.0], got 2.'),
    )
    expect(await refusal(decay('gauss_decay', 1, { scale: 0 }))).toBe(
      failed('Decay scale should be non-zero positive, got 0.'),
    )
  })
})

test('the threshold drops points one by one, and one bad point fails all', async () => {
  const view = createTestView({
    points: [1n, 5n, 3n].map((a, at) => ({ id: at, payload: payload({ a }) })),
  })
  const list = [0, 1, 2].map((ref): Ranked => ({ ref, score: 1, versioned: true, orderValue: undefined }))
  const scored = await scoreByFormula(
    view,
    compileFormula(variable('a'), new Map(), view),
    [list],
    3,
    testTask(),
  )
  expect(scored.map(({ ref, score }) => [ref, score])).toEqual([
    [1, 5],
    [2, 3],
  ])
})
