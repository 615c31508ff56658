import { malformed, RequestError } from '#model/errors.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { Expression, Query } from '#model/query.ts'
import { conditionOf } from './filter-codec.ts'
import { conditionCodec, geoPointCodec, type RawCondition, type RawGeoPoint } from './filter-messages.ts'
import { checkCondition } from './filter-validation.ts'
import { each, join, nested, type Problems, within } from './points-validation.ts'
import { requireFinite, valueCodec } from './points-value.ts'
import {
  type Decoded,
  float,
  lazy,
  type MessageCodec,
  map,
  oneof,
  optional,
  plain,
  record,
  repeated,
  string,
} from './proto-message.ts'

interface RawDiv {
  readonly left: RawExpression | undefined
  readonly right: RawExpression | undefined
  readonly byZeroDefault: number | undefined
}
interface RawPow {
  readonly base: RawExpression | undefined
  readonly exponent: RawExpression | undefined
}
interface RawDecay {
  readonly x: RawExpression | undefined
  readonly target: RawExpression | undefined
  readonly scale: number | undefined
  readonly midpoint: number | undefined
}
type RawArm =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'variable' | 'datetime' | 'datetimeKey'; readonly value: string }
  | { readonly kind: 'condition'; readonly value: RawCondition }
  | {
      readonly kind: 'geoDistance'
      readonly value: { readonly origin: RawGeoPoint | undefined; readonly to: string }
    }
  | { readonly kind: 'mult'; readonly value: { readonly mult: readonly RawExpression[] } }
  | { readonly kind: 'sum'; readonly value: { readonly sum: readonly RawExpression[] } }
  | { readonly kind: 'div'; readonly value: RawDiv }
  | { readonly kind: UnaryKind; readonly value: RawExpression }
  | { readonly kind: 'pow'; readonly value: RawPow }
  | { readonly kind: 'expDecay' | 'gaussDecay' | 'linDecay'; readonly value: RawDecay }
type UnaryKind = 'neg' | 'abs' | 'sqrt' | 'exp' | 'log10' | 'ln'
interface RawExpression {
  readonly variant: RawArm | undefined
}

const anyExpression = lazy<RawExpression>(() => expressionCodec)
const decayCodec = record<RawDecay>('DecayParamsExpression', {
  x: optional(1, anyExpression),
  target: optional(2, anyExpression),
  scale: optional(3, float),
  midpoint: optional(4, float),
})

const expressionCodec: MessageCodec<RawExpression> = record<RawExpression>('Expression', {
  variant: oneof({
    constant: [1, float],
    variable: [2, string],
    condition: [3, conditionCodec],
    geoDistance: [4, record('GeoDistance', { origin: optional(1, geoPointCodec), to: plain(2, string) })],
    datetime: [5, string],
    datetimeKey: [6, string],
    mult: [7, record('MultExpression', { mult: repeated(1, anyExpression) })],
    sum: [8, record('SumExpression', { sum: repeated(1, anyExpression) })],
    div: [
      9,
      record<RawDiv>('DivExpression', {
        left: optional(1, anyExpression),
        right: optional(2, anyExpression),
        byZeroDefault: optional(3, float),
      }),
    ],
    neg: [10, anyExpression],
    abs: [11, anyExpression],
    sqrt: [12, anyExpression],
    pow: [
      13,
      record<RawPow>('PowExpression', {
        base: optional(1, anyExpression),
        exponent: optional(2, anyExpression),
      }),
    ],
    exp: [14, anyExpression],
    log10: [15, anyExpression],
    ln: [16, anyExpression],
    expDecay: [17, decayCodec],
    gaussDecay: [18, decayCodec],
    linDecay: [19, decayCodec],
  }),
})

export const formulaCodec = record('Formula', {
  expression: optional(1, expressionCodec),
  defaults: map(2, valueCodec),
})
type RawFormula = Decoded<typeof formulaCodec>

export function checkFormula({ expression }: RawFormula): Problems {
  return nested('expression', expression, checkExpression)
}

function checkExpression({ variant }: RawExpression): Problems {
  return variant && within('variant', checkArm(variant))
}

function checkArm(arm: RawArm): Problems {
  switch (arm.kind) {
    case 'constant':
    case 'variable':
    case 'datetime':
    case 'datetimeKey':
    case 'geoDistance':
      return undefined
    case 'condition':
      return checkCondition(arm.value)
    case 'mult':
      return each('mult', arm.value.mult, checkExpression)
    case 'sum':
      return each('sum', arm.value.sum, checkExpression)
    case 'div':
      return join(
        nested('left', arm.value.left, checkExpression),
        nested('right', arm.value.right, checkExpression),
      )
    case 'pow':
      return join(
        nested('base', arm.value.base, checkExpression),
        nested('exponent', arm.value.exponent, checkExpression),
      )
    case 'expDecay':
    case 'gaussDecay':
    case 'linDecay':
      return join(
        nested('x', arm.value.x, checkExpression),
        nested('target', arm.value.target, checkExpression),
      )
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'exp':
    case 'log10':
    case 'ln':
      return checkExpression(arm.value)
  }
}

export function formulaOf({ expression, defaults }: RawFormula): Query {
  const parsed = expressionOf(present(expression, 'expression'))
  for (const value of defaults.values()) requireFinite(value)
  return { kind: 'formula', expression: parsed, defaults }
}

function expressionOf({ variant }: RawExpression): Expression {
  const arm = present(variant, 'variant')
  switch (arm.kind) {
    case 'constant':
      return { kind: 'constant', value: arm.value }
    case 'variable':
      return { kind: 'variable', name: arm.value }
    case 'condition':
      return { kind: 'condition', condition: present(conditionOf(arm.value), 'condition') }
    case 'geoDistance':
      return {
        kind: 'geo_distance',
        origin: present(arm.value.origin, 'origin'),
        to: payloadKey(arm.value.to),
      }
    case 'datetime':
      return { kind: 'datetime', text: arm.value }
    case 'datetimeKey':
      return { kind: 'datetime_key', path: payloadKey(arm.value) }
    case 'mult':
      return { kind: 'mult', terms: arm.value.mult.map(expressionOf) }
    case 'sum':
      return { kind: 'sum', terms: arm.value.sum.map(expressionOf) }
    case 'div':
      return divOf(arm.value)
    case 'pow':
      return powOf(arm.value)
    case 'expDecay':
      return decayOf('exp_decay', arm.value)
    case 'gaussDecay':
      return decayOf('gauss_decay', arm.value)
    case 'linDecay':
      return decayOf('lin_decay', arm.value)
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'exp':
    case 'log10':
    case 'ln':
      return { kind: arm.kind, operand: expressionOf(arm.value) }
  }
}

function divOf(raw: RawDiv): Expression {
  const left = present(raw.left, 'left')
  const right = present(raw.right, 'right')
  return {
    kind: 'div',
    left: expressionOf(left),
    right: expressionOf(right),
    byZeroDefault: raw.byZeroDefault,
  }
}

function powOf(raw: RawPow): Expression {
  const base = present(raw.base, 'base')
  const exponent = present(raw.exponent, 'exponent')
  return { kind: 'pow', base: expressionOf(base), exponent: expressionOf(exponent) }
}

function decayOf(kind: 'exp_decay' | 'gauss_decay' | 'lin_decay', raw: RawDecay): Expression {
  const x = present(raw.x, 'x')
  const target = raw.target && expressionOf(raw.target)
  return { kind, x: expressionOf(x), target, scale: raw.scale, midpoint: raw.midpoint }
}

function present<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw malformed(`missing field: ${field}`)
  return value
}

/** The canonical text of a payload path. */
function payloadKey(text: string): string {
  try {
    return parsePayloadPath(text).text
  } catch (error) {
    if (error instanceof RequestError) throw malformed('invalid payload key')
    throw error
  }
}
