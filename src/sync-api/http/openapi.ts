import type { FastifyInstance } from 'fastify'
import { accountCalls } from '../../protocol/account.ts'
import { auditExportLineSchema, auditKinds } from '../../protocol/audit.ts'
import { loginRequestSchema, passkeyRequestSchema, registerRequestSchema, sessionSchema } from '../../protocol/auth.ts'
import { digestRangesSchema, rangeRecordsSchema } from '../../protocol/digests.ts'
import { epochChangedSchema, resetRequiredSchema, wireErrorSchema } from '../../protocol/error.ts'
import { headers } from '../../protocol/headers.ts'
import { eventFrameSchema, pullResponseSchema, snapshotLineSchema } from '../../protocol/pull.ts'
import { giveBackRequestSchema, giveBackResponseSchema } from '../../protocol/give-back.ts'
import { pushRequestSchema, pushResponseSchema } from '../../protocol/push.ts'
import { productModel, type Model } from '../../model/model.ts'
import { z } from '../../shared/zod.ts'
import { restOperations, restSchemas } from '../rest/openapi.ts'
import { docsPage } from './docs-page.ts'
import { docsStyle } from './docs-style.ts'
import { jsonSchemaOf } from './json-schema.ts'
import type { OpenApiDocument, Operation } from './operation.ts'

/** `/api/openapi.json`: the API in OpenAPI 3.1, its shapes from the very schemas that requests are read by; `/api/docs`: the same to be read. */
export function openApiRoutes(app: FastifyInstance, model: Model): void {
  let document: OpenApiDocument | null = null, page: string | null = null
  const made = (): OpenApiDocument => document ??= openApiDocument(model)
  app.get('/api/openapi.json', made)
  app.get('/api/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(page ??= docsPage(made())))
  app.get('/api/docs.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(docsStyle))
}

export function openApiDocument(model: Model = productModel): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of [...restOperations(model), ...operations, ...accountOperations]) {
    const { method, path, summary, description, tag, id, request, query = [], parameters = [], answers, open = false, ofPerson = false } = operation
    paths[path] = {
      ...paths[path],
      [method]: {
        tags: [tag ?? tagOf(path)],
        operationId: id ?? idOf(path),
        summary,
        ...(description === undefined ? {} : { description }),
        ...(open ? { security: [] } : {}),
        parameters: [
          ...parameters,
          ...query.map(([name, description]) => ({ name, in: 'query', required: false, schema: { type: 'string' }, description })),
          ...(open || ofPerson ? [] : identityHeaders),
        ],
        ...(request === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: ref(request) } } } }),
        responses: {
          ...Object.fromEntries(Object.entries(answers).map(([status, { text, schema, type = 'application/json', headers: named }]) => [status, {
            description: text,
            ...(named === undefined ? {} : { headers: Object.fromEntries(Object.entries(named).map(([name, description]) => [name, { description, schema: { type: 'string' } }])) }),
            ...(schema === undefined ? {} : { content: { [type]: { schema: ref(schema) } } }),
          }])),
          default: { description: 'What went wrong', content: { 'application/json': { schema: ref('WireError') } } },
        },
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Satchel API', version: '1', description: 'Records over plain REST for scripts, accounts and sessions, and what a device and the server say to each other.' },
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API token (Settings, Programs), or the accessToken of a sign-in' },
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-satchel-access' },
      },
      schemas: {
        ...Object.fromEntries([...Object.entries(schemas), ...accountSchemas].map(([name, schema]) => [name, jsonSchemaOf(schema)])),
        ...restSchemas(model),
      },
    },
  }
}

const tagOf = (path: string): string => (path.startsWith('/api/auth/') ? 'Accounts' : path.startsWith('/api/workspace/') || path.startsWith('/api/audit') ? 'Workspace' : path.startsWith('/api/sync/') ? 'Sync' : 'Server')
/** `/api/auth/tokens/make` is `authTokensMake`. */
const idOf = (path: string): string => path.slice('/api/'.length).replace(/\W+(\w)/g, (_all, letter: string) => letter.toUpperCase())

const schemas = {
  RegisterRequest: registerRequestSchema,
  AuditExportLine: auditExportLineSchema,
  LoginRequest: loginRequestSchema,
  PasskeyRequest: passkeyRequestSchema,
  RefreshRequest: z.object({ refreshToken: z.optional(z.string()) }),
  Session: sessionSchema,
  PushRequest: pushRequestSchema,
  PushResponse: pushResponseSchema,
  GiveBackRequest: giveBackRequestSchema,
  GiveBackResponse: giveBackResponseSchema,
  PullResponse: pullResponseSchema,
  SnapshotLine: snapshotLineSchema,
  EventFrame: eventFrameSchema,
  DigestAnswer: z.union([digestRangesSchema, rangeRecordsSchema]),
  WireError: wireErrorSchema,
  EpochChanged: epochChangedSchema,
  ResetRequired: resetRequiredSchema,
  Health: z.object({ status: z.literal('ok') }),
} as const

/** Those of protocol/account.ts, by the call's name: `DevicesAnswer`. */
const accountSchemas = Object.entries(accountCalls).flatMap(([name, call]): [string, z.ZodMiniType][] =>
  [...'request' in call && !('query' in call) ? [[schemaName(name, 'Request'), call.request] as [string, z.ZodMiniType]] : [], [schemaName(name, 'Answer'), call.answer]])

function schemaName(call: string, what: 'Request' | 'Answer'): string {
  return call.charAt(0).toUpperCase() + call.slice(1) + what
}

const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` })

const identityHeaders = [headers.workspace, headers.user].map((name) => ({
  name, in: 'header', required: false, schema: { type: 'string' }, description: name === headers.workspace ? 'The workspace that it is about. Absent: the session\'s own; an API token is for one alone. One that the person is not in: 401 wrong_account.' : 'Who is meant to be signed in; anybody else: 401 wrong_account.',
}))


/** What the calls about the audit log are asked with. */
const auditQuery: [string, string][] = [
  ['person', 'The id of who did it'], ['device', 'The id of the device'], ['entity', 'The entity of the record'], ['record', 'The id of the record'],
  ['kind', `Kinds, or groups of them (${Object.keys(auditKinds).join(', ')}), with commas between`], ['from', 'A time, ISO 8601'], ['until', 'A time that is no part of the period any more'],
  ['cursor', 'Of the answer before'], ['limit', 'How many at most, to 500; 100'],
]
const accountOperations: Operation[] = Object.entries(accountCalls).map(([name, call]) => ({
  method: 'request' in call && !('query' in call) ? 'post' : 'get', path: call.path, summary: call.summary,
  ...('query' in call ? { query: auditQuery } : 'request' in call ? { request: schemaName(name, 'Request') } : {}),
  answers: { 200: { text: 'Done', schema: schemaName(name, 'Answer') } },
  ...('open' in call ? { open: true as const } : 'ofWorkspace' in call ? {} : { ofPerson: true as const }),
}))

const operations: Operation[] = [
  { method: 'get', path: '/api/audit/export', summary: 'The audit log as JSON lines, oldest first; for admins', query: auditQuery.slice(0, 7), answers: { 200: { text: 'Lines', schema: 'AuditExportLine', type: 'application/x-ndjson' } } },
  { method: 'post', path: '/api/auth/register', summary: 'Make an account and its workspace', request: 'RegisterRequest', open: true, answers: { 201: { text: 'Signed in', schema: 'Session' }, 403: { text: 'This server takes no new accounts, or by invitation only (registration_closed)', schema: 'WireError' } } },
  { method: 'post', path: '/api/auth/login', summary: 'Sign in', request: 'LoginRequest', open: true, answers: { 200: { text: 'Signed in', schema: 'Session' } } },
  { method: 'post', path: '/api/auth/passkey', summary: 'Sign in by a passkey', request: 'PasskeyRequest', open: true, answers: { 200: { text: 'Signed in', schema: 'Session' } } },
  { method: 'post', path: '/api/auth/refresh', summary: 'Renew the session', request: 'RefreshRequest', open: true, answers: { 200: { text: 'Renewed', schema: 'Session' } } },
  { method: 'post', path: '/api/auth/logout', summary: 'End the session', ofPerson: true, answers: { 204: { text: 'Signed out' } } },
  { method: 'get', path: '/api/auth/session', summary: 'Who is signed in', answers: { 200: { text: 'The session', schema: 'Session' } } },
  {
    method: 'post', path: '/api/sync/push', summary: 'Changes up', request: 'PushRequest',
    answers: { 200: { text: 'One result a change, in order', schema: 'PushResponse' }, 409: { text: 'Another epoch has begun', schema: 'EpochChanged' } },
  },
  {
    method: 'post', path: '/api/sync/give-back', summary: 'What a device still has of a history that the server lost', request: 'GiveBackRequest',
    answers: { 200: { text: 'What both share, and what was taken back', schema: 'GiveBackResponse' }, 409: { text: 'Another epoch has begun meanwhile', schema: 'EpochChanged' } },
  },
  {
    method: 'get', path: '/api/sync/changes', summary: 'Newer records down',
    query: [['since', 'A cursor, or 0'], ['entities', 'Names, separated by commas'], ['limit', '1 to 2000; 500'], ['seen', 'The last seen token'],
      ['waiting', 'Changes that wait on the device, for the server\'s numbers'], ['oldestMs', 'Age of the oldest of them'], ['failures', 'Failed calls in a row before this one']],
    answers: { 200: { text: 'A page', schema: 'PullResponse' }, 410: { text: 'Take a snapshot', schema: 'ResetRequired' } },
  },
  {
    method: 'get', path: '/api/sync/snapshot', summary: 'All records, as NDJSON',
    query: [['entities', 'Names, separated by commas'], ['after', 'A checkpoint to go on from'], ['seen', 'The last seen token']],
    answers: { 200: { text: 'A line each', schema: 'SnapshotLine', type: 'application/x-ndjson' }, 410: { text: 'Begin anew', schema: 'ResetRequired' } },
  },
  {
    method: 'get', path: '/api/sync/events', summary: 'A WebSocket: what was missed, then what happens',
    query: [['since', 'A cursor'], ['workspace', 'In place of the header'], ['user', 'In place of the header']],
    answers: { 101: { text: 'Frames', schema: 'EventFrame' } },
  },
  {
    method: 'get', path: '/api/sync/digests', summary: 'Digests of the sixteen sub-ranges of ids under a prefix, or a small range\'s records',
    query: [['entity', 'A name'], ['prefix', 'Hex digits in lower case, without hyphens; absent: all ids'], ['records', '1: the records of the range itself; null where they are more than 200'], ['seen', 'The last seen token']],
    answers: { 200: { text: 'At a revision', schema: 'DigestAnswer' }, 410: { text: 'Take a snapshot', schema: 'ResetRequired' } },
  },
  { method: 'get', path: '/api/sync/health', summary: 'How this workspace\'s sync is', answers: { 200: { text: 'Revision, epoch, counts' } } },
  { method: 'get', path: '/api/openapi.json', summary: 'This document', open: true, answers: { 200: { text: 'OpenAPI 3.1' } } },
  { method: 'get', path: '/api/health/live', summary: 'Does the process run?', open: true, answers: { 200: { text: 'It does', schema: 'Health' } } },
  { method: 'get', path: '/api/health/ready', summary: 'Can it serve?', open: true, answers: { 200: { text: 'It can', schema: 'Health' } } },
]
