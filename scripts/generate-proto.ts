/**
 * Makes src/wire/generated/ from proto/: static protobufjs code for the services that clients call, and file
 * descriptors of every proto file for the reflection service. With `--check` it writes nothing and fails when
 * what is there differs.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeFiles } from './file-descriptors.ts'

const root = join(import.meta.dirname, '..')
const protoFolder = join(root, 'proto')
const outputFolder = join(root, 'src/wire/generated')

/** Files whose services clients call; the internal ones are described, but no code is loaded for them. */
const served = [
  'collections_service.proto',
  'points_service.proto',
  'snapshots_service.proto',
  'health_check.proto',
  'qdrant.proto',
  'reflection.proto',
]

const descriptorTypes = `/** A FileDescriptorProto in base64 for each proto file, by its name; imports come before their users. */
export const fileDescriptors: ReadonlyMap<string, string>
`

const check = process.argv.includes('--check')
const files = { ...messageCode(), 'descriptors.js': descriptorCode(), 'descriptors.d.ts': descriptorTypes }
const stale = Object.entries(files).filter(([name, text]) => currentText(name) !== text)
if (check && stale.length > 0) {
  process.stderr.write(`out of date: ${stale.map(([name]) => name).join(', ')}; run \`npm run generate\`\n`)
  process.exit(1)
}
if (!check) for (const [name, text] of stale) writeFileSync(join(outputFolder, name), text)
process.stdout.write(
  `generated code is up to date (${check ? 'checked' : `${stale.length} files written`})\n`,
)

/** Encoders and decoders, and their types. */
function messageCode(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'generate-proto-'))
  try {
    cpSync(protoFolder, folder, { recursive: true })
    // The main file imports every service so that reflection shows them; code is wanted for its own only.
    const main = join(folder, 'qdrant.proto')
    writeFileSync(main, readFileSync(main, 'utf8').replaceAll(/^import .*$/gm, ''))
    runPbjs(folder, 'plain.js', ['--no-comments'])
    runPbjs(folder, 'typed.js', ['--dts'])
    return {
      'qdrant.js': compactCode(readFileSync(join(folder, 'plain.js'), 'utf8')),
      'qdrant.d.ts': compactTypes(readFileSync(join(folder, 'typed.d.ts'), 'utf8')),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runPbjs(folder: string, output: string, options: string[]): void {
  const leaveOut = ['create', 'verify', 'convert', 'delimited', 'typeurl', 'service'].map(
    (part) => `--no-${part}`,
  )
  const target = [
    '--target',
    'static-module',
    '--wrap',
    'esm',
    '--dependency',
    '#wire/int64.ts',
    '--null-semantics',
  ]
  const paths = ['--path', folder, '--out', join(folder, output), ...served.map((file) => join(folder, file))]
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/protobufjs-cli/bin/pbjs'), ...target, ...leaveOut, ...options, ...paths],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
}

/** Every thread of the server parses this file, so what only looks is left out. */
function compactCode(code: string): string {
  return code
    .replace('import $protobuf from', 'import * as $protobuf from')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n')
}

/** 64-bit fields are numbers or bigints here (`int64.ts`), and comments repeat the names. */
function compactTypes(code: string): string {
  return code
    .replaceAll(/^import Long.*\n/gm, '')
    .replaceAll(/\bLong\b/g, 'bigint')
    .replaceAll(/^ *\/\*\*(?:.|\n)*?\*\/\n/gm, '')
    .replaceAll(/^ *\$unknowns\?: .*\n/gm, '')
    .replaceAll(/\n\n+/g, '\n')
}

function descriptorCode(): string {
  const names = readdirSync(protoFolder)
    .filter((name) => name.endsWith('.proto'))
    .toSorted()
  const entries = describeFiles(protoFolder, names).map(
    ({ name, bytes }) => `['${name}', '${Buffer.from(bytes).toString('base64')}'],`,
  )
  return `export const fileDescriptors = new Map([\n${entries.join('\n')}\n])\n`
}

function currentText(name: string): string | undefined {
  try {
    return readFileSync(join(outputFolder, name), 'utf8')
  } catch {
    return undefined
  }
}
