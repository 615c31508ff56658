import {
  type CollectionStatus,
  type Datatype,
  type Distance,
  type MemoryPlacement,
  type PayloadIndexType,
  payloadIndexTypeNames,
} from '#model/collection.ts'
import { enumNumbers } from './enum-numbers.ts'

export const distances = enumNumbers<Distance>([undefined, 'Cosine', 'Euclid', 'Dot', 'Manhattan'])
/** 0 stands for unset. */
export const datatypes = enumNumbers<Datatype>([undefined, 'float32', 'uint8', 'float16', 'turbo4'])
/** 0 stands for unset. */
export const memoryPlacements = enumNumbers<MemoryPlacement>([undefined, 'cold', 'cached', 'pinned'])
export const modifiers = enumNumbers(['none', 'idf'])
export const statuses = enumNumbers<CollectionStatus>([undefined, 'green', 'yellow', 'red', 'grey'])
export const compressions = enumNumbers(['x4', 'x8', 'x16', 'x32', 'x64'])
export const binaryEncodings = enumNumbers(['one_bit', 'two_bits', 'one_and_half_bits'])
export const queryEncodings = enumNumbers(['default', 'binary', 'scalar4bits', 'scalar8bits'])
export const turboBits = enumNumbers(['bits1', 'bits1_5', 'bits2', 'bits4'])
export const shardingMethods = enumNumbers(['auto', 'custom'])
export const payloadIndexTypes = enumNumbers<PayloadIndexType>([undefined, ...payloadIndexTypeNames])
export const tokenizers = enumNumbers([undefined, 'prefix', 'whitespace', 'word', 'multilingual'])
