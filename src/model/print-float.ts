/** A double as decimal digits without an exponent, `NaN`, `inf` or `-inf`: the form of numbers in messages. */
export function printFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (!Number.isFinite(value)) return `${sign}inf`
  const text = String(Math.abs(value))
  const [mantissa = '', exponentText] = text.split('e')
  if (exponentText === undefined) return sign + text
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = whole + fraction
  const point = whole.length + Number(exponentText)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return sign + digits.padEnd(point, '0')
}
