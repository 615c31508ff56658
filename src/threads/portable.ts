/** The same bytes in a buffer of their own: a piece of a larger buffer would travel to a thread with all of it. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
}

/** Room for numbers of any width. */
const alignment = 8

/**
 * A copy of plain data (objects, arrays, maps, sets, primitives) whose typed arrays all lie in one buffer that
 * nothing else uses, ready to be moved or cloned to another thread.
 */
export function portable<T>(value: T): { readonly value: T; readonly buffer: ArrayBuffer } {
  const buffer = new ArrayBuffer(byteSize(value))
  return { value: new Mover(buffer).move(value) as T, buffer }
}

/** Bytes that the typed arrays of a value need. */
function byteSize(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Set) return 0
  if (ArrayBuffer.isView(value)) return Math.ceil(value.byteLength / alignment) * alignment
  let size = 0
  if (Array.isArray(value) || value instanceof Map) {
    for (const item of value.values()) size += byteSize(item)
    return size
  }
  for (const name in value) size += byteSize((value as Record<string, unknown>)[name])
  return size
}

/** Copies values; their typed arrays go to a buffer, one after the other. */
class Mover {
  readonly #bytes: Uint8Array
  #end = 0

  constructor(buffer: ArrayBuffer) {
    this.#bytes = new Uint8Array(buffer)
  }

  move(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || value instanceof Set) return value
    if (ArrayBuffer.isView(value)) return this.#moveView(value)
    if (Array.isArray(value)) return value.map((item) => this.move(item))
    if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, this.move(item)]))
    const copy: Record<string, unknown> = {}
    for (const name in value) copy[name] = this.move((value as Record<string, unknown>)[name])
    return copy
  }

  #moveView(view: ArrayBufferView): ArrayBufferView {
    const start = this.#end
    this.#bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), start)
    this.#end += Math.ceil(view.byteLength / alignment) * alignment
    const { buffer } = this.#bytes
    // Node's Buffer too.
    if (view instanceof Uint8Array) return new Uint8Array(buffer, start, view.length)
    const { constructor, length } = view as ArrayBufferView & { readonly length: number }
    const View = constructor as new (
      buffer: ArrayBufferLike,
      start: number,
      length: number,
    ) => ArrayBufferView
    return new View(buffer, start, length)
  }
}
