import { expect, test } from 'bun:test'
import { QuotaJudge, type QuotaConfig } from './quota.ts'

const config: QuotaConfig = { enabled: true, maxDiskUsagePercent: 80, releaseMarginPercent: 10 }
const disk = (percent: number) => ({ memory: undefined, disk: percent })

test('a resource at its limit refuses until it has fallen by the margin', () => {
  const judge = new QuotaJudge()
  expect(judge.judge(config, disk(79))).toBeUndefined()
  expect(judge.judge(config, disk(80))).toBe(
    'Disk usage is at 80% of total capacity, exceeding the configured limit of 80%. Help: Reduce disk usage ' +
      '(e.g. delete points or drop collections), or raise `max_disk_usage_percent` in the global quota config.',
  )
  expect(judge.judge(config, disk(70))).toStartWith(
    'Disk usage is at 70% of total capacity. It reached the configured limit of 80% and has to fall below 70% ' +
      'before this node takes writes again. Help: ',
  )
  expect(judge.judge(config, disk(69))).toBeUndefined()
  expect(judge.judge(config, disk(79))).toBeUndefined()
})

test('each resource has its own limit; memory is told first', () => {
  const both = { ...config, maxResidentMemoryPercent: 50 }
  const judge = new QuotaJudge()
  expect(judge.judge(both, { memory: 50, disk: 99 })).toStartWith(
    'Resident memory usage is at 50% of total memory,',
  )
  expect(judge.judge(both, { memory: 10, disk: 75 })).toStartWith('Disk usage is at 75%')
})

test('nothing is refused where nothing is limited, or measured, or after all is forgotten', () => {
  const judge = new QuotaJudge()
  judge.judge(config, disk(99))
  expect(judge.judge({ ...config, enabled: false }, disk(99))).toBeUndefined()
  expect(judge.judge({ enabled: true }, disk(99))).toBeUndefined()
  judge.judge(config, disk(99))
  expect(judge.judge(config, { memory: undefined, disk: undefined })).toBeUndefined()
  judge.judge(config, disk(99))
  judge.clear()
  expect(judge.judge(config, disk(79))).toBeUndefined()
  const wide = { ...config, releaseMarginPercent: 100 }
  expect(judge.judge(wide, disk(80))).toBeDefined()
  expect(judge.judge(wide, disk(0))).toBeUndefined()
})
