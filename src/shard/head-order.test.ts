import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { comparePointIds, type PointId } from '#model/point-id.ts'
import { HeadOrder } from './head-order.ts'

const pointId: fc.Arbitrary<PointId> = fc.oneof(
  fc.nat({ max: 40 }),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 53n + 5n }),
  fc.uuid(),
)

test('slots come by id however the head grows', () => {
  fc.assert(
    fc.property(fc.array(pointId), fc.array(fc.nat({ max: 20 })), pointId, (ids, steps, wanted) => {
      const order = new HeadOrder((slot) => ids[slot] as PointId)
      let count = 0
      for (const step of [...steps, ids.length]) {
        count = Math.min(ids.length, count + step)
        const slots = order.slots(count)
        expect(slots.toSorted()).toEqual(Uint32Array.from(ids.slice(0, count).keys()))
        const sorted = Array.from(slots, (slot) => ids[slot] as PointId)
        expect(sorted).toEqual(sorted.toSorted(comparePointIds))
        const bound = sorted.findIndex((id) => comparePointIds(id, wanted) >= 0)
        expect(order.lowerBound(slots, wanted)).toBe(bound < 0 ? count : bound)
      }
    }),
  )
})

test('what was returned stays as it is', () => {
  const order = new HeadOrder((slot) => 10 - slot)
  const first = order.slots(3)
  order.slots(6)
  expect([...first]).toEqual([2, 1, 0])
})
