import type { PayloadIndexSchema } from '#model/collection.ts'
import { parseDatetime } from '#model/datetime.ts'
import { wrongInput } from '#model/errors.ts'
import { type FormulaVariable, formulaVariableOf } from '#model/formula-variable.ts'
import { geoPointOf, isOnGlobe } from '#model/geo.ts'
import type { PayloadBytes, PayloadValue } from '#model/payload.ts'
import type { PayloadPath } from '#model/payload-path.ts'
import { compilePathScanner } from '#model/payload-scan.ts'
import { parseUuid } from '#model/point-id.ts'

/** Reads a variable: `$score`, `$score[i]` or a payload path. */
export function parseFormulaVariable(name: string): FormulaVariable {
  const variable = formulaVariableOf(name)
  if (typeof variable !== 'string') return variable
  throw wrongInput(`Validation failed: failed to parse variable ID ${name}: ${variable}`)
}

/** Reads the values of a payload variable from a stored payload. */
export type VariableReader = (bytes: PayloadBytes | null) => PayloadValue[]

/**
 * Reads a payload variable as formulas see it: an array at the end of the path gives its elements, and where an
 * index (other than of text) covers exactly this path, only the values that it holds, as it holds them.
 */
export function createVariableReader(
  path: PayloadPath,
  index: PayloadIndexSchema | undefined,
): VariableReader {
  const scan = compilePathScanner(path)
  const endsInElements = path.steps.at(-1)?.kind === 'all'
  const flattened: VariableReader = (bytes) => {
    const values = scan(bytes)
    return endsInElements ? values : values.flatMap((value) => (Array.isArray(value) ? value : [value]))
  }
  if (index === undefined || index.type === 'text') return flattened
  const { type } = index
  return (bytes) =>
    flattened(bytes)
      .map((value) => indexedValue(type, value))
      .filter((value) => value !== undefined)
}

/** The value as an index of this type holds it; undefined when it does not. */
function indexedValue(
  type: Exclude<PayloadIndexSchema['type'], 'text'>,
  value: PayloadValue,
): PayloadValue | undefined {
  switch (type) {
    case 'keyword':
      return typeof value === 'string' ? value : undefined
    case 'bool':
      return typeof value === 'boolean' ? value : undefined
    case 'integer':
      if (typeof value === 'bigint') return value
      return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined
    case 'float':
      return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : undefined
    case 'geo': {
      const point = geoPointOf(value)
      return point !== undefined && isOnGlobe(point) ? value : undefined
    }
    case 'datetime':
      return typeof value === 'string' && parseDatetime(value) !== undefined ? value : undefined
    case 'uuid':
      return typeof value === 'string' ? parseUuid(value) : undefined
  }
}
