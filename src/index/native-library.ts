/**
 * Where the native library of this platform is found. One file serves twice: as a Node-API addon (the graph
 * builder) and, because it exports them, as a plain shared library of distance kernels.
 *
 * The bundler replaces `process.platform` and `process.arch` by those of its target, drops the other
 * branches and embeds the one file that is left; so each import must stay a literal, and relative, because
 * the package exports no such path.
 */
async function embeddedPath(): Promise<string | undefined> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    return (
      await import('../../node_modules/usearch/prebuilds/linux-x64/usearch.node', { with: { type: 'file' } })
    ).default
  }
  if (process.platform === 'linux' && process.arch === 'arm64') {
    return (
      await import('../../node_modules/usearch/prebuilds/linux-arm64/usearch.node', {
        with: { type: 'file' },
      })
    ).default
  }
  if (process.platform === 'darwin') {
    return (
      await import('../../node_modules/usearch/prebuilds/darwin-arm64+x64/usearch.node', {
        with: { type: 'file' },
      })
    ).default
  }
  if (process.platform === 'win32' && process.arch === 'x64') {
    return (
      await import('../../node_modules/usearch/prebuilds/win32-x64/usearch.node', { with: { type: 'file' } })
    ).default
  }
  return undefined
}

/** The same for a program that runs from its sources, where an addon cannot be imported as a file. */
function installedPath(): string | undefined {
  const folder = process.platform === 'darwin' ? 'darwin-arm64+x64' : `${process.platform}-${process.arch}`
  try {
    return Bun.resolveSync(`../../node_modules/usearch/prebuilds/${folder}/usearch.node`, import.meta.dir)
  } catch {
    return undefined
  }
}

/** The path of the native library, or undefined on a platform that has none. */
export const nativeLibraryPath: string | undefined =
  Bun.embeddedFiles.length > 0 ? await embeddedPath() : installedPath()

let addon: { readonly exports: unknown } | undefined

/** The exports of the Node-API addon, or undefined where it cannot be loaded. Tried once a thread. */
export function loadAddon(): unknown {
  addon ??= { exports: nativeLibraryPath === undefined ? undefined : tryLoad(nativeLibraryPath) }
  return addon.exports
}

function tryLoad(path: string): unknown {
  const module: { exports: unknown } = { exports: {} }
  try {
    process.dlopen(module, path)
    return module.exports
  } catch {
    return undefined
  }
}
