import { readdirSync, readFileSync } from 'node:fs'

/** What the operating system says of this process; undefined where it does not say. */
export interface ProcessStats {
  readonly residentBytes: number
  readonly threads: number | undefined
  readonly openFiles: number | undefined
  readonly openFilesMax: number | undefined
  readonly mappings: number | undefined
  readonly mappingsMax: number | undefined
  readonly minorPageFaults: number | undefined
  readonly majorPageFaults: number | undefined
}

export function readProcessStats(): ProcessStats {
  const stat = read('/proc/self/stat')
  // The name of the program, in brackets, may hold spaces.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (index: number): number | undefined => numberOf(fields?.[index])
  return {
    residentBytes: process.memoryUsage.rss(),
    minorPageFaults: field(7),
    majorPageFaults: field(9),
    threads: field(17),
    openFiles: entries('/proc/self/fd'),
    openFilesMax: numberOf(/^Max open files\s+(\d+)/m.exec(read('/proc/self/limits') ?? '')?.[1]),
    mappings: read('/proc/self/maps')?.trimEnd().split('\n').length,
    mappingsMax: numberOf(read('/proc/sys/vm/max_map_count')?.trim()),
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function entries(path: string): number | undefined {
  try {
    return readdirSync(path).length
  } catch {
    return undefined
  }
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text)
  return text === undefined || !Number.isFinite(value) ? undefined : value
}
