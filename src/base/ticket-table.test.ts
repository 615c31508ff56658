import { edenGC, heapStats } from 'bun:jsc'
import { expect, test } from 'bun:test'
import { createRandom } from './random.fixture.ts'
import { TicketTable } from './ticket-table.ts'

test('what has a ticket is found by it, once', () => {
  const random = createRandom(3)
  const table = new TicketTable<string>()
  const plain = new Map<number, string>()
  for (let step = 0; step < 5000; step++) {
    if (random() < 0.5) {
      const ticket = table.add(`${step}`)
      expect(plain.has(ticket)).toBe(false)
      plain.set(ticket, `${step}`)
    } else {
      const ticket = Math.floor(random() * 100)
      expect(table.take(ticket)).toBe(plain.get(ticket))
      plain.delete(ticket)
    }
    expect(table.size).toBe(plain.size)
  }
  expect(table.clear().toSorted()).toEqual([...plain.values()].toSorted())
  expect([table.size, table.take(0)]).toEqual([0, undefined])
})

test('what has gone is young garbage', () => {
  class Marked {
    readonly bytes = new Uint8Array(100)
  }
  const table = new TicketTable<Marked>()
  const tickets: number[] = []
  for (let round = 0; round < 20_000; round++) {
    tickets.push(table.add(new Marked()))
    if (tickets.length > 8) table.take(tickets.shift() ?? -1)
    if (round % 256 === 0) edenGC()
  }
  expect(heapStats().objectTypeCounts['Marked'] ?? 0).toBeLessThan(2000)
})
