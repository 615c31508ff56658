import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { RequestError } from '#model/errors.ts'
import {
  type Access,
  checkCollection,
  checkGlobal,
  type CollectionMode,
  mayRead,
  noAccess,
} from './access.ts'

const modes: readonly CollectionMode[] = ['r', 'rw', 'prw']
const names = ['a', 'b', '']
const anyAccess: fc.Arbitrary<Access> = fc.oneof(
  fc.constantFrom('read' as const, 'manage' as const).map((mode) => ({ kind: 'global' as const, mode })),
  fc
    .array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...modes)))
    .map((entries) => ({ kind: 'collections' as const, modes: new Map(entries) })),
)
const anyNeeds = fc.record({ write: fc.boolean(), extras: fc.boolean(), manage: fc.boolean() })

function allowed(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError)
    expect((error as RequestError).kind).toBe('permission-denied')
    return false
  }
}

test('a collection is open to those, and only those, whose mode covers the needs', () => {
  const covered: Record<CollectionMode, string[]> = { r: ['extras'], rw: ['extras', 'write'], prw: ['write'] }
  fc.assert(
    fc.property(anyAccess, fc.constantFrom(...names), anyNeeds, (access, name, needs) => {
      const asked = Object.entries(needs).flatMap(([need, wanted]) => (wanted ? [need] : []))
      const mode = access.kind === 'collections' ? access.modes.get(name) : undefined
      const expected =
        access.kind === 'global'
          ? access.mode === 'manage' || asked.every((need) => need === 'extras')
          : mode !== undefined && asked.every((need) => covered[mode].includes(need))
      expect(allowed(() => checkCollection(access, name, needs))).toBe(expected)
      expect(mayRead(access, name)).toBe(allowed(() => checkCollection(access, name, {})))
    }),
  )
})

test('the node is open to those with access to all of it', () => {
  fc.assert(
    fc.property(anyAccess, anyNeeds, (access, needs) => {
      const changes = needs.write || needs.manage
      const expected = access.kind === 'global' && (access.mode === 'manage' || !changes)
      expect(allowed(() => checkGlobal(access, needs))).toBe(expected)
    }),
  )
})

test('more rights never allow less', () => {
  const manage: Access = { kind: 'global', mode: 'manage' }
  fc.assert(
    fc.property(anyAccess, fc.constantFrom(...names), anyNeeds, (access, name, needs) => {
      if (allowed(() => checkCollection(access, name, needs))) {
        expect(allowed(() => checkCollection(manage, name, needs))).toBe(true)
      }
      expect(allowed(() => checkCollection(noAccess, name, needs))).toBe(false)
    }),
  )
})

test('the refusals say what is missing, extras first', () => {
  const prw: Access = { kind: 'collections', modes: new Map([['c', 'prw']]) }
  const r: Access = { kind: 'collections', modes: new Map([['c', 'r']]) }
  const all = { write: true, extras: true, manage: true }
  expect(() => checkCollection(prw, 'c', all)).toThrow(
    'Forbidden: Only points access is allowed for collection c',
  )
  expect(() => checkCollection(r, 'c', all)).toThrow('Forbidden: Write access to collection c is required')
  expect(() => checkCollection(r, 'd', {})).toThrow('Forbidden: Access to collection d is required')
  expect(() => checkGlobal(r, {})).toThrow('Forbidden: Global access is required')
})
