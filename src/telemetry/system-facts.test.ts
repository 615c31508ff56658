import { expect, test } from 'bun:test'
import { parseRelease, readSystemFacts } from './system-facts.ts'

test('the fields of os-release, with and without quotation marks', () => {
  const fields = parseRelease('NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID=\'12\'\n# a note\n\nODD\n')
  expect([...fields]).toEqual([
    ['NAME', 'Debian GNU/Linux'],
    ['ID', 'debian'],
    ['VERSION_ID', '12'],
  ])
})

test('this machine', () => {
  const { distribution, diskKilobytes } = readSystemFacts(import.meta.dirname)
  expect(distribution).not.toBe('')
  expect(diskKilobytes).toBeGreaterThan(0)
  expect(readSystemFacts('/there/is/no/such/folder').diskKilobytes).toBeUndefined()
})
