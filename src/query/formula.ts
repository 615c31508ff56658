import type { Task } from '#base/task.ts'
import { datetimeMicros, parseDatetime } from '#model/datetime.ts'
import { malformed, type RequestError, wrongInput } from '#model/errors.ts'
import { emptyFilter } from '#model/filter.ts'
import { geoPointOf, haversineDistance, isOnGlobe } from '#model/geo.ts'
import type { PayloadBytes, PayloadValue } from '#model/payload.ts'
import { type PayloadPath, parsePayloadPath } from '#model/payload-path.ts'
import { printFloat } from '#model/print-float.ts'
import type { Expression } from '#model/query.ts'
import { readPayload } from './attach.ts'
import { compileDecay } from './formula-decay.ts'
import { createVariableReader, parseFormulaVariable } from './formula-variables.ts'
import { type Ranked, unionOf } from './ranked.ts'
import type { PointRef, ReadView } from './read-view.ts'

/** What a formula is evaluated for. */
interface Candidate {
  readonly ref: PointRef
  readonly payload: PayloadBytes | null
  /** Scores of points in the list of each prefetch. */
  readonly scores: readonly ReadonlyMap<PointRef, number>[]
}

/** The value of an expression for a candidate, in double precision. Throws what a client is told. */
export type Evaluate = (candidate: Candidate) => number

export interface Formula {
  readonly evaluate: Evaluate
  readonly readsPayload: boolean
}

/**
 * Compiles a formula: variables are resolved, conditions become tests, constant mistakes are refused.
 *
 * @param defaults values for variables that a point lacks, by the text of the variable
 */
export function compileFormula(
  expression: Expression,
  defaults: ReadonlyMap<string, PayloadValue>,
  view: ReadView,
): Formula {
  const compiler = new Compiler(view, defaults)
  const evaluate = compiler.compile(expression)
  return { evaluate, readsPayload: compiler.readsPayload }
}

/**
 * The union of the lists, scored by the formula, in no order. A formula that fails for one point fails the
 * request; points below the threshold are left out.
 */
export async function scoreByFormula(
  view: ReadView,
  formula: Formula,
  lists: readonly (readonly Ranked[])[],
  threshold: number | undefined,
  task: Task,
): Promise<Ranked[]> {
  const scores = lists.map((list) => new Map(list.map((point) => [point.ref, point.score])))
  const least = threshold === undefined ? undefined : Math.fround(threshold)
  const points: Ranked[] = []
  for (const ref of unionOf(lists)) {
    const payload = formula.readsPayload ? readPayload(view, ref, task.usage) : null
    const value = formula.evaluate({ ref, payload, scores })
    const score = Math.fround(value)
    if (!Number.isFinite(score)) throw nonFinite(`${printFloat(value)} as f32`, score)
    if (least === undefined || score >= least) {
      points.push({ ref, score, versioned: true, orderValue: undefined })
    }
    const pause = task.tick()
    if (pause) await pause
  }
  return points
}

function nonFinite(expression: string, value: number): RequestError {
  return wrongInput(`The expression ${expression} = ${printFloat(value)} produced a non-finite number`)
}

function finite(expression: () => string, value: number): number {
  if (Number.isFinite(value)) return value
  throw nonFinite(expression(), value)
}

class Compiler {
  readonly #view: ReadView
  readonly #scoreDefaults = new Map<number, number>()
  readonly #payloadDefaults = new Map<string, PayloadValue>()
  readsPayload = false

  constructor(view: ReadView, defaults: ReadonlyMap<string, PayloadValue>) {
    this.#view = view
    for (const [name, value] of defaults) {
      const variable = parseFormulaVariable(name)
      if (variable.kind === 'payload') this.#payloadDefaults.set(variable.path.text, value)
      else if (isNumber(value)) this.#scoreDefaults.set(variable.prefetch, Number(value))
    }
  }

  compile(expression: Expression): Evaluate {
    switch (expression.kind) {
      case 'constant': {
        const value = Math.fround(expression.value)
        return () => value
      }
      case 'variable':
        return this.#variable(expression.name)
      case 'condition': {
        const matches = this.#view.matcher({ ...emptyFilter, must: [expression.condition] })
        return ({ ref }) => (matches(ref) ? 1 : 0)
      }
      case 'geo_distance': {
        const read = this.#payload(payloadKey(expression.to), 'geo point', toGeoPoint)
        const { origin } = expression
        return (candidate) => haversineDistance(origin, read(candidate))
      }
      case 'datetime': {
        const nanoseconds = parseDatetime(expression.text)
        if (nanoseconds === undefined) {
          throw wrongInput(
            `Validation failed: failed to parse date-time ${expression.text}: input contains invalid characters`,
          )
        }
        const seconds = toSeconds(nanoseconds)
        return () => seconds
      }
      case 'datetime_key':
        return this.#payload(payloadKey(expression.path), 'datetime', toDatetime)
      case 'mult':
      case 'sum':
      case 'div':
      case 'pow':
      case 'neg':
      case 'abs':
      case 'sqrt':
      case 'exp':
      case 'log10':
      case 'ln':
      case 'exp_decay':
      case 'gauss_decay':
      case 'lin_decay':
        return this.#operation(expression)
    }
  }

  #operation(expression: Operation): Evaluate {
    switch (expression.kind) {
      case 'mult':
        return product(expression.terms.map((term) => this.compile(term)))
      case 'sum':
        return sum(expression.terms.map((term) => this.compile(term)))
      case 'div': {
        const { byZeroDefault } = expression
        const left = this.compile(expression.left)
        const right = this.compile(expression.right)
        return quotient(left, right, byZeroDefault === undefined ? undefined : Math.fround(byZeroDefault))
      }
      case 'pow': {
        const base = this.compile(expression.base)
        const exponent = this.compile(expression.exponent)
        return (candidate) => {
          const b = base(candidate)
          const e = exponent(candidate)
          return finite(() => `${printFloat(b)}^${printFloat(e)}`, power(b, e))
        }
      }
      case 'neg':
      case 'abs':
      case 'sqrt':
      case 'exp':
      case 'log10':
      case 'ln': {
        const operand = this.compile(expression.operand)
        const apply = unaryOperations[expression.kind]
        return (candidate) => apply(operand(candidate))
      }
      case 'exp_decay':
      case 'gauss_decay':
      case 'lin_decay': {
        const decay = compileDecay(expression.kind, expression.midpoint, expression.scale)
        const x = this.compile(expression.x)
        const target = expression.target === undefined ? undefined : this.compile(expression.target)
        return (candidate) => {
          const value = x(candidate)
          return decay(value - (target === undefined ? 0 : target(candidate)))
        }
      }
    }
  }

  #variable(name: string): Evaluate {
    const variable = parseFormulaVariable(name)
    if (variable.kind === 'payload') return this.#payload(variable.path, 'number', toNumber)
    const { prefetch } = variable
    const scoreDefaults = this.#scoreDefaults
    return ({ ref, scores }) => scores[prefetch]?.get(ref) ?? scoreDefaults.get(prefetch) ?? 0
  }

  #payload<T>(
    path: PayloadPath,
    expected: 'number' | 'geo point' | 'datetime',
    convert: (value: PayloadValue) => T | ConversionFailure,
  ): (candidate: Candidate) => T {
    this.readsPayload = true
    const read = createVariableReader(path, this.#view.schema.payloadIndexes.get(path.text))
    const fallback = this.#payloadDefaults.get(path.text)
    const fail = (reason: string): RequestError =>
      wrongInput(
        `Expected ${expected} value for ${path.text} in the payload and/or in the formula defaults. Error: ${reason}`,
      )
    return ({ payload }) => {
      const values = read(payload)
      const value = values.length === 0 ? fallback : values.length === 1 ? values[0] : values
      if (value === undefined) throw fail('No value found in a payload nor defaults')
      const converted = convert(value)
      if (converted instanceof ConversionFailure) throw fail(converted.reason)
      return converted
    }
  }
}

type Operation = Exclude<
  Expression,
  { readonly kind: 'constant' | 'variable' | 'condition' | 'geo_distance' | 'datetime' | 'datetime_key' }
>

/** A payload value is not of the kind that is needed. */
class ConversionFailure {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

const isNumber = (value: PayloadValue): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'

const toNumber = (value: PayloadValue): number | ConversionFailure =>
  isNumber(value) ? Number(value) : new ConversionFailure('Value is not a number')

function toGeoPoint(value: PayloadValue): { lon: number; lat: number } | ConversionFailure {
  const point = geoPointOf(value)
  if (point === undefined) return new ConversionFailure('Value is not a geo point')
  if (isOnGlobe(point)) return point
  return new ConversionFailure(
    `Wrong format of GeoPoint payload: expected \`lat\` = ${printFloat(point.lat)} within [-90;90] and \`lon\` = ${printFloat(point.lon)} within [-180;180]`,
  )
}

function toDatetime(value: PayloadValue): number | ConversionFailure {
  if (typeof value !== 'string') return new ConversionFailure('Value is not a string')
  const nanoseconds = parseDatetime(value)
  if (nanoseconds === undefined) return new ConversionFailure('input contains invalid characters')
  return toSeconds(nanoseconds)
}

/** Seconds since the epoch, from whole microseconds. */
const toSeconds = (nanoseconds: bigint): number => Number(datetimeMicros(nanoseconds)) / 1_000_000

function payloadKey(text: string): PayloadPath {
  try {
    return parsePayloadPath(text)
  } catch {
    throw malformed('invalid payload key')
  }
}

/** Stops at the first 0, so that what comes after it may be missing. */
const product =
  (terms: readonly Evaluate[]): Evaluate =>
  (candidate) => {
    let result = 1
    for (const term of terms) {
      const value = term(candidate)
      if (value === 0) return 0
      result *= value
    }
    return result
  }

const sum =
  (terms: readonly Evaluate[]): Evaluate =>
  (candidate) => {
    let result = 0
    for (const term of terms) result += term(candidate)
    return result
  }

/** 0 divided by anything is 0, and the divisor is not looked at. */
const quotient =
  (left: Evaluate, right: Evaluate, byZeroDefault: number | undefined): Evaluate =>
  (candidate) => {
    const dividend = left(candidate)
    if (dividend === 0) return 0
    const divisor = right(candidate)
    if (divisor === 0 && byZeroDefault !== undefined) return byZeroDefault
    return finite(() => `${printFloat(dividend)}/${printFloat(divisor)}`, dividend / divisor)
  }

/** As IEEE 754 says: 1 to any power and -1 to an infinite one are 1, where JavaScript says NaN. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1
  return base ** exponent
}

const unaryOperations = {
  neg: (x: number) => -x,
  abs: (x: number) => Math.abs(x),
  sqrt: (x: number) => finite(() => `√${printFloat(x)}`, Math.sqrt(x)),
  exp: (x: number) => finite(() => `exp(${printFloat(x)})`, Math.exp(x)),
  log10: (x: number) => finite(() => `log10(${printFloat(x)})`, Math.log10(x)),
  ln: (x: number) => finite(() => `ln(${printFloat(x)})`, Math.log(x)),
} as const
