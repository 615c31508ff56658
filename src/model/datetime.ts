const secondsPerDay = 86_400
/** Years that a date may have. */
const yearMin = -262_143
const yearMax = 262_142

/**
 * Reads a point in time: RFC 3339 and the looser forms that the API takes (a space for the `T`, offsets as
 * `+01`, `+0100` or `UTC`, no offset for UTC, no seconds, a date alone, unpadded fields). Returns
 * nanoseconds since the epoch, undefined for other texts. A leap second counts as the second after it.
 */
export function parseDatetime(text: string): bigint | undefined {
  const first = text.charCodeAt(0)
  // Most texts of a payload are no dates: a date begins with a digit, a sign or white space.
  if (!(first <= 57 || (first > 127 && /^\p{White_Space}/u.test(text)))) return undefined
  return parseStrict(text) ?? parseZoned(text) ?? parseShortlyZoned(text) ?? parseUnzoned(text)
}

/** The same in whole microseconds, rounded down, as datetime indexes keep it. */
export function datetimeMicros(nanoseconds: bigint): bigint {
  const micros = nanoseconds / 1000n
  return nanoseconds < 0n && micros * 1000n !== nanoseconds ? micros - 1n : micros
}

/** `YYYY-MM-DDTHH:MM:SSZ`, with at most nine digits of a fraction: what nearly all clients send. */
function parseStrict(text: string): bigint | undefined {
  const length = text.length
  if (length < 20 || length > 30 || text.charCodeAt(length - 1) !== 90) return undefined
  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 2)
  const day = digitsAt(text, 8, 2)
  const hour = digitsAt(text, 11, 2)
  const minute = digitsAt(text, 14, 2)
  const second = digitsAt(text, 17, 2)
  const hasSeparators =
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58
  if (!hasSeparators || (year | month | day | hour | minute | second) < 0) return undefined
  let nanoseconds = 0
  if (length > 20) {
    const count = length - 21
    if (text.charCodeAt(19) !== 46 || count === 0) return undefined
    const fraction = digitsAt(text, 20, count)
    if (fraction < 0) return undefined
    nanoseconds = fraction * 10 ** (9 - count)
  }
  return assemble({ year, month, day }, { hour, minute, second, nanoseconds }, 0)
}

/** The number that `count` digits from `at` on make, or -1. */
function digitsAt(text: string, at: number, count: number): number {
  let value = 0
  for (let index = at; index < at + count; index++) {
    const digit = text.charCodeAt(index) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}
interface Time {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nanoseconds: number
}

/** A date and a time with an offset of hours and minutes; white space may stand before every part. */
function parseZoned(text: string): bigint | undefined {
  const scanner = new Scanner(text)
  const day = scanner.day(true)
  if (day === undefined || !scanner.takeAny('Tt ')) return undefined
  const time = scanner.time({ loose: true, needsSeconds: true })
  if (time === undefined) return undefined
  scanner.space()
  const offset = scanner.take('UTC') ? 0 : scanner.offsetSeconds(true)
  scanner.space()
  return offset === undefined || !scanner.isDone ? undefined : assemble(day, time, offset)
}

/** The same with dashes and colons in their places, and an offset that may be hours alone. */
function parseShortlyZoned(text: string): bigint | undefined {
  const scanner = new Scanner(text)
  const day = scanner.day(false)
  if (day === undefined) return undefined
  if (!scanner.take('T', true)) scanner.space()
  const time = scanner.time({ loose: false, needsSeconds: true })
  if (time === undefined) return undefined
  scanner.space()
  const offset = scanner.offsetSeconds(false)
  return offset === undefined || !scanner.isDone ? undefined : assemble(day, time, offset)
}

/** A date and a time without an offset, or a date alone: UTC. */
function parseUnzoned(text: string): bigint | undefined {
  const scanner = new Scanner(text)
  const day = scanner.day(false)
  if (day === undefined) return undefined
  if (scanner.isDone) return assemble(day, { hour: 0, minute: 0, second: 0, nanoseconds: 0 }, 0)
  // A space before the time may be any white space, or none.
  if (!scanner.take('T', true)) scanner.space()
  const time = scanner.time({ loose: false, needsSeconds: false })
  return time === undefined || !scanner.isDone ? undefined : assemble(day, time, 0)
}

/** Reads fields from left to right; each field takes what it can and gives nothing back. */
class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get isDone(): boolean {
    return this.#at === this.#text.length
  }

  space(): void {
    while (this.#at < this.#text.length && /\p{White_Space}/u.test(this.#text.charAt(this.#at))) this.#at++
  }

  /** Steps over `word`, in any case unless `exactCase`. */
  take(word: string, exactCase = false): boolean {
    const found = this.#text.slice(this.#at, this.#at + word.length)
    if (found !== word && (exactCase || found.toUpperCase() !== word)) return false
    this.#at += word.length
    return true
  }

  takeAny(characters: string): boolean {
    if (this.isDone || !characters.includes(this.#text.charAt(this.#at))) return false
    this.#at++
    return true
  }

  /** `loose`: white space may stand before the dashes. */
  day(loose: boolean): Day | undefined {
    this.space()
    const year = this.#year()
    if (year === undefined || !this.#separator('-', loose)) return undefined
    const month = this.#field()
    if (month === undefined || !this.#separator('-', loose)) return undefined
    const day = this.#field()
    return day === undefined ? undefined : { year, month, day }
  }

  /** `loose`: white space may stand before the colons. */
  time({ loose, needsSeconds }: { loose: boolean; needsSeconds: boolean }): Time | undefined {
    const hour = this.#field()
    if (hour === undefined || !this.#separator(':', loose)) return undefined
    const minute = this.#field()
    if (minute === undefined) return undefined
    if (!needsSeconds && this.isDone) return { hour, minute, second: 0, nanoseconds: 0 }
    if (!this.#separator(':', loose)) return undefined
    const second = this.#field()
    if (second === undefined) return undefined
    if (!this.take('.')) return { hour, minute, second, nanoseconds: 0 }
    const fraction = this.#digits(Number.POSITIVE_INFINITY)
    if (fraction === '') return undefined
    return { hour, minute, second, nanoseconds: Number(fraction.slice(0, 9).padEnd(9, '0')) }
  }

  /** `Z`, `+HH:MM`, `+HHMM` or `+HH`, with `-` or U+2212 for a minus; undefined for anything else. */
  offsetSeconds(needsMinutes: boolean): number | undefined {
    if (this.take('Z')) return 0
    const isNegative = this.takeAny('-\u2212')
    if (!isNegative && !this.take('+')) return undefined
    const hours = this.#digits(2)
    if (hours.length < 2) return undefined
    while (this.takeAny(':') || this.#takeSpace());
    const minutes = this.#digits(2)
    if (minutes.length === 1 || (needsMinutes && minutes === '') || Number(minutes) > 59) return undefined
    const seconds = Number(hours) * 3600 + Number(minutes) * 60
    if (seconds >= secondsPerDay) return undefined
    return isNegative ? -seconds : seconds
  }

  #takeSpace(): boolean {
    const from = this.#at
    this.space()
    return this.#at > from
  }

  #separator(character: string, loose: boolean): boolean {
    if (loose) this.space()
    return this.take(character)
  }

  #year(): number | undefined {
    const isNegative = this.take('-')
    const isSigned = isNegative || this.take('+')
    const digits = this.#digits(isSigned ? Number.POSITIVE_INFINITY : 4)
    if (digits === '') return undefined
    return isNegative ? -Number(digits) : Number(digits)
  }

  /** A number of one or two digits after any white space. */
  #field(): number | undefined {
    this.space()
    const digits = this.#digits(2)
    return digits === '' ? undefined : Number(digits)
  }

  #digits(countMax: number): string {
    const from = this.#at
    while (this.#at - from < countMax && this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at)
      if (code < 48 || code > 57) break
      this.#at++
    }
    return this.#text.slice(from, this.#at)
  }
}

function assemble(day: Day, time: Time, offsetSeconds: number): bigint | undefined {
  const isValid =
    day.year >= yearMin &&
    day.year <= yearMax &&
    day.month >= 1 &&
    day.month <= 12 &&
    day.day >= 1 &&
    day.day <= daysInMonth(day.year, day.month) &&
    time.hour <= 23 &&
    time.minute <= 59 &&
    time.second <= 60
  if (!isValid) return undefined
  const seconds =
    daysFromEpoch(day) * secondsPerDay + time.hour * 3600 + time.minute * 60 + time.second - offsetSeconds
  return BigInt(seconds) * 1_000_000_000n + BigInt(time.nanoseconds)
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/**
 * Days since 1970-01-01 in the proleptic Gregorian calendar: years counted from March in eras of 400 years
 * (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil).
 */
function daysFromEpoch({ year, month, day }: Day): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
