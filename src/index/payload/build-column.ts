import type { PayloadIndexSchema } from '#model/collection.ts'
import type { PayloadValue } from '#model/payload.ts'
import { buildGeoColumn } from './geo-column.ts'
import { buildKeyedColumn } from './keyed-column-file.ts'
import { buildTextColumn } from './text-column.ts'

/** Builds the file of a sealed column from the values at its path, slot by slot. */
export function buildColumn(
  schema: PayloadIndexSchema,
  slotCount: number,
  valuesOf: (slot: number) => readonly PayloadValue[],
): Uint8Array {
  switch (schema.type) {
    case 'geo':
      return buildGeoColumn(slotCount, valuesOf)
    case 'text':
      return buildTextColumn(schema, slotCount, valuesOf)
    case 'keyword':
    case 'integer':
    case 'float':
    case 'bool':
    case 'datetime':
    case 'uuid':
      return buildKeyedColumn(schema.type, slotCount, valuesOf)
  }
}
