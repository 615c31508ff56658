import { collectionNameProblems } from '#model/collection-names.ts'
import { type FieldProblem, invalidFields } from '#model/errors.ts'

/** Broken rules below one place of a request; undefined when there are none. */
export type Problems = readonly FieldProblem[] | undefined

/** One broken rule. */
export function problem(path: string, text: string): Problems {
  return [{ path, text }]
}

/** A rule without a text of its own. */
export function ruleProblem(path: string, rule: string, params = '{}'): Problems {
  return problem(path, `Validation error: ${rule} [${params}]`)
}

/** The problems of the value of a field. */
export function within(path: string, problems: Problems): Problems {
  if (problems === undefined) return undefined
  return problems.map(({ path: inner, text }) => ({ path: `${path}.${inner}`, text }))
}

/** All problems of several fields. */
export function join(...parts: readonly Problems[]): Problems {
  let all: FieldProblem[] | undefined
  for (const part of parts) {
    if (part === undefined) continue
    all ??= []
    all.push(...part)
  }
  return all
}

/** Most bad items of a list that are told. */
const itemProblemsMax = 100

/** The problems of the items of a list. */
export function each<T>(path: string, items: readonly T[], check: (item: T) => Problems): Problems {
  let all: FieldProblem[] | undefined
  for (let index = 0; index < items.length; index++) {
    const found = within(`${path}[${index}]`, check(items[index] as T))
    if (found === undefined) continue
    all ??= []
    all.push(...found)
    if (all.length >= itemProblemsMax) break
  }
  return all
}

/** Checks the value of a field that may be absent. */
export function nested<T>(path: string, value: T | undefined, check: (value: T) => Problems): Problems {
  return value === undefined ? undefined : within(path, check(value))
}

/** A number that must not be below `min`; `shown` is the bound as it is printed. */
export function atLeast(path: string, value: number | undefined, min: number, shown = String(min)): Problems {
  if (value === undefined || value >= min) return undefined
  return problem(path, `value ${printed(value, shown)} invalid, must be ${shown} or larger`)
}

export function atMost(path: string, value: number | undefined, max: number): Problems {
  if (value === undefined || value <= max) return undefined
  return problem(path, `value ${value} invalid, must be ${max} or smaller`)
}

/** A number within bounds; `shownMin` and `shownMax` are the bounds as they are printed. */
export function inRange(
  path: string,
  value: number | undefined,
  min: number,
  max: number,
  shownMin = String(min),
  shownMax = String(max),
): Problems {
  if (value === undefined || (value >= min && value <= max)) return undefined
  return problem(path, `value ${printed(value, shownMin)} invalid, must be from ${shownMin} to ${shownMax}`)
}

/** Floats are printed like their bounds: as JSON, whole ones with `.0`, no number as null. */
function printed(value: number, bound: string): string {
  if (!bound.includes('.')) return String(value)
  if (!Number.isFinite(value)) return 'null'
  const size = Math.abs(value)
  if (size >= 1e16 || (size < 1e-5 && size > 0)) return value.toExponential()
  return Number.isInteger(value) ? value.toFixed(1) : String(value)
}

export function notEmpty(path: string, value: string | readonly unknown[]): Problems {
  if (value.length > 0) return undefined
  return problem(path, `value ${JSON.stringify(value)} invalid, must be at least 1 characters`)
}

/** The rules for the name of a collection that exists. */
export function collectionName(name: string): Problems {
  const texts = collectionNameProblems(name, 'existing')
  if (texts.length === 0) return undefined
  return texts.map((text) => ({ path: 'collection_name', text }))
}

/** Refuses a request whose fields break rules. */
export function refuseProblems(problems: Problems): void {
  if (problems !== undefined) throw invalidFields('body', problems)
}
