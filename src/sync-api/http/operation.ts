/** One operation of the OpenAPI document. Schemas are named; the document has them once. */
export interface Operation {
  method: 'get' | 'post' | 'patch' | 'delete'
  path: string
  summary: string
  description?: string
  /** Where the readable page puts it; absent: by its path. */
  tag?: string
  /** The name that generated clients give it; absent: by its path. */
  id?: string
  request?: string
  query?: [string, string][]
  /** Beside `query`, as the document has them. */
  parameters?: Parameter[]
  answers: Record<string, Answer>
  /** Needs no session. */
  open?: true
  /** About no workspace that a request could name. */
  ofPerson?: true
}

export interface Parameter { name: string; in: 'path' | 'query' | 'header'; required: boolean; description: string; schema: object }

export interface Answer { text: string; schema?: string; type?: string; headers?: Record<string, string> }

/** The document itself, as far as anything here reads it. */
export interface OpenApiDocument {
  openapi: string
  info: { title: string; version: string; description: string }
  security: object[]
  paths: Record<string, Record<string, DocumentOperation>>
  components: { securitySchemes: object; schemas: Record<string, object> }
}

export interface DocumentOperation {
  tags: string[]
  operationId: string
  summary: string
  description?: string
  security?: object[]
  parameters: { name: string; in: string; required: boolean; description: string; schema: object }[]
  requestBody?: { required: boolean; content: Record<string, { schema: { $ref: string } }> }
  responses: Record<string, { description: string; headers?: object; content?: Record<string, { schema: { $ref: string } }> }>
}
