import { type BitSet, setBit } from '#base/bit-set.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import type { FieldTest, GeoPoint } from '#model/filter.ts'
import { compileGeoTest } from '#model/geo.ts'
import { forEachElement, indexedGeo } from '#model/indexed-values.ts'
import type { PayloadValue } from '#model/payload.ts'
import type { Estimate, SlotTest } from './column.ts'
import { isGeoTest } from './geo-column.ts'
import { type GeoRegion, geoRegions } from './geo-regions.ts'
import type { HeadColumn } from './head-column.ts'
import { HeadFlags } from './head-flags.ts'
import { isNullTest } from './null-flags.ts'

/** The places of a head, in the order of slots: all of them are looked at. */
export class HeadGeoColumn implements HeadColumn {
  readonly schema: PayloadIndexSchema
  readonly keys = undefined
  slotCount = 0
  indexedCount = 0
  readonly #flags = new HeadFlags()
  readonly #points: GeoPoint[] = []
  readonly #slots: number[] = []
  /** The first point of each slot, and of the slot after the last. */
  readonly #starts: number[] = [0]

  constructor(schema: PayloadIndexSchema) {
    this.schema = schema
  }

  append(values: readonly PayloadValue[]): void {
    const slot = this.slotCount++
    this.#flags.append(slot, values)
    forEachElement(values, (value) => {
      const point = indexedGeo(value)
      if (!point) return
      this.#points.push(point)
      this.#slots.push(slot)
    })
    if (this.#points.length > (this.#starts[slot] as number)) this.indexedCount++
    this.#starts.push(this.#points.length)
  }

  estimate(test: FieldTest): Estimate {
    if (isNullTest(test)) return this.#flags.estimate(this.slotCount, test)
    if (!isGeoTest(test)) return { min: 0, expected: 0, max: 0 }
    const regions = geoRegions(test)
    let count = 0
    for (const point of this.#points) if (isInAny(regions, point)) count++
    const max = Math.min(count, this.indexedCount)
    return { min: 0, expected: Math.round(max * 0.8), max }
  }

  collect(test: FieldTest, bits: BitSet): void {
    if (isNullTest(test)) {
      this.#flags.collect(this.slotCount, test, bits)
      return
    }
    if (!isGeoTest(test)) return
    const regions = geoRegions(test)
    const contains = compileGeoTest(test)
    for (let index = 0; index < this.#points.length; index++) {
      const point = this.#points[index] as GeoPoint
      if (isInAny(regions, point) && contains(point)) setBit(bits, this.#slots[index] as number)
    }
  }

  slotTest(test: FieldTest): SlotTest {
    if (isNullTest(test)) return this.#flags.slotTest(this.slotCount, test)
    if (!isGeoTest(test)) return () => false
    const contains = compileGeoTest(test)
    return (slot) => {
      for (let index = this.#starts[slot] ?? 0; index < (this.#starts[slot + 1] ?? 0); index++) {
        if (contains(this.#points[index] as GeoPoint)) return true
      }
      return false
    }
  }
}

function isInAny(regions: readonly GeoRegion[], { lon, lat }: GeoPoint): boolean {
  for (const { west, east, south, north } of regions) {
    if (lon >= west && lon <= east && lat >= south && lat <= north) return true
  }
  return false
}
