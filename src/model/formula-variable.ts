import { RequestError } from './errors.ts'
import { type PayloadPath, parsePayloadPath } from './payload-path.ts'

/** What a variable of a formula names. */
export type FormulaVariable =
  /** The score of the point in the list of a prefetch. */
  | { readonly kind: 'score'; readonly prefetch: number }
  | { readonly kind: 'payload'; readonly path: PayloadPath }

/** Reads a variable: `$score`, `$score[i]` or a payload path. The text says what is wrong with other names. */
export function formulaVariableOf(name: string): FormulaVariable | string {
  if (!name.startsWith('$')) {
    const path = tryPath(name)
    return path === undefined ? `Invalid payload variable: ${name}` : { kind: 'payload', path }
  }
  const [first, second, ...more] = tryPath(name.slice(1))?.steps ?? []
  if (first?.kind !== 'key') return `Invalid reserved variable: ${name}`
  if (first.key !== 'score') return `Invalid reserved word: ${name}`
  if (second === undefined) return { kind: 'score', prefetch: 0 }
  if (second.kind === 'index' && more.length === 0) return { kind: 'score', prefetch: second.index }
  return `Invalid reserved variable: ${name}`
}

function tryPath(text: string): PayloadPath | undefined {
  try {
    return parsePayloadPath(text)
  } catch (error) {
    if (error instanceof RequestError) return undefined
    throw error
  }
}
