import type { Expression } from '#model/query.ts'
import { type Decode, Fields, f32, firstOf, list, noVariant, type Place, text } from './json-decode.ts'
import { JsonError } from './json-error.ts'
import type { JsonNode } from './json-node.ts'
import { condition } from './rest-filter.ts'
import { geoPoint } from './rest-geo.ts'
import { payloadPath } from './rest-path.ts'

/** Expressions of formulas: a number, the name of a variable, a condition, or an object of one operator. */

const byKey =
  (key: string, decode: Decode<Expression>): Decode<Expression> =>
  (node, at) =>
    new Fields(node, at, key).required(key, decode)

const unary = (kind: 'neg' | 'abs' | 'sqrt' | 'exp' | 'log10' | 'ln'): Decode<Expression> =>
  byKey(kind, (node, at) => ({ kind, operand: expression(node, at) }))

const variadic = (kind: 'mult' | 'sum'): Decode<Expression> =>
  byKey(kind, (node, at) => ({ kind, terms: list(expression)(node, at) }))

const decay = (kind: 'exp_decay' | 'gauss_decay' | 'lin_decay'): Decode<Expression> =>
  byKey(kind, (node, at) => {
    const fields = new Fields(node, at, 'DecayParamsExpression')
    return {
      kind,
      x: fields.required('x', expression),
      target: fields.optional('target', expression),
      scale: fields.optional('scale', f32),
      midpoint: fields.optional('midpoint', f32),
    }
  })

const forms: readonly Decode<Expression>[] = [
  (node, at) => ({ kind: 'constant', value: f32(node, at) }),
  (node, at) => ({ kind: 'variable', name: text(node, at) }),
  (node, at) => ({ kind: 'condition', condition: condition(node, at) }),
  byKey('geo_distance', (node, at) => {
    const fields = new Fields(node, at, 'GeoDistanceParams')
    const origin = fields.required('origin', geoPoint)
    return { kind: 'geo_distance', origin, to: fields.required('to', payloadPath).text }
  }),
  byKey('datetime', (node, at) => ({ kind: 'datetime', text: text(node, at) })),
  byKey('datetime_key', (node, at) => ({ kind: 'datetime_key', path: payloadPath(node, at).text })),
  variadic('mult'),
  variadic('sum'),
  unary('neg'),
  unary('abs'),
  byKey('div', (node, at) => {
    const fields = new Fields(node, at, 'DivParams')
    return {
      kind: 'div',
      left: fields.required('left', expression),
      right: fields.required('right', expression),
      byZeroDefault: fields.optional('by_zero_default', f32),
    }
  }),
  unary('sqrt'),
  byKey('pow', (node, at) => {
    const fields = new Fields(node, at, 'PowParams')
    const base = fields.required('base', expression)
    return { kind: 'pow', base, exponent: fields.required('exponent', expression) }
  }),
  unary('exp'),
  unary('log10'),
  unary('ln'),
  decay('lin_decay'),
  decay('exp_decay'),
  decay('gauss_decay'),
]

const anyForm = firstOf(noVariant('Expression'), forms)

/** An empty object and the like are filters, which are conditions too. */
export function expression(node: JsonNode, at: Place): Expression {
  if (node.kind === 'array' || node.kind === 'null' || node.kind === 'boolean') {
    throw new JsonError(noVariant('Expression'))
  }
  return anyForm(node, at)
}
