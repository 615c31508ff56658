import { expect, test } from 'bun:test'
import { builtInDefaults, createCollectionConfig } from '#model/collection-config.ts'
import { collectionReports } from './collection-reports.ts'
import { restingReport } from './node-report.ts'

const config = createCollectionConfig(
  { vectors: new Map(), singleVector: false, sparseVectors: new Map() },
  builtInDefaults,
)

/** Collections of which every tenth cannot be read; what they were asked goes to `asked`. */
function collections(count: number, asked: Set<boolean>) {
  const report = (place: number) => async (opens: boolean) => {
    asked.add(opens)
    if (place % 10 === 0) throw new Error('it went')
    return restingReport(config, place)
  }
  return new Map(Array.from({ length: count }, (_, place) => [`c${place}`, { report: report(place) }]))
}

test('few collections are opened for their report, of many none is', async () => {
  for (const [count, opens] of [
    [20, true],
    [256, true],
    [257, false],
  ] as const) {
    const asked = new Set<boolean>()
    const reports = await collectionReports(collections(count, asked))
    expect([...asked]).toEqual([opens])
    expect(reports.size).toBe(count - Math.ceil(count / 10))
    expect(reports.get('c11')?.info.pointsCount).toBe(11)
  }
})
