import type { DocumentedEndpoint } from './openapi.ts'

/** A page that lists all endpoints. It needs nothing from anywhere else. */
export function docsPage(endpoints: readonly DocumentedEndpoint[]): string {
  const tags = [...new Set(endpoints.map(({ tag }) => tag))]
  const sections = tags.map((tag) =>
    section(
      tag,
      endpoints.filter((endpoint) => endpoint.tag === tag),
    ),
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quiver REST API</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #8884; padding: .3rem .6rem .3rem 0; vertical-align: top; }
code { font: 14px ui-monospace, monospace; }
td:first-child { width: 5rem; }
</style>
</head>
<body>
<h1>Quiver REST API</h1>
<p>The REST API of Qdrant. The same as an OpenAPI document: <a href="openapi.json">openapi.json</a>.</p>
${sections.join('\n')}
</body>
</html>
`
}

function section(tag: string, endpoints: readonly DocumentedEndpoint[]): string {
  const rows = endpoints.map(
    ({ method, path, summary }) =>
      `<tr><td><code>${method}</code></td><td><code>${escaped(path)}</code></td><td>${escaped(summary)}</td></tr>`,
  )
  return `<h2>${escaped(tag)}</h2>\n<table>\n${rows.join('\n')}\n</table>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
