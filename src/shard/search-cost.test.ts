import { expect, test } from 'bun:test'
import type { SearchParams } from '#model/query.ts'
import type { Scorer } from '#query/read-view.ts'
import {
  type GraphPlan,
  maySearchByPayload,
  planGraphSearch,
  planPassingWalk,
  prefersGathered,
  tilesCost,
} from './search-cost.ts'

const vector = { kind: 'dense', values: new Float32Array(2) } as const
const nearest: Scorer = { kind: 'nearest', vector }
const combined: Scorer = { kind: 'combined', vectors: [vector, vector, vector], combine: () => 0 }
const graph = { efDefault: 100, isNavigable: true, quantized: { rowCost: 1 } }
const plan = (
  passing: number,
  total: number,
  params: SearchParams = {},
  scorer: Scorer = nearest,
): GraphPlan => planGraphSearch(graph, params, scorer, passing, total, 10)

test('walks when most slots pass, scans when few do', () => {
  expect(plan(100_000, 100_000)).toMatchObject({ kind: 'walk', ef: 100, acorn: false })
  expect(plan(50_000, 100_000)).toMatchObject({ kind: 'walk', ef: 100, acorn: false })
  expect(plan(30_000, 100_000)).toMatchObject({ kind: 'walk', ef: 100, acorn: false })
  expect(plan(15_000, 100_000)).toMatchObject({ kind: 'scan' })
  expect(plan(5000, 100_000)).toMatchObject({ kind: 'scan' })
  expect(plan(3, 100_000)).toMatchObject({ kind: 'scan' })
  // Dead slots alone make no filter.
  expect(plan(11_900, 12_000)).toMatchObject({ kind: 'walk' })
  expect(plan(8000, 12_000)).toMatchObject({ kind: 'scan' })
  expect(plan(2000, 2000)).toMatchObject({ kind: 'scan' })
})

test('goes past slots that do not pass only when the client asks, and those that pass are not far apart', () => {
  const params = { acorn: { enable: true } } as const
  expect(plan(1_500_000, 10_000_000)).toMatchObject({ kind: 'walk', ef: 100, acorn: false })
  expect(plan(1_500_000, 10_000_000, params)).toMatchObject({ kind: 'walk', ef: 100, acorn: true })
  expect(plan(400_000, 10_000_000, params)).toMatchObject({ kind: 'walk', ef: 100, acorn: false })
})

test('obeys what the client asks for', () => {
  expect(plan(100_000, 100_000, { hnswEf: 20 })).toMatchObject({ ef: 20 })
  expect(plan(100_000, 100_000, { quantization: { oversampling: 30 } })).toMatchObject({ ef: 300 })
  expect(plan(38_000, 100_000, { acorn: { enable: true } })).toMatchObject({ kind: 'walk', acorn: true })
  expect(plan(38_000, 100_000, { acorn: { enable: true, maxSelectivity: 0.3 } })).toMatchObject({
    acorn: false,
  })
})

test('walks by a combination of similarities only when a scan takes too long', () => {
  expect(plan(100_000, 100_000, {}, combined)).toMatchObject({ kind: 'scan' })
  expect(plan(1_000_000, 1_000_000, {}, combined)).toMatchObject({ kind: 'walk', ef: 512 })
})

test('scans when nearly everything is asked for', () => {
  expect(planGraphSearch(graph, {}, nearest, 50_000, 50_000, 40_000).kind).toBe('scan')
})

test('walks along payload links where that costs less, as wide as they need', () => {
  const links = { payload: [], degree: 30, efSearch: 140 }
  const widthOf = (passing: number, params: SearchParams = {}, more = {}): number | undefined =>
    planPassingWalk(graph, { ...links, ...more }, 384, params, 10, plan(passing, 100_000, params).cost)?.ef
  expect(widthOf(17_000)).toBe(140)
  expect(widthOf(5000)).toBeUndefined()
  expect(widthOf(17_000, {}, { degree: 3 })).toBeUndefined()
  // Nor wider than the client allows.
  expect(widthOf(17_000, { hnswEf: 50 })).toBe(70)
  expect(widthOf(17_000, { hnswEf: 50 }, { efSearch: 1000 })).toBe(75)
  expect(widthOf(17_000, { hnswEf: 400 })).toBeUndefined()
})

test('looks at payload indexes only where there is something to save, and prefers tiles in the cache', () => {
  expect(maySearchByPayload(plan(17_000, 100_000))).toBe(true)
  expect(maySearchByPayload(plan(200, 100_000))).toBe(false)
  const codes = { rowCost: 0.6, rowBytes: 192 }
  expect(tilesCost(codes, 10_000, 0)).toBeCloseTo(2000)
  expect(tilesCost(codes, 10_000, 500)).toBeCloseTo(2300)
  expect(tilesCost(codes, 100_000, 0)).toBeGreaterThan(50_000)
  expect(prefersGathered(1000, undefined, 1500)).toBe(true)
  expect(prefersGathered(1000, undefined, 1200)).toBe(false)
  expect(prefersGathered(1000, { ef: 10, cost: 800 }, 5000)).toBe(true)
  expect(prefersGathered(1000, { ef: 10, cost: 600 }, 5000)).toBe(false)
})

test('scans more of what has short codes', () => {
  const short = { ...graph, quantized: { rowCost: 0.6 } }
  expect(planGraphSearch(graph, {}, nearest, 30_000, 100_000, 10).kind).toBe('walk')
  expect(planGraphSearch(short, {}, nearest, 30_000, 100_000, 10)).toMatchObject({
    kind: 'scan',
    cost: 18_000,
  })
})
