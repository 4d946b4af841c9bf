import type { DocumentOperation, OpenApiDocument } from './operation.ts'

/*
 * The OpenAPI document as a page to read: plain HTML and one stylesheet of our own, so that the policy of the whole site holds here too.
 */

export function docsPage(document: OpenApiDocument): string {
  const groups = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0]!
      groups.set(tag, [...groups.get(tag) ?? [], operationHtml(document, method, path, operation)])
    }
  }
  const anchor = (tag: string): string => tag.toLowerCase().replace(/\W+/g, '-')
  const nav = [...groups.keys()].map((tag) => `<li><a href="#${anchor(tag)}">${text(tag)}</a></li>`).join('')
  const body = [...groups].map(([tag, operations]) => `<section id="${anchor(tag)}"><h2>${text(tag)}</h2>${operations.join('')}</section>`).join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(document.info.title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<nav aria-label="Parts"><p class="mark">${text(document.info.title)}</p><ul><li><a href="#begin">To begin</a></li>${nav}</ul></nav>
<main>
<section id="begin">
<h1>${text(document.info.title)}</h1>
<p>${text(document.info.description)} The same as <a href="/api/openapi.json">OpenAPI ${text(document.openapi)}</a>, from which generators make a client.</p>
${beginning}
</section>
${body}
</main>
</body>
</html>
`
}

const beginning = `
<p>Make an API token in Satchel under Settings, Programs, and send it with every request.</p>
<pre><code>curl -H "Authorization: Bearer $TOKEN" https://satchel.example/api/contacts?limit=10

curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -H "Idempotency-Key: import-17" https://satchel.example/api/contacts \\
  -d '{"firstName": "Ana", "emails": [{"value": "ana@example.org"}]}'

curl -X PATCH -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -H 'If-Match: "42"' https://satchel.example/api/contacts/$ID -d '{"title": "Coach"}'</code></pre>
<ul>
<li><strong>Revisions.</strong> A record comes with an ETag, its revision. A change says in If-Match which one it knows; where another stands it answers 409 with both sides, and 428 where it says nothing. <code>If-Match: *</code> takes what stands.</li>
<li><strong>Once.</strong> A POST with an Idempotency-Key can be repeated: for a week the first answer comes again.</li>
<li><strong>Lists</strong> go on with <code>cursor</code> until <code>nextCursor</code> is null.</li>
<li><strong>Errors</strong> are <code>{"error": code, "message": sentence}</code>, with <code>details.field</code> where it is about one. 429 and 503 say in Retry-After when to come again.</li>
</ul>`

function operationHtml(document: OpenApiDocument, method: string, path: string, operation: DocumentOperation): string {
  const { operationId, summary, description, parameters, requestBody, responses, security } = operation
  const rows = parameters.map((one) => row(one.name, `${one.in}${one.required ? ', required' : ''}`, one.description)).join('')
  const [body] = Object.values(requestBody?.content ?? {})
  const answers = Object.entries(responses).map(([status, { description: said, content }]) => {
    const [type, shape] = Object.entries(content ?? {})[0] ?? []
    return row(status === 'default' ? 'else' : status, shape === undefined ? '' : `${nameOf(shape.schema.$ref)}${type === 'application/json' ? '' : `, ${type!}`}`, said)
  }).join('')
  return `<details id="${text(operationId)}">
<summary><span class="method ${method}">${method.toUpperCase()}</span> <code>${text(path)}</code> <span class="what">${text(summary)}</span></summary>
${description === undefined ? '' : `<p>${text(description)}</p>`}
${security === undefined ? '' : '<p>Needs no sign-in.</p>'}
${rows === '' ? '' : `<h3>Parameters</h3>${table(rows)}`}
${body === undefined ? '' : `<h3>Body</h3>${shapeHtml(document, body.schema.$ref)}`}
<h3>Answers</h3>${table(answers)}
</details>`
}

interface Shape { type?: string | string[]; description?: string; properties?: Record<string, Shape>; required?: string[]; anyOf?: Shape[]; items?: Shape; enum?: unknown[]; const?: unknown; $ref?: string; format?: string }

function shapeHtml(document: OpenApiDocument, $ref: string): string {
  const shape = (document.components.schemas[nameOf($ref)] ?? {}) as Shape
  const rows = Object.entries(shape.properties ?? {}).map(([name, one]) => row(name, `${wordsOf(one)}${shape.required?.includes(name) === true ? ', required' : ''}`, one.description ?? '')).join('')
  return rows === '' ? `<p><code>${text(nameOf($ref))}</code></p>` : table(rows)
}

function wordsOf(shape: Shape): string {
  if (shape.$ref !== undefined) return nameOf(shape.$ref)
  if (shape.anyOf !== undefined) return [...new Set(shape.anyOf.map(wordsOf))].join(' or ')
  if (shape.const !== undefined) return JSON.stringify(shape.const)
  if (shape.enum !== undefined) return shape.enum.map((value) => JSON.stringify(value)).join(' or ')
  if (shape.items !== undefined) return `list of ${wordsOf(shape.items)}`
  if (shape.properties !== undefined) return `{${Object.keys(shape.properties).join(', ')}}`
  return Array.isArray(shape.type) ? shape.type.join(' or ') : shape.type ?? 'anything'
}

const table = (rows: string): string => `<div class="scroll" tabindex="0"><table><tbody>${rows}</tbody></table></div>`
const row = (name: string, what: string, says: string): string => `<tr><th scope="row"><code>${text(name)}</code></th><td>${text(what)}</td><td>${text(says)}</td></tr>`
const nameOf = ($ref: string): string => $ref.slice($ref.lastIndexOf('/') + 1)

const text = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
