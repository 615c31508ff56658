import { expect, test } from 'bun:test'
import { createSharingGate, type ThreadTimes } from './sharing-gate.ts'

function gate(start: ThreadTimes | undefined) {
  const machine = { times: start, ms: 0 }
  const isOpen = createSharingGate({ threadTimes: () => machine.times, nowMs: () => machine.ms })
  /** A second later the thread has run so much longer, and waited so much longer for a core. */
  const after = (ran: number, waited: number): boolean => {
    machine.ms += 1000
    machine.times = machine.times && { ran: machine.times.ran + ran, waited: machine.times.waited + waited }
    return isOpen()
  }
  return { machine, isOpen, after }
}

test('open until threads wait for cores most of the time, shut until they hardly wait', () => {
  const { isOpen, after } = gate({ ran: 0, waited: 0 })
  expect(isOpen()).toBe(true)
  expect(after(90, 10)).toBe(true)
  expect(after(55, 45)).toBe(true)
  expect(after(40, 60)).toBe(false)
  expect(after(60, 40)).toBe(false)
  expect(after(80, 20)).toBe(true)
  expect(after(0, 0)).toBe(true)
})

test('it looks at the times only now and then', () => {
  const { machine, isOpen } = gate({ ran: 0, waited: 0 })
  machine.times = { ran: 0, waited: 100 }
  machine.ms = 100
  expect(isOpen()).toBe(true)
  machine.ms = 400
  expect(isOpen()).toBe(false)
})

test('open where the system does not tell', () => {
  const { isOpen, after } = gate(undefined)
  expect(isOpen()).toBe(true)
  expect(after(0, 100)).toBe(true)
})
