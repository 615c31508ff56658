/** Bounds and defaults that both protocols check and use alike. */

/** Numbers in one row of a dense vector or a multivector. */
export const vectorSizeMax = 65_536
/** Numbers in all rows of a multivector together stay below it. */
export const multiVectorValuesMax = 1_048_576
/** Points that maximal marginal relevance chooses from. */
export const mmrCandidatesMax = 16_384
/** The rank constant of reciprocal rank fusion when none is given. */
export const defaultRrfK = 2
/** What a request gives that does not say how much. */
export const defaultQueryLimit = 10
export const defaultScrollLimit = 10
export const defaultFacetLimit = 10
export const defaultGroupSize = 3
/** Points that the pairs of a matrix are made of, and pairs a point. */
export const defaultMatrixSample = 10
export const defaultMatrixLimit = 3
/** Points of a ring of a polygon, the closing one included. */
export const ringPointsMin = 4
