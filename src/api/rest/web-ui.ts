import { existsSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** Where the files of a web interface are shown; for everybody, as they are only pages. */
const webUiPath = '/dashboard'

/** Answers requests for the files of a web interface; undefined: the request is for something else. */
export type WebUi = (request: Request, pathname: string) => Promise<Response> | undefined

/** Undefined: there is no such folder, and so no interface. */
export function openWebUi(folder: string): WebUi | undefined {
  if (!existsSync(folder)) return undefined
  return (request, pathname) => {
    if (pathname !== webUiPath && !pathname.startsWith(`${webUiPath}/`)) return undefined
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
    return fileResponse(folder, pathname.slice(webUiPath.length))
  }
}

async function fileResponse(folder: string, path: string): Promise<Response> {
  // The pages may not stand in frames of others.
  const headers = { 'x-frame-options': 'DENY' }
  const file = await fileAt(folder, path)
  if (file === undefined) return new Response(null, { status: 404, headers })
  return new Response(Bun.file(file), { headers })
}

/** Undefined: there is no such file in the folder. */
async function fileAt(folder: string, path: string): Promise<string | undefined> {
  try {
    const root = await realpath(folder)
    const wanted = await realpath(join(root, path === '' ? 'index.html' : decodeURIComponent(path)))
    return wanted.startsWith(root + sep) && (await stat(wanted)).isFile() ? wanted : undefined
  } catch {
    return undefined
  }
}
