import { expect, test } from 'bun:test'
import { createSharingGate, type ThreadTimes } from './sharing-gate.ts'

function gate(start: { idle: number; times: ThreadTimes | undefined }) {
  const machine = { ...start, ms: 0 }
  const isOpen = createSharingGate({
    idleCores: () => machine.idle,
    threadTimes: () => machine.times,
    nowMs: () => machine.ms,
  })
  return { machine, isOpen }
}

test('open until threads wait for cores, shut until cores are idle', () => {
  const { machine, isOpen } = gate({ idle: 0, times: { ran: 0, waited: 0 } })
  expect(isOpen()).toBe(true)
  // The cores are busy with what was sent: no reason to stop.
  machine.ms = 1000
  machine.times = { ran: 90, waited: 10 }
  expect(isOpen()).toBe(true)
  machine.ms = 2000
  machine.times = { ran: 140, waited: 60 }
  expect(isOpen()).toBe(false)
  machine.ms = 3000
  machine.times = { ran: 240, waited: 60 }
  expect(isOpen()).toBe(false)
  machine.ms = 4000
  machine.idle = 1
  expect(isOpen()).toBe(true)
})

test('it looks at the machine only now and then', () => {
  const { machine, isOpen } = gate({ idle: 0, times: { ran: 0, waited: 0 } })
  machine.times = { ran: 0, waited: 100 }
  machine.ms = 100
  expect(isOpen()).toBe(true)
  machine.ms = 400
  expect(isOpen()).toBe(false)
})

test('where the system does not tell of waiting, idle cores decide', () => {
  const { machine, isOpen } = gate({ idle: 1, times: undefined })
  machine.ms = 400
  expect(isOpen()).toBe(true)
  machine.ms = 800
  machine.idle = 0.2
  expect(isOpen()).toBe(false)
})
