import { type BitSet, bitSetWords, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { asU32, createIndexFile, type IndexFileKind, openIndexFile } from '#index/section-file.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'
import { compileGeoTest, type GeoTest } from '#model/geo.ts'
import { forEachElement, indexedGeo, nullFlags } from '#model/indexed-values.ts'
import type { PayloadValue } from '#model/payload.ts'
import { type Estimate, exactly, type PayloadColumn, type SlotTest } from './column.ts'
import { geoCode, visitCells } from './geo-grid.ts'
import { geoRegions } from './geo-regions.ts'
import { GrowingNumbers } from './growing-numbers.ts'
import {
  collectNullTest,
  estimateNullTest,
  isNullTest,
  type NullFlagBits,
  nullSlotTest,
} from './null-flags.ts'

/**
 * The file of a sealed geo column. Numbers: slots, slots with a point, points. Sections: flags of the slots
 * (has values, has null), the sorted codes of the cells of the points, their slots, longitudes and latitudes.
 */
const geoColumnKind: IndexFileKind = { magic: 'QCGE', version: 1 }

/** Points of a cell that are looked at one by one rather than by splitting the cell. */
const fewPoints = 32
/** The same for estimates, as a share of all points. */
const estimateShare = 1 / 256

export function isGeoTest(test: FieldTest): test is GeoTest {
  return test.kind === 'geo_bounding_box' || test.kind === 'geo_radius' || test.kind === 'geo_polygon'
}

export function buildGeoColumn(
  slotCount: number,
  valuesOf: (slot: number) => readonly PayloadValue[],
): Uint8Array {
  const hasValues = createBitSet(slotCount)
  const hasNull = createBitSet(slotCount)
  const slots = new GrowingNumbers()
  const coordinates: number[] = []
  let indexedCount = 0
  for (let slot = 0; slot < slotCount; slot++) {
    const values = valuesOf(slot)
    if (values.length === 0) continue
    const flags = nullFlags(values)
    if (flags.hasValues) setBit(hasValues, slot)
    if (flags.hasNull) setBit(hasNull, slot)
    const before = slots.length
    forEachElement(values, (value) => {
      const point = indexedGeo(value)
      if (!point) return
      slots.push(slot)
      coordinates.push(point.lon, point.lat)
    })
    if (slots.length > before) indexedCount++
  }
  return writeGeoColumn(slotCount, indexedCount, [hasValues, hasNull], slots.values, coordinates)
}

function writeGeoColumn(
  slotCount: number,
  indexedCount: number,
  flags: readonly BitSet[],
  slots: Uint32Array,
  coordinates: readonly number[],
): Uint8Array {
  const count = slots.length
  const codes = Uint32Array.from(slots, (_, index) =>
    geoCode(coordinates[index * 2] as number, coordinates[index * 2 + 1] as number),
  )
  const order = Uint32Array.from(slots, (_, index) => index)
  order.sort((a, b) => (codes[a] as number) - (codes[b] as number) || a - b)
  const sections: (Uint32Array | Float64Array)[] = [
    ...flags,
    order.map((index) => codes[index] as number),
    order.map((index) => slots[index] as number),
    Float64Array.from(order, (index) => coordinates[index * 2] as number),
    Float64Array.from(order, (index) => coordinates[index * 2 + 1] as number),
  ]
  const file = createIndexFile(
    geoColumnKind,
    [slotCount, indexedCount, count],
    sections.map((section) => section.byteLength),
  )
  sections.forEach((section, index) =>
    file.sections[index]?.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength)),
  )
  return file.bytes
}

/** A geo column over a mapped file: points in the order of a quadtree. */
export class SealedGeoColumn implements PayloadColumn {
  readonly schema: PayloadIndexSchema
  readonly slotCount: number
  readonly indexedCount: number
  readonly keys = undefined
  readonly #flags: NullFlagBits
  readonly #codes: Uint32Array
  readonly #slots: Uint32Array
  readonly #lons: Float64Array
  readonly #lats: Float64Array

  /** Throws `IndexFileError` for bytes that are no such column. */
  constructor(schema: PayloadIndexSchema, bytes: Uint8Array) {
    const { numbers, sections } = openIndexFile(geoColumnKind, bytes, 3, 6)
    const [hasValues, hasNull, codes, slots] = sections.slice(0, 4).map(asU32) as [
      BitSet,
      BitSet,
      Uint32Array,
      Uint32Array,
    ]
    const [lons, lats] = sections.slice(4).map(asF64) as [Float64Array, Float64Array]
    this.schema = schema
    this.slotCount = numbers[0] as number
    this.indexedCount = numbers[1] as number
    this.#flags = { hasValues, hasNull }
    this.#codes = codes
    this.#slots = slots
    this.#lons = lons
    this.#lats = lats
  }

  estimate(test: FieldTest): Estimate {
    if (isNullTest(test)) return estimateNullTest(this.#flags, this.slotCount, test)
    if (!isGeoTest(test)) return exactly(0)
    let points = 0
    const few = Math.max(fewPoints, Math.ceil(this.#codes.length * estimateShare))
    for (const region of geoRegions(test)) {
      visitCells(this.#codes, region, few, (from, to) => {
        points += to - from
      })
    }
    const max = Math.min(points, this.indexedCount)
    return { min: 0, expected: Math.round(max * (test.kind === 'geo_bounding_box' ? 0.9 : 0.7)), max }
  }

  collect(test: FieldTest, bits: BitSet): void {
    if (isNullTest(test)) {
      collectNullTest(this.#flags, this.slotCount, test, bits)
      return
    }
    if (!isGeoTest(test)) return
    const contains = compileGeoTest(test)
    for (const region of geoRegions(test)) {
      visitCells(this.#codes, region, fewPoints, (from, to) => {
        for (let index = from; index < to; index++) {
          const slot = this.#slots[index] as number
          if (hasBit(bits, slot)) continue
          const point = { lon: this.#lons[index] as number, lat: this.#lats[index] as number }
          if (contains(point)) setBit(bits, slot)
        }
      })
    }
  }

  slotTest(test: FieldTest): SlotTest {
    if (isNullTest(test)) return nullSlotTest(this.#flags, this.slotCount, test)
    // Points stand in the order of places, not of slots, so all slots are tested at once.
    let bits: BitSet | undefined
    return (slot) => {
      if (!bits) {
        bits = new Uint32Array(bitSetWords(this.slotCount))
        this.collect(test, bits)
      }
      return slot < this.slotCount && hasBit(bits, slot)
    }
  }
}

function asF64(section: Uint8Array): Float64Array {
  return new Float64Array(section.buffer, section.byteOffset, section.byteLength >>> 3)
}
