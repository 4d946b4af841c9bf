import type { Entity, Field } from '../../model/entity.ts'
import type { Model } from '../../model/model.ts'
import { setPatchSchema } from '../../protocol/change.ts'
import { jsonSchemaOf } from '../http/json-schema.ts'
import type { Answer, Operation, Parameter } from '../http/operation.ts'
import { namesOfEveryRecord } from './values.ts'

/*
 * REST in the OpenAPI document: five operations an entity, their shapes from the model's own schemas.
 */

export function restOperations(model: Model): Operation[] {
  return [...model.entities.values()].flatMap((entity) => operationsOf(entity))
}

function operationsOf(entity: Entity): Operation[] {
  const { one, many } = entity.label, cap = capital(entity.name), tag = `Records: ${many}`, path = `/api/${entity.name}`
  const names = [...new Set([...Object.keys(entity.columns), ...Object.keys(entity.fields), ...namesOfEveryRecord])]
  const keyed = Object.entries(entity.columns).filter(([, column]) => column.keyed === true).map(([name]) => name)
  const record: Answer = { text: `The ${one}`, schema: `${cap}Record`, headers: { ETag: 'Its revision, in quotes' } }
  const conflict: Answer = { text: 'Another revision stands', schema: 'RestConflict' }
  const refused: Answer = { text: 'A value or a rule: `details.field` says where', schema: 'WireError' }
  const missing: Answer = { text: 'There is none', schema: 'WireError' }, forbidden: Answer = { text: 'Not with this role or token', schema: 'WireError' }
  const mustKnow: Answer = { text: 'If-Match is missing', schema: 'WireError' }
  const list: Operation = {
    method: 'get', path, id: `list${cap}`, tag, summary: `List ${many}`,
    description: 'Newest first. A page may hold fewer than `limit`, even none, while there is more: `nextCursor` is null at the end.',
    parameters: [
      inQuery('filter', `JSON: {"name": value}, {"name": {"op": value}}, {"or": [...]}. Operators: eq ne in contains startsWith gt gte lt lte empty notEmpty. Names: ${names.join(', ')}${keyed.map((name) => `; ${name}.<field> is the value in one of the fields that people made, by its id in customFields, ${name}.<field>.<choice or contact> is 1 where that is chosen`).join('')}`, { type: 'string' }),
      inQuery('sort', 'Up to three of the names that `filter` takes, separated by commas, "-" before one to reverse it; "-id" where nothing is said. By id and revision a list of any length is quick', { type: 'string' }),
      inQuery('state', 'live, where nothing is said; deleted: what can be brought back; all', { type: 'string', enum: ['live', 'deleted', 'all'] }),
      inQuery('limit', '50 where nothing is said', { type: 'integer', minimum: 1, maximum: 1_000 }),
      inQuery('cursor', 'The last page\'s nextCursor, with the same sort', { type: 'string' }),
    ],
    answers: { 200: { text: 'A page', schema: `${cap}Page` }, 403: forbidden },
  }
  const get: Operation = {
    method: 'get', path: `${path}/{id}`, id: `get${cap}`, tag, summary: `Read one of the ${many}`,
    parameters: [inPath, { name: 'If-None-Match', in: 'header', required: false, description: 'An ETag: 304 where it still stands', schema: { type: 'string' } }],
    answers: { 200: record, 304: { text: 'As you have it' }, 404: missing },
  }
  const change: Operation = {
    method: 'patch', path: `${path}/{id}`, id: `update${cap}`, tag, summary: `Change one of the ${many}`,
    description: 'Only the fields that are named; null empties one. Where all of them stand so already, nothing is written and the ETag stays. A deleted record comes back with the edit.',
    parameters: [inPath, ifMatch], request: `${cap}Patch`,
    answers: { 200: record, 403: forbidden, 404: missing, 409: conflict, 413: refused, 422: refused, 428: mustKnow },
  }
  if (entity.authored === 'server') return [list, get, change]
  return [
    list,
    {
      method: 'post', path, id: `create${cap}`, tag, summary: `Make a new one of the ${many}`,
      parameters: [{ name: 'Idempotency-Key', in: 'header', required: false, description: 'Repeated within a week, the first answer comes again; with another body, 422', schema: { type: 'string', maxLength: 255 } }],
      request: `${cap}Draft`,
      answers: { 201: { ...record, headers: { ...record.headers, Location: 'Its address' } }, 403: forbidden, 409: { ...conflict, text: 'There is one of this id' }, 413: refused, 422: refused },
    },
    get, change,
    ...(entity.insteadOfDelete !== undefined ? [] : [{
      method: 'delete' as const, path: `${path}/{id}`, id: `delete${cap}`, tag, summary: `Delete one of the ${many}`, description: 'To delete the deleted is nothing.',
      parameters: [inPath, ifMatch],
      answers: { 204: { text: 'It is deleted' }, 403: forbidden, 404: missing, 409: conflict, 422: { text: 'Others need it', schema: 'WireError' }, 428: mustKnow },
    }]),
  ]
}

const inQuery = (name: string, description: string, schema: object): Parameter => ({ name, in: 'query', required: false, description, schema })
const inPath: Parameter = { name: 'id', in: 'path', required: true, description: 'The record\'s id', schema: { type: 'string', format: 'uuid' } }
const ifMatch: Parameter = { name: 'If-Match', in: 'header', required: true, description: 'The ETag that you know, or * for whatever stands', schema: { type: 'string' } }

/** By name: of each entity what is given, what is sent to make and to change one, and a page of them. */
export function restSchemas(model: Model): Record<string, object> {
  const conflict = {
    type: 'object', required: ['error', 'message', 'currentRevision', 'serverData', 'clientData'],
    properties: {
      error: { const: 'conflict' }, message: { type: 'string' }, currentRevision: { type: 'integer' }, deletedAt: { type: 'string' },
      serverData: { type: 'object', additionalProperties: true }, clientData: { type: ['object', 'null'], additionalProperties: true },
    },
  }
  return Object.assign({ RestConflict: conflict }, ...[...model.entities.values()].map(schemasOf)) as Record<string, object>
}

function schemasOf(entity: Entity): Record<string, object> {
  const cap = capital(entity.name)
  const fields = Object.entries(entity.fields), written = fields.filter(([, field]) => field.serverOnly !== true)
  const given = Object.fromEntries(fields.map(([name, field]) => [name, { ...shapeOf(field, []), description: field.label }]))
  const sent = (patch: boolean): object => Object.fromEntries(written.map(([name, field]) => [name, { ...shapeOf(field, patch && field.policy === 'union' ? [setPatch] : []), description: field.label }]))
  return {
    [`${cap}Record`]: {
      type: 'object', required: ['entity', 'id', 'revision', 'data', 'deletedAt', 'updatedAt', 'updatedBy'],
      properties: {
        entity: { const: entity.name }, id: { type: 'string', format: 'uuid' }, revision: { type: 'integer' },
        data: { type: 'object', properties: given, additionalProperties: true },
        deletedAt: { type: ['string', 'null'] }, updatedAt: { type: 'string' }, updatedBy: { type: 'string', description: 'A user\'s id' },
      },
    },
    [`${cap}Draft`]: { type: 'object', properties: { id: { type: 'string', format: 'uuid', description: 'Made by the server where it is not given' }, ...sent(false) }, additionalProperties: false },
    [`${cap}Patch`]: { type: 'object', properties: sent(true), additionalProperties: false },
    [`${cap}Page`]: {
      type: 'object', required: ['records', 'nextCursor'],
      properties: { records: { type: 'array', items: { $ref: `#/components/schemas/${cap}Record` } }, nextCursor: { type: ['string', 'null'] } },
    },
  }
}

/** A field's own schema, or nothing; elements of lists get an id where they have none. */
function shapeOf(field: Field, more: object[]): object {
  const shape = jsonSchemaOf(field.schema, 'input') as { items?: { required?: string[] } }
  const items = field.kind === 'list' && shape.items !== undefined
    ? { items: { ...shape.items, required: (shape.items.required ?? []).filter((name) => name !== 'id') } } : {}
  return { anyOf: [{ ...shape, ...items }, ...more, { type: 'null' }] }
}

const setPatch = jsonSchemaOf(setPatchSchema)

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
