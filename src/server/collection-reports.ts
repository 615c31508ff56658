import type { CollectionReport } from './node-report.ts'

/** A collection that can be asked for what it tells of itself. */
export interface ReportingCollection {
  /** `opens`: it may be opened for that; else it tells less when it is closed. */
  report(opens: boolean): Promise<CollectionReport>
}

/**
 * With so many collections all of them are opened to be looked at, as many as the writer opens at the start anyway.
 * With more, those that are closed stay closed: opening each takes milliseconds and memory, and closes others.
 */
const openedMax = 256
/** Milliseconds that the thread is held; then requests come to their turn. */
const sliceMs = 3

/** What collections tell of themselves, by name; those that cannot be read now are left out. */
export async function collectionReports(
  collections: ReadonlyMap<string, ReportingCollection>,
): Promise<Map<string, CollectionReport>> {
  const reports = new Map<string, CollectionReport>()
  const opens = collections.size <= openedMax
  let sliceEndMs = performance.now() + sliceMs
  for (const [name, collection] of collections) {
    try {
      reports.set(name, await collection.report(opens))
    } catch {
      // It went while the others were asked, or it cannot be read now: its own calls say why.
    }
    if (performance.now() < sliceEndMs) continue
    await new Promise((resume) => setImmediate(resume))
    sliceEndMs = performance.now() + sliceMs
  }
  return reports
}
