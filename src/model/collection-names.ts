import { wrongInput } from './errors.ts'

/** Characters that a new name may not contain: they are unsafe in the names of files. */
const forbiddenCharacters = ['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\0', '\u{1F}'] as const
const vectorNameBytesMax = 200
const collectionNameLengthMax = 255

/**
 * The rules that the name of a collection breaks, as texts of a validation message; none when it is good.
 * A name that is being created is held to the strict rule; an existing one may be older than it.
 */
export function collectionNameProblems(name: string, rule: 'new' | 'existing'): string[] {
  const problems = []
  const length = characterCount(name)
  if (length < 1 || length > collectionNameLengthMax) {
    problems.push(
      `value ${JSON.stringify(name)} invalid, must be from 1 to ${collectionNameLengthMax} characters`,
    )
  }
  const forbidden = (rule === 'new' ? forbiddenCharacters : (['/', '\0'] as const)).find((c) =>
    name.includes(c),
  )
  if (forbidden !== undefined) {
    problems.push(`collection name cannot contain "${forbidden}" char`)
  }
  return problems
}

/** Throws unless `name` may name a vector; `what` is `dense vector`, `sparse vector` or `vector`. */
export function checkVectorName(name: string, what: 'dense vector' | 'sparse vector' | 'vector'): void {
  const problem = vectorNameProblem(name)
  if (problem !== undefined) throw wrongInput(`Invalid ${what} name \`${name}\`: ${problem}`)
}

/** The rule that the name of a vector breaks, if any. */
export function vectorNameProblem(name: string): string | undefined {
  if (Buffer.byteLength(name) > vectorNameBytesMax) {
    return `vector name must be at most ${vectorNameBytesMax} bytes long`
  }
  const forbidden = forbiddenCharacters.find((character) => name.includes(character))
  return forbidden === undefined ? undefined : `vector name cannot contain "${forbidden}" char`
}

/** Unicode scalar values, the unit in which limits of names are told. */
function characterCount(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
