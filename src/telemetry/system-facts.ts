import { existsSync, readFileSync, statfsSync } from 'node:fs'

/** What the process runs on. */
export interface SystemFacts {
  /** Such as `debian`; the name of the system where it has no distributions. */
  readonly distribution: string
  /** Undefined: it does not say. */
  readonly distributionVersion: string | undefined
  readonly inContainer: boolean
  /** Of the file system with the folder, kilobytes; undefined: it cannot be asked. */
  readonly diskKilobytes: number | undefined
}

export function readSystemFacts(folder: string): SystemFacts {
  const release = releaseFields()
  return {
    distribution: release.get('ID') ?? process.platform,
    distributionVersion: release.get('VERSION_ID'),
    inContainer: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
    diskKilobytes: diskKilobytes(folder),
  }
}

/** The fields of os-release(5); none where there is no such file. */
function releaseFields(): ReadonlyMap<string, string> {
  try {
    return parseRelease(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return new Map()
  }
}

export function parseRelease(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Z_]+)=["']?(.*?)["']?$/.exec(line.trim()) ?? []
    if (name !== undefined && value !== undefined) fields.set(name, value)
  }
  return fields
}

function diskKilobytes(folder: string): number | undefined {
  try {
    const { blocks, bsize } = statfsSync(folder)
    return Math.round((blocks * bsize) / 1024)
  } catch {
    return undefined
  }
}
