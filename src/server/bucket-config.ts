import type { BucketSettings } from '#storage/snapshot-objects.ts'
import { type Decode, Fields, text } from '#wire/json-decode.ts'
import type { ConfigValues } from './config-keys.ts'
import { decodeSection } from './config-sections.ts'
import { exitCode, StartError } from './exit-code.ts'

const path = 'storage.snapshots_config.s3_config'
const names = ['bucket', 'region', 'access_key', 'secret_key', 'endpoint_url']

/** Where snapshots are kept when that is no folder. Throws `StartError`. */
export function snapshotsBucketOf(values: ConfigValues): BucketSettings | undefined {
  if (values['storage.snapshots_config.snapshots_storage'] !== 's3') return undefined
  const bucket = decodeSection(path, values, bucketSettings, names)
  if (!bucket?.bucket) {
    throw new StartError(exitCode.configuration, `${path}.bucket: snapshots in S3 need the name of a bucket`)
  }
  const { endpoint } = bucket
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    throw new StartError(
      exitCode.configuration,
      `${path}.endpoint_url: it must be an address that begins with http:// or https://`,
    )
  }
  return { ...bucket, prefix: prefixOf(values['storage.snapshots_path']) }
}

const bucketSettings: Decode<Omit<BucketSettings, 'prefix'>> = (node, at) => {
  const fields = new Fields(node, at, 'S3Config')
  return {
    bucket: fields.required('bucket', text),
    region: fields.optional('region', text),
    accessKey: fields.optional('access_key', text),
    secretKey: fields.optional('secret_key', text),
    endpoint: fields.optional('endpoint_url', text),
  }
}

/** Keys are paths without a beginning. */
function prefixOf(snapshotsPath: string): string {
  return snapshotsPath
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}
