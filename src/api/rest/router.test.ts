import { expect, test } from 'bun:test'
import { restBindings } from './http-app.ts'
import type { RestBinding } from './rest-binding.ts'
import { createRouter } from './router.ts'

const binding = (method: 'GET' | 'POST', path: string): RestBinding => ({
  name: path,
  route: { method, path },
  takesBody: false,
  read: () => ({
    now: () => ({ run: async () => () => undefined }),
    inTurns: async () => ({ run: async () => () => undefined }),
  }),
})

const route = createRouter([
  binding('GET', '/a'),
  binding('GET', '/a/{name}'),
  binding('POST', '/a/fixed'),
  binding('GET', '/a/{name}/b/{id}'),
  binding('GET', '/a/fixed/c'),
])

test('a literal segment wins where it leads on, else a parameter does', () => {
  const found = (method: string, path: string) => {
    const match = route(method, path)
    return match && [match.binding.name, match.names]
  }
  expect(found('GET', '/a')).toEqual(['/a', {}])
  expect(found('POST', '/a')).toBeUndefined()
  expect(found('GET', '/a/fixed')).toEqual(['/a/{name}', { name: 'fixed' }])
  expect(found('POST', '/a/fixed')).toEqual(['/a/fixed', {}])
  expect(found('GET', '/a/fixed/b/7')).toEqual(['/a/{name}/b/{id}', { name: 'fixed', id: '7' }])
  expect(found('GET', '//a///x%2Fy%20z/')).toEqual(['/a/{name}', { name: 'x/y z' }])
  expect(found('GET', '/a/%zz')).toBeUndefined()
  expect(found('PUT', '/a')).toBeUndefined()
  expect(found('GET', '/a/b/c/d/e')).toBeUndefined()
})

test('paths that were asked for often are found as the first time, however many there are', () => {
  for (let round = 0; round < 3; round++) {
    for (let id = 0; id < 1000; id++) {
      const match = route('GET', `/a/x/b/${id}`)
      expect([match?.binding.name, match?.names['id']]).toEqual(['/a/{name}/b/{id}', String(id)])
      expect(route('GET', '/a/fixed')?.names).toEqual({ name: 'fixed' })
    }
  }
})

test('every route of the API leads to its binding', () => {
  const all = createRouter(restBindings)
  for (const { name, route: known } of restBindings) {
    const path = known.path.replaceAll(/\{\w+\}/g, 'x')
    expect([known.method, path, all(known.method, path)?.binding.name]).toEqual([known.method, path, name])
  }
})
