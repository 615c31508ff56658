import type { HeaderList } from './header-list.ts'

const namePattern = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/
const valuePattern = /^[ \t]|[ \t]$|[\0\r\n]/
const pseudoHeaders: ReadonlySet<string> = new Set([':method', ':scheme', ':path', ':authority'])
const hopHeaders: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
])

/** Whether these can be the headers of a request (RFC 9113, sections 8.2 and 8.3). */
export function isRequest(headers: HeaderList): boolean {
  const { names, values } = headers
  const seen = new Set<string>()
  let regular = false
  for (const [index, name] of names.entries()) {
    const value = values[index] as string
    if (valuePattern.test(value)) return false
    if (name.startsWith(':')) {
      if (regular || !pseudoHeaders.has(name) || seen.has(name)) return false
      seen.add(name)
    } else {
      regular = true
      if (!isRegular(name, value)) return false
    }
  }
  if (!seen.has(':method') || !seen.has(':scheme')) return false
  return (headers.get(':path') ?? '') !== ''
}

/** Whether these can be trailers. */
export function areTrailers({ names, values }: HeaderList): boolean {
  return names.every((name, index) => isRegular(name, values[index] as string))
}

function isRegular(name: string, value: string): boolean {
  if (!namePattern.test(name) || hopHeaders.has(name)) return false
  return name !== 'te' || value === 'trailers'
}

/** Length of the body as the headers tell it; -1: they do not, undefined: they do in a wrong way. */
export function bodyBytesOf(headers: HeaderList): number | undefined {
  const text = headers.get('content-length')
  if (text === undefined) return -1
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
