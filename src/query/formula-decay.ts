import { type RequestError, wrongInput } from '#model/errors.ts'
import { printFloat } from '#model/print-float.ts'

export type DecayKind = 'exp_decay' | 'gauss_decay' | 'lin_decay'

const defaultMidpoint = 0.5
const defaultScale = 1

/**
 * A function that falls from 1 at 0 to `midpoint` at a distance of `scale`: exponential `e^(l*d)` with
 * `l = ln(midpoint) / scale`, Gaussian `e^(l*d*d)` with `l = ln(midpoint) / scale^2`, or linear
 * `max(0, 1 - l*d)` with `l = (1 - midpoint) / scale`.
 */
export function compileDecay(
  kind: DecayKind,
  midpointGiven: number | undefined,
  scaleGiven: number | undefined,
): (difference: number) => number {
  const midpoint = Math.fround(midpointGiven ?? defaultMidpoint)
  const scale = Math.fround(scaleGiven ?? defaultScale)
  checkMidpoint(kind, midpoint)
  if (!(scale > 0)) {
    throw refusal(`Decay scale should be non-zero positive, got ${printFloat(scale)}.`)
  }
  switch (kind) {
    case 'exp_decay': {
      const rate = Math.log(midpoint) / scale
      return (difference) => Math.exp(rate * Math.abs(difference))
    }
    case 'gauss_decay': {
      const rate = Math.log(midpoint) / (scale * scale)
      return (difference) => Math.exp(rate * difference * difference)
    }
    case 'lin_decay': {
      const rate = (1 - midpoint) / scale
      return (difference) => Math.max(0, 1 - rate * Math.abs(difference))
    }
  }
}

function checkMidpoint(kind: DecayKind, midpoint: number): void {
  if (kind === 'lin_decay') {
    if (midpoint >= 0 && midpoint <= 1) return
    throw refusal(`Linear decay midpoint should be in the range [0.0, 1.0], got ${printFloat(midpoint)}.`)
  }
  if (midpoint > 0 && midpoint < 1) return
  throw refusal(`Decay midpoint should be in the range (0.0, 1.0), got ${printFloat(midpoint)}.`)
}

const refusal = (text: string): RequestError => wrongInput(`Validation failed: ${text}`)
