import { expect, test } from 'bun:test'
import { optimizationsJson, optimizationsParams } from './rest-optimizations.ts'

const segments = [
  { uuid: 'a', pointsCount: 3 },
  { uuid: 'b', pointsCount: 4 },
]
const told = {
  running: [
    {
      uuid: 'r',
      optimizer: 'merge',
      status: { kind: 'optimizing' },
      segments: [],
      startedMs: 0,
      endedMs: undefined,
    },
  ],
  completed: [
    {
      uuid: 'c',
      optimizer: 'indexing',
      status: { kind: 'done' },
      segments,
      startedMs: 1000,
      endedMs: 2500,
    },
    {
      uuid: 'd',
      optimizer: 'vacuum',
      status: { kind: 'error', reason: 'no room' },
      segments: [],
      startedMs: 0,
      endedMs: 0,
    },
  ],
  queued: [{ optimizer: 'merge', segments }],
  idle: [{ uuid: 'i', pointsCount: 9 }],
} as const

test('a summary and what runs are always told', () => {
  expect(optimizationsJson(told, optimizationsParams(''))).toEqual({
    summary: { queued_optimizations: 1, queued_segments: 2, queued_points: 7, idle_segments: 1 },
    running: [
      {
        uuid: 'r',
        optimizer: 'merge',
        status: 'optimizing',
        segments: [],
        progress: { name: 'Segment Optimizing', started_at: '1970-01-01T00:00:00.000Z' },
      },
    ],
  })
})

test('the rest is told when it is asked for', () => {
  expect(
    optimizationsJson(told, optimizationsParams('?with=queued,%20completed,idle_segments')),
  ).toMatchObject({
    queued: [
      {
        optimizer: 'merge',
        segments: [
          { uuid: 'a', points_count: 3 },
          { uuid: 'b', points_count: 4 },
        ],
      },
    ],
    completed: [
      {
        status: 'done',
        progress: {
          name: 'Segment Optimizing',
          started_at: '1970-01-01T00:00:01.000Z',
          finished_at: '1970-01-01T00:00:02.500Z',
          duration_sec: 1.5,
        },
      },
      { status: { error: 'no room' } },
    ],
    idle_segments: [{ uuid: 'i', points_count: 9 }],
  })
  expect(optimizationsParams('?with=completed&completed_limit=1').completedMax).toBe(1)
  expect(optimizationsJson(told, optimizationsParams('?with=completed&completed_limit=0'))).toMatchObject({
    completed: [],
  })
  expect(() => optimizationsParams('?with=zz')).toThrow("Wrong input: Unknown field in 'with' parameter: zz")
})
