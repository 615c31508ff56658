import { createHash } from 'node:crypto'
import type { CollectionConfig } from '#model/collection.ts'

/** How reports show what could tell who the user is. */
export interface Anonymizer {
  /** False: everything is shown as it is. */
  readonly hides: boolean
  /** Of a collection or a vector: equal ones stay equal. */
  readonly name: (name: string) => string
  /** Of points or bytes. */
  readonly count: (count: number) => number
  readonly time: (ms: number) => string
}

/** A configuration as reports show it: names of vectors hidden, and without what users write into it. */
export function anonymousConfig(config: CollectionConfig, { name, hides }: Anonymizer): CollectionConfig {
  if (!hides) return config
  const rename = <T>(vectors: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...vectors].map(([vector, its]) => [vector === '' ? '' : name(vector), its]))
  return {
    ...config,
    vectors: rename(config.vectors),
    sparseVectors: rename(config.sparseVectors),
    metadata: undefined,
  }
}

/** Shows everything as it is. */
export const plainReport: Anonymizer = {
  hides: false,
  name: (name) => name,
  count: (count) => count,
  time: isoTime,
}

/** Names are hashed, counts keep four or five digits, times are off by up to ten seconds. */
export function createAnonymizer(random: () => number): Anonymizer {
  return {
    hides: true,
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
