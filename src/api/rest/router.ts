import { assert } from '#base/assert.ts'
import type { PathNames, RestBinding } from './rest-binding.ts'

/** A binding and the values of the parameters of its path. */
export interface RouteMatch {
  readonly binding: RestBinding
  readonly names: PathNames
}

interface RouteNode {
  readonly children: Map<string, RouteNode>
  parameter: { readonly name: string; readonly node: RouteNode } | undefined
  readonly bindings: Map<string, RestBinding>
}

export type Router = (method: string, path: string) => RouteMatch | undefined

/** So many paths are remembered for each method, and so long ones: clients ask for the same few again and again. */
const knownPathsMax = 256
const knownPathLengthMax = 256

/** Finds the binding of a request. A literal segment wins over a parameter. */
export function createRouter(bindings: readonly RestBinding[]): Router {
  const root = newNode()
  for (const binding of bindings) insert(root, binding)
  const known = new Map<string, Map<string, RouteMatch>>(
    bindings.map(({ route }) => [route.method, new Map()]),
  )
  return (method, path) => {
    const paths = known.get(method)
    const before = paths?.get(path)
    if (before !== undefined) return before
    const names: Record<string, string> = {}
    const binding = find(root, segmentsOf(path), 0, method, names)
    if (binding === undefined) return undefined
    const match = { binding, names }
    if (paths !== undefined && path.length <= knownPathLengthMax) {
      if (paths.size >= knownPathsMax) paths.clear()
      paths.set(path, match)
    }
    return match
  }
}

function newNode(): RouteNode {
  return { children: new Map(), parameter: undefined, bindings: new Map() }
}

function insert(root: RouteNode, binding: RestBinding): void {
  let node = root
  for (const segment of segmentsOf(binding.route.path)) {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1]
    if (name === undefined) {
      const child = node.children.get(segment) ?? newNode()
      node.children.set(segment, child)
      node = child
    } else {
      node.parameter ??= { name, node: newNode() }
      assert(node.parameter.name === name, 'one place of a path has one name')
      node = node.parameter.node
    }
  }
  const { method, path } = binding.route
  assert(!node.bindings.has(method), `${method} ${path} is bound once`)
  node.bindings.set(method, binding)
}

/** Slashes at the end, and several for one, do not count. */
function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '')
}

function find(
  node: RouteNode,
  segments: readonly string[],
  depth: number,
  method: string,
  names: Record<string, string>,
): RestBinding | undefined {
  const segment = segments[depth]
  if (segment === undefined) return node.bindings.get(method)
  const child = node.children.get(segment)
  const literal = child && find(child, segments, depth + 1, method, names)
  if (literal !== undefined || node.parameter === undefined) return literal
  const value = decoded(segment)
  if (value === undefined) return undefined
  const found = find(node.parameter.node, segments, depth + 1, method, names)
  if (found !== undefined) names[node.parameter.name] = value
  return found
}

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
