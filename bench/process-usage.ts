import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** CPU seconds (user and system) that a process has used since its start; undefined where /proc is missing. */
export function cpuSeconds(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    // Fields 14 and 15 of proc(5) in clock ticks of 10 ms; the split starts at field 3.
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return undefined
  }
}

/** Resident memory of a process in MB. */
export function residentMb(pid: number): number | undefined {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return line ? Number(line[1]) / 1024 : undefined
  } catch {
    return undefined
  }
}

/** Disk blocks under a folder in MB (holes of sparse files do not count). */
export function diskMb(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    try {
      bytes += entry.isDirectory() ? diskMb(path) * 1e6 : statSync(path).blocks * 512
    } catch {
      // The server removed the file meanwhile.
    }
  }
  return bytes / 1e6
}
