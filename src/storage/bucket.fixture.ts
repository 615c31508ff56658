/** A service that speaks as much of S3 as snapshots need, with one bucket `b`, on a free port. */
export class TestBucket {
  readonly objects = new Map<string, Uint8Array>()
  /** `METHOD path?query` and the credential of each request. */
  readonly requests: { readonly what: string; readonly credential: string }[] = []
  /** Objects that one page of a list shows. */
  pageMax = 1000
  /** Answers every request with an error of the service. */
  broken = false
  readonly #parts = new Map<string, Uint8Array[]>()
  readonly #server: Bun.Server<undefined>

  constructor() {
    this.#server = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: async (request) => this.#answer(request, new Uint8Array(await request.arrayBuffer())),
    })
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`
  }

  async stop(): Promise<void> {
    await this.#server.stop(true)
  }

  #answer({ method, url, headers }: Request, body: Uint8Array): Response {
    const { pathname, search, searchParams } = new URL(url)
    const credential = /Credential=([^,]+)/.exec(headers.get('authorization') ?? '')?.[1] ?? ''
    this.requests.push({ what: `${method} ${pathname}${search}`, credential })
    if (this.broken) return failure(403, 'AccessDenied', 'not for you')
    const key = decodeURIComponent(pathname.slice('/b/'.length))
    if (searchParams.has('list-type')) return this.#list(searchParams)
    const upload = searchParams.get('uploadId')
    if (method === 'POST' && searchParams.has('uploads')) return this.#begin()
    if (method === 'POST' && upload !== null) return this.#complete(key, upload)
    if (method === 'PUT' && upload !== null) {
      const parts = this.#parts.get(upload) ?? []
      parts[Number(searchParams.get('partNumber')) - 1] = body
      return new Response(null, { headers: { etag: '"part"' } })
    }
    if (method === 'PUT') {
      this.objects.set(key, body)
      return new Response(null, { headers: { etag: '"whole"' } })
    }
    const object = this.objects.get(key)
    if (object === undefined) return failure(404, 'NoSuchKey', 'there is none')
    if (method === 'DELETE') {
      this.objects.delete(key)
      return new Response(null, { status: 204 })
    }
    const facts = { etag: '"whole"', 'last-modified': new Date(1_000_000_000_000).toUTCString() }
    if (method === 'HEAD') {
      return new Response(null, { headers: { ...facts, 'content-length': String(object.length) } })
    }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.get('range') ?? '') ?? []
    if (from === undefined) return new Response(object.slice(), { headers: facts })
    return new Response(object.slice(Number(from), Number(to) + 1), { status: 206, headers: facts })
  }

  #begin(): Response {
    const id = `upload${this.#parts.size}`
    this.#parts.set(id, [])
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`)
  }

  #complete(key: string, upload: string): Response {
    this.objects.set(key, Buffer.concat(this.#parts.get(upload) ?? []))
    return xml('<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>')
  }

  #list(query: URLSearchParams): Response {
    const prefix = query.get('prefix') ?? ''
    const after = query.get('continuation-token') ?? ''
    const inFolder = (key: string): boolean =>
      key.startsWith(prefix) && (query.get('delimiter') !== '/' || !key.slice(prefix.length).includes('/'))
    const found = [...this.objects].filter(([key]) => inFolder(key) && key > after)
    found.sort(([a], [b]) => (a < b ? -1 : 1))
    const page = found.slice(0, this.pageMax)
    const isTruncated = page.length < found.length
    const contents = page.map(
      ([key, { length }]) =>
        `<Contents><Key>${key}</Key><LastModified>2001-09-09T01:46:40.000Z</LastModified><Size>${length}</Size></Contents>`,
    )
    const next = isTruncated ? `<NextContinuationToken>${page.at(-1)?.[0]}</NextContinuationToken>` : ''
    return xml(
      `<ListBucketResult><Name>b</Name><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    )
  }
}

const xml = (content: string, status = 200): Response =>
  new Response(`<?xml version="1.0"?>${content}`, { status, headers: { 'content-type': 'application/xml' } })

function failure(status: number, code: string, message: string): Response {
  return xml(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`, status)
}
