import type { PayloadIndexSchema } from '#model/collection.ts'
import type { PayloadColumn } from './column.ts'
import { SealedGeoColumn } from './geo-column.ts'
import type { HeadColumn } from './head-column.ts'
import { HeadGeoColumn } from './head-geo-column.ts'
import { HeadKeyedColumn } from './head-keyed-column.ts'
import { HeadTextColumn } from './head-text-column.ts'
import { SealedKeyedColumn } from './sealed-keyed-column.ts'
import { SealedTextColumn } from './text-column.ts'

/**
 * Opens the file of a sealed column, which was built for the same schema; nothing is copied. Throws
 * `IndexFileError` for bytes that are no such file.
 */
export function openColumn(schema: PayloadIndexSchema, bytes: Uint8Array): PayloadColumn {
  switch (schema.type) {
    case 'geo':
      return new SealedGeoColumn(schema, bytes)
    case 'text':
      return new SealedTextColumn(schema, bytes)
    case 'keyword':
    case 'integer':
    case 'float':
    case 'bool':
    case 'datetime':
    case 'uuid':
      return new SealedKeyedColumn(schema, schema.type, bytes)
  }
}

/** An empty column of a head. */
export function createHeadColumn(schema: PayloadIndexSchema): HeadColumn {
  switch (schema.type) {
    case 'geo':
      return new HeadGeoColumn(schema)
    case 'text':
      return new HeadTextColumn(schema)
    case 'keyword':
    case 'integer':
    case 'float':
    case 'bool':
    case 'datetime':
    case 'uuid':
      return new HeadKeyedColumn(schema, schema.type)
  }
}
