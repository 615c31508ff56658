import { version as packageVersion } from '#package'

/** Of Quiver. */
export const version: string = packageVersion
/** Of the Qdrant API that it speaks. */
export const apiVersion = '1.19.0'
