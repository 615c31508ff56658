/** The values of an enum by number. */
export interface EnumNumbers<T extends string> {
  /** The value with a number; undefined when the number is unknown. */
  of(number: number): T | undefined
  numberOf(value: T): number
}

/** `names[number]`; a gap is `undefined`. */
export function enumNumbers<const T extends string>(names: readonly (T | undefined)[]): EnumNumbers<T> {
  const numbers = new Map(names.map((name, number) => [name, number]))
  return {
    of: (number) => names[number],
    numberOf: (value) => numbers.get(value) ?? 0,
  }
}
