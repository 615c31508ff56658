import { expect, test } from 'bun:test'
import { type Access, fullAccess, noAccess, readOnlyAccess } from '#security/access.ts'
import { checkRight } from './check-right.ts'
import { type AccessRight, type Operation, operation } from './operation.ts'
import { operations } from './operations.ts'
import type { CallContext } from './ports.ts'

const single = (mode: 'r' | 'rw' | 'prw'): Access => ({ kind: 'collections', modes: new Map([['c', mode]]) })
const callers: Readonly<Record<string, Access>> = {
  nobody: noAccess,
  r: single('r'),
  rw: single('rw'),
  prw: single('prw'),
  reader: readOnlyAccess,
  manager: fullAccess,
}

/** Who has each right. */
const allowed: Readonly<Record<AccessRight, readonly string[]>> = {
  list: ['nobody', 'r', 'rw', 'prw', 'reader', 'manager'],
  read: ['r', 'rw', 'prw', 'reader', 'manager'],
  write: ['rw', 'prw', 'manager'],
  extras: ['r', 'rw', 'reader', 'manager'],
  'write-extras': ['rw', 'manager'],
  'write-manage-extras': ['manager'],
  manage: ['manager'],
  'global-read': ['reader', 'manager'],
}

function isAllowed(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    expect((error as Error).message).toStartWith('Forbidden: ')
    return false
  }
}

test('each right is with those who have it', () => {
  for (const [right, names] of Object.entries(allowed)) {
    const having = Object.keys(callers).filter((name) =>
      isAllowed(() => checkRight(right as AccessRight, callers[name] ?? noAccess, { collection: 'c' })),
    )
    expect([right, having]).toEqual([right, [...names]])
  }
})

test('collections that are looked into must be readable', () => {
  const both: Access = {
    kind: 'collections',
    modes: new Map([
      ['c', 'rw'],
      ['d', 'r'],
    ]),
  }
  const check = (access: Access, lookups: string[]) => () =>
    checkRight('read', access, { collection: 'c' }, () => lookups)
  expect(isAllowed(check(both, ['d', 'c']))).toBe(true)
  expect(isAllowed(check(both, ['d', 'e']))).toBe(false)
  expect(isAllowed(check(single('rw'), ['d']))).toBe(false)
  expect(isAllowed(check(readOnlyAccess, ['d']))).toBe(true)
})

test('an operation does not run for those without the right, whoever calls it', async () => {
  let runs = 0
  const guarded = operation({
    name: 'test.Guarded',
    kind: 'write',
    right: 'write',
    grpc: '/test.Test/Guarded',
    rest: [],
    async run(_call: CallContext, _request: { readonly collection: string }) {
      return ++runs
    },
  })
  const runFor = (access: Access): Promise<number> =>
    guarded.run({ access } as CallContext, { collection: 'c' })
  expect(await runFor(single('rw'))).toBe(1)
  const refused = await runFor(single('r')).catch((error: Error) => error.message)
  expect([refused, runs]).toEqual(['Forbidden: Write access to collection c is required', 1])
})

test('no operation of the node runs for nobody, but those that filter what they show', async () => {
  const call = { access: noAccess } as CallContext
  for (const guarded of Object.values(operations) as Operation<object, unknown>[]) {
    const { name, right } = guarded
    if (right === 'list') continue
    const refused = await guarded.run(call, { collection: 'c' }).catch((error: Error) => error.message)
    expect([name, refused]).toEqual([name, expect.stringContaining('Forbidden: ')])
  }
})
