import { createGenerator } from './rotation.ts'

export const centroidCount = 256
const groupCount = 16
const groupSize = centroidCount / groupCount
/** The nearest centroid is looked for in so many groups: a quarter of the work, and nearly always found. */
const groupsSearched = 2
const iterations = 8
/** Rounds over all centroids at the end. */
const lastIterations = 3

/**
 * 256 points that stand for the numbers of one piece. Numbers that stand alone are sorted, and searched by
 * halving. Others are in 16 groups of 16 with a centre each, so that not all need be compared.
 */
export interface Codebook {
  readonly length: number
  readonly centroids: Float32Array
  /** Empty when `length` is 1. */
  readonly centres: Float32Array
  readonly groups: Uint32Array
  readonly groupDistances: Float64Array
}

/**
 * Finds centroids (k-means, Lloyd 1982, first of groups, then within each) for samples of `length` numbers,
 * and writes them to `centroids`. Bounded by the number of samples; the same samples give the same.
 */
export function trainCodebook(samples: Float32Array, centroids: Float32Array, length: number): Codebook {
  const isSorted = length === 1
  const codebook: Codebook = {
    length,
    centroids,
    centres: new Float32Array(isSorted ? 0 : groupCount * length),
    groups: new Uint32Array(groupsSearched),
    groupDistances: new Float64Array(groupsSearched),
  }
  if (samples.length === 0) return codebook
  if (isSorted) trainSorted(samples, codebook)
  else trainGroups(samples, codebook)
  return codebook
}

/** The centroid nearest to `values[from..from + length)`, or one that is hardly farther. */
export function nearestCentroid(codebook: Codebook, values: Float32Array, from: number): number {
  const { length, centroids, groups } = codebook
  if (length === 1) return nearestSorted(centroids, values[from] as number)
  findGroups(codebook, values, from)
  let best = 0
  let bestDistance = Number.POSITIVE_INFINITY
  for (let index = 0; index < groupsSearched; index++) {
    const first = (groups[index] as number) * groupSize
    for (let centroid = first; centroid < first + groupSize; centroid++) {
      const distance = squaredDistance(values, from, centroids, centroid * length, length)
      if (distance >= bestDistance) continue
      bestDistance = distance
      best = centroid
    }
  }
  return best
}

function squaredDistance(
  a: Float32Array,
  aFrom: number,
  b: Float32Array,
  bFrom: number,
  length: number,
): number {
  let sum = 0
  for (let at = 0; at < length; at++) {
    const difference = (a[aFrom + at] as number) - (b[bFrom + at] as number)
    sum += difference * difference
  }
  return sum
}

/** The groups whose centres are nearest, to `groups`. */
function findGroups(
  { centres, groups, groupDistances, length }: Codebook,
  values: Float32Array,
  from: number,
): void {
  groupDistances.fill(Number.POSITIVE_INFINITY)
  for (let group = 0; group < groupCount; group++) {
    const distance = squaredDistance(values, from, centres, group * length, length)
    if (distance < (groupDistances[0] as number)) {
      groupDistances[1] = groupDistances[0] as number
      groups[1] = groups[0] as number
      groupDistances[0] = distance
      groups[0] = group
    } else if (distance < (groupDistances[1] as number)) {
      groupDistances[1] = distance
      groups[1] = group
    }
  }
}

function nearestSorted(levels: Float32Array, value: number): number {
  let low = 0
  let high = levels.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (value > ((levels[middle] as number) + (levels[middle + 1] as number)) / 2) low = middle + 1
    else high = middle
  }
  return low
}

/** Begins with evenly spread ranks, and moves each level to the mean of the samples nearest to it. */
function trainSorted(samples: Float32Array, { centroids }: Codebook): void {
  const sorted = samples.toSorted()
  for (let level = 0; level < centroidCount; level++) {
    const rank = Math.floor(((level + 0.5) * sorted.length) / centroidCount)
    centroids[level] = sorted[rank] as number
  }
  // The ends are rare, and far from others.
  centroids[0] = sorted[0] as number
  centroids[centroidCount - 1] = sorted.at(-1) as number
  const sums = new Float64Array(centroidCount)
  const counts = new Uint32Array(centroidCount)
  for (let round = 0; round < iterations; round++) {
    sums.fill(0)
    counts.fill(0)
    for (const value of sorted) {
      const level = nearestSorted(centroids, value)
      sums[level] = (sums[level] as number) + value
      counts[level] = (counts[level] as number) + 1
    }
    for (let level = 0; level < centroidCount; level++) {
      const count = counts[level] as number
      if (count > 0) centroids[level] = (sums[level] as number) / count
    }
    centroids.sort()
  }
}

function trainGroups(samples: Float32Array, codebook: Codebook): void {
  const { length, centroids, centres } = codebook
  const count = samples.length / length
  const random = createGenerator(count)
  const all = Uint32Array.from({ length: count }, (_, index) => index)
  const owners = cluster(samples, all, centres, groupCount, length, random)
  for (let group = 0; group < groupCount; group++) {
    const members = all.filter((index) => owners[index] === group)
    const own = centroids.subarray(group * groupSize * length, (group + 1) * groupSize * length)
    if (members.length > 0) cluster(samples, members, own, groupSize, length, random)
    else
      for (let at = 0; at < groupSize; at++)
        own.set(centres.subarray(group * length, (group + 1) * length), at * length)
  }
  const nearest = (index: number): number => nearestCentroid(codebook, samples, index * length)
  for (let round = 0; round < lastIterations; round++) {
    moveToMeans(samples, all, nearest, centroids, centroidCount, length)
    centreGroups(codebook)
  }
}

/** The centre of a group is the mean of its centroids. */
function centreGroups({ length, centroids, centres }: Codebook): void {
  centres.fill(0)
  for (let centroid = 0; centroid < centroidCount; centroid++) {
    const group = Math.floor(centroid / groupSize)
    for (let at = 0; at < length; at++) {
      const to = group * length + at
      centres[to] = (centres[to] as number) + (centroids[centroid * length + at] as number) / groupSize
    }
  }
}

/** K-means over some of the samples; writes `clusterCount` centres, and gives each sample's nearest one. */
function cluster(
  samples: Float32Array,
  members: Uint32Array,
  centres: Float32Array,
  clusterCount: number,
  length: number,
  random: () => number,
): Uint8Array {
  for (let each = 0; each < clusterCount; each++) {
    // One of each part of the members: distinct ones, as long as there are so many.
    const rank = Math.floor(((each + random()) * members.length) / clusterCount)
    const from = (members[rank] as number) * length
    centres.set(samples.subarray(from, from + length), each * length)
  }
  const owners = new Uint8Array(samples.length / length)
  const nearest = (index: number): number => {
    let best = 0
    let bestDistance = Number.POSITIVE_INFINITY
    for (let each = 0; each < clusterCount; each++) {
      const distance = squaredDistance(samples, index * length, centres, each * length, length)
      if (distance >= bestDistance) continue
      bestDistance = distance
      best = each
    }
    owners[index] = best
    return best
  }
  for (let round = 0; round < iterations; round++) {
    moveToMeans(samples, members, nearest, centres, clusterCount, length)
  }
  for (const index of members) nearest(index)
  return owners
}

/** Moves each centre to the mean of the members that are nearest to it; one without any stays. */
function moveToMeans(
  samples: Float32Array,
  members: Uint32Array,
  nearest: (index: number) => number,
  centres: Float32Array,
  clusterCount: number,
  length: number,
): void {
  const sums = new Float64Array(clusterCount * length)
  const counts = new Uint32Array(clusterCount)
  for (const index of members) {
    const owner = nearest(index)
    counts[owner] = (counts[owner] as number) + 1
    for (let at = 0; at < length; at++) {
      const to = owner * length + at
      sums[to] = (sums[to] as number) + (samples[index * length + at] as number)
    }
  }
  for (let each = 0; each < clusterCount; each++) {
    const count = counts[each] as number
    if (count === 0) continue
    for (let at = each * length; at < (each + 1) * length; at++) centres[at] = (sums[at] as number) / count
  }
}
