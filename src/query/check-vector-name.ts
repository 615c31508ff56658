import type { CollectionConfig } from '#model/collection.ts'
import { wrongInput } from '#model/errors.ts'

/** The check of a vector name by the requests that tell which names there are: groups and matrices. */
export function checkVectorName(config: CollectionConfig, name: string): void {
  if (config.vectors.has(name) || config.sparseVectors.has(name)) return
  const names = [...[...config.vectors.keys()].sort(), ...[...config.sparseVectors.keys()].sort()]
  if (names.length === 0) throw wrongInput('Vectors are not configured in this collection')
  if (names.length === 1 && names[0] === '') {
    throw wrongInput(`Vector with name ${name} is not configured in this collection`)
  }
  const available = `available names: ${names.join(', ')}`
  if (name === '') {
    throw wrongInput(`Collection requires specified vector name in the request, ${available}`)
  }
  throw wrongInput(`Vector with name \`${name}\` is not configured in this collection, ${available}`)
}
