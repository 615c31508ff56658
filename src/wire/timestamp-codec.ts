import { malformed } from '#model/errors.ts'
import { type Decoded, enumeration, int64, plain, record } from './proto-message.ts'

/** google.protobuf.Timestamp. */
export const timestampCodec = record('Timestamp', { seconds: plain(1, int64), nanos: plain(2, enumeration) })
type RawTimestamp = Decoded<typeof timestampCodec>

const nanosPerSecond = 1_000_000_000n
/** The years -262143 to 262142, which the reference server can represent. */
const secondsMin = -8_334_601_228_800n
const secondsMax = 8_210_266_876_799n

/** Nanoseconds since the epoch. Negative nanos count as 0; more than a second only in a leap second. */
export function timestampNanos({ seconds, nanos }: RawTimestamp): bigint {
  const fraction = BigInt(Math.max(nanos, 0))
  const leap =
    fraction >= nanosPerSecond && (((seconds % 60n) + 60n) % 60n !== 59n || fraction >= 2n * nanosPerSecond)
  if (seconds < secondsMin || seconds > secondsMax || leap) {
    throw malformed(`Unable to parse timestamp: ${printTimestamp(seconds, nanos)}`)
  }
  return seconds * nanosPerSecond + fraction
}

/** RFC 3339 of any 64-bit number of seconds. */
function printTimestamp(rawSeconds: bigint, rawNanos: number): string {
  const carry = BigInt(Math.floor(rawNanos / 1e9))
  const seconds = rawSeconds + carry
  const nanos = rawNanos - Number(carry) * 1e9
  const day = floorDivide(seconds, 86_400n)
  const second = Number(seconds - day * 86_400n)
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
    .map(twoDigits)
    .join(':')
  return `${printDate(day)}T${clock}${printFraction(nanos)}Z`
}

/** Days since the epoch as a date of the proleptic Gregorian calendar (Hinnant, "chrono-compatible dates"). */
function printDate(day: bigint): string {
  const shifted = day + 719_468n
  const era = floorDivide(shifted, 146_097n)
  const dayOfEra = Number(shifted - era * 146_097n)
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = BigInt(yearOfEra) + era * 400n + (month <= 2 ? 1n : 0n)
  return `${printYear(year)}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`
}

function printYear(year: bigint): string {
  if (year > 9999n) return `+${year}`
  if (year < 0n) return `-${String(-year).padStart(4, '0')}`
  return String(year).padStart(4, '0')
}

function printFraction(nanos: number): string {
  if (nanos === 0) return ''
  const digits = String(nanos).padStart(9, '0')
  if (nanos % 1_000_000 === 0) return `.${digits.slice(0, 3)}`
  return nanos % 1000 === 0 ? `.${digits.slice(0, 6)}` : `.${digits}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  return value % divisor < 0n ? quotient - 1n : quotient
}
