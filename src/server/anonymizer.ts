import { createHash } from 'node:crypto'

/** How reports show what could tell who the user is. */
export interface Anonymizer {
  /** Of a collection or a vector: equal ones stay equal. */
  readonly name: (name: string) => string
  /** Of points or bytes. */
  readonly count: (count: number) => number
  readonly time: (ms: number) => string
}

/** Shows everything as it is. */
export const plainReport: Anonymizer = {
  name: (name) => name,
  count: (count) => count,
  time: isoTime,
}

/** Names are hashed, counts keep four or five digits, times are off by up to ten seconds. */
export function createAnonymizer(random: () => number): Anonymizer {
  return {
    name: (name) => String(createHash('sha256').update(name).digest().readBigUInt64BE()),
    count(count) {
      const digits = Math.round(Math.log10(Math.max(count, 1)))
      const unit = 10 ** Math.max(0, digits - 4)
      return Math.floor(count / unit) * unit
    },
    time: (ms) => isoTime(ms + Math.trunc(random() * 20_000 - 10_000)),
  }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
