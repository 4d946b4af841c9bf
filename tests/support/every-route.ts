import type { FastifyInstance } from 'fastify'
import type { DocumentOperation, OpenApiDocument } from '../../src/sync-api/http/operation.ts'
import type { Shape } from './schema-arbitrary.ts'

/** A route as the running server has it; `:entity` is written out, once for each entity. */
export interface Route { method: string; path: string; operation: DocumentOperation | null }

/** Fastify's own tree of routes, read. */
export function routesOf(app: FastifyInstance): { method: string; url: string }[] {
  const routes: { method: string; url: string }[] = [], path: string[] = []
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const match = /^((?:[│ ] {3})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line)
    if (match === null) continue
    const depth = match[1]!.length / 4
    path.length = depth
    path[depth] = match[2]!
    for (const method of match[3]?.split(', ') ?? []) routes.push({ method, url: path.join('') })
  }
  return routes
}

/** Every route that the server answers to, with what the document says of it: whatever is added later is among them. HEAD is GET without a body. */
export async function everyRoute(app: FastifyInstance): Promise<{ routes: Route[]; document: OpenApiDocument }> {
  const document = (await app.inject('/api/openapi.json')).json<OpenApiDocument>()
  const entities = [...new Set(Object.keys(document.paths).filter((path) => path.endsWith('/{id}')).map((path) => path.split('/')[2]!))]
  const routes = routesOf(app).filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS').flatMap(({ method, url }) =>
    (url.includes(':entity') ? entities.map((name) => url.replace(':entity', name)) : [url]).map((written): Route => {
      const path = written.replaceAll(/:(\w+)/g, '{$1}')
      return { method, path, operation: document.paths[path]?.[method.toLowerCase()] ?? null }
    }))
  return { routes, document }
}

export interface Request { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; url: string; headers: Record<string, string>; payload?: string }

/** A request to a route in which every place for an id holds this one: in the path, the query and the body, whose other members are as its schema has them. */
export function requestWith({ method, path, operation }: Route, document: OpenApiDocument, id: string, headers: Record<string, string>): Request {
  const query = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'query' && /id$|since|after|prefix|cursor/i.test(parameter.name))
  const url = path.replaceAll(/\{\w+\}/g, encodeURIComponent(id)) + (query.length === 0 ? '' : `?${query.map(({ name }) => `${name}=${encodeURIComponent(id)}`).join('&')}`)
  const wants = Object.values(operation?.requestBody?.content ?? {})[0]?.schema
  const more = (operation?.parameters ?? []).some(({ name }) => name === 'If-Match') ? { 'if-match': '*' } : {}
  const body = wants === undefined ? null : valueWith(document.components.schemas as Record<string, Shape>, wants as Shape, id, 'body')
  return {
    method: method as Request['method'], url, headers: { ...headers, ...more, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
    ...(method === 'GET' || method === 'DELETE' ? {} : { payload: JSON.stringify(body ?? {}) }),
  }
}

/** A small value that a schema takes, ids in it being the one given. */
function valueWith(schemas: Record<string, Shape>, shape: Shape, id: string, name: string, depth = 0): unknown {
  const again = (inner: Shape, of: string): unknown => valueWith(schemas, inner, id, of, depth + 1)
  if (shape.$ref !== undefined) return again(schemas[shape.$ref.split('/').at(-1)!] ?? {}, name)
  if (shape.const !== undefined) return shape.const
  if (shape.enum !== undefined) return shape.enum[0]
  const either = shape.anyOf ?? shape.oneOf
  if (either !== undefined) return again(either.find(({ type }) => type !== 'null') ?? {}, name)
  switch ([shape.type ?? (shape.properties === undefined ? 'string' : 'object')].flat()[0]) {
    case 'object': {
      const wanted = Object.entries(shape.properties ?? {}).filter(([member]) => shape.required?.includes(member) === true || isId(member) || depth > 0 && depth < 3)
      return Object.fromEntries(wanted.map(([member, inner]) => [member, again(inner, member)]))
    }
    case 'array': return [again(shape.items ?? {}, name)]
    case 'integer': case 'number': return Math.max(1, shape.minimum ?? 1)
    case 'boolean': return true
    case 'null': return null
    default: return textWith(shape, id, name)
  }
}

const isId = (name: string): boolean => /(?:^|[a-z])ids?$/i.test(name)

function textWith({ pattern, format, minLength = 1 }: Shape, id: string, name: string): string {
  if (isId(name) || pattern?.includes('{8}') === true) return id
  if (/password/i.test(name)) return 'a long password'
  if (format === 'email' || name === 'email') return 'whoever@example.org'
  if (/url$/i.test(name)) return 'https://hooks.example.com/x'
  if (/scopes/.test(name)) return 'contacts:read'
  if (/topics/.test(name)) return '*'
  if (/At$|^at$/.test(name)) return '2026-11-21T12:00:00.000Z'
  if (pattern?.includes('{64}') === true) return 'a'.repeat(64)
  return name === 'entity' ? 'contacts' : 'x'.repeat(Math.max(1, minLength))
}
