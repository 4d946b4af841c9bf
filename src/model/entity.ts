import type { z } from '../shared/zod.ts'
import type { Data, Json } from '../shared/json.ts'

/**
 * How two edits of one field that did not know of each other are brought together (protocol.md, Merging):
 * `newest` the later effective time stands · `server` what the server has stands · `union` lists merge element by element ·
 * `manual` a person decides · `role` the higher role's value stands, equals → newest · `text` a Yjs document.
 */
export type Policy = 'newest' | 'server' | 'union' | 'manual' | 'role' | 'text'

/** What a value is; forms, filters, import and export follow it. */
export type FieldKind =
  | 'text' | 'longText' | 'number' | 'flag' | 'choice'
  | 'date'      // a calendar date: "1990-05-17", or "--05-17" without a year. No time, no zone
  | 'dateTime'  // an instant, ISO 8601 in UTC
  | 'dateOrTime' // a calendar date, or a time of day on it in a zone (due.ts)
  | 'recurrence' // how it repeats, a rule of RFC 5545 (repeat-rules.ts)
  | 'list'      // elements with ids: e-mails, phones, addresses
  | 'tags'      // a set of strings
  | 'reference' // the id of a record of another entity
  | 'json'      // a value only programs read

export interface Field {
  kind: FieldKind
  label: string
  policy: Policy
  /** What a value must be; `null` and absence are always allowed and are not the schema's business. */
  schema: z.ZodMiniType
  /** Takes part in search: as folded text, or as digits so that phone formats do not matter. */
  search?: 'text' | 'phone'
  /** For lists: what of an element is shown and compared (`value` for an e-mail); several make one line. */
  elementText?: readonly string[]
  /** For lists whose elements' ids are those of records of an entity: each names one. Nothing becomes of it when that record is deleted. */
  elementsOf?: string
  /** For the list of what stands in fields that people made: its elements' ids are those of `customFields`, and say what their values are. */
  isOfFields?: true
  /** For references: the entity, and what becomes of this record when the other is deleted. */
  reference?: { entity: string; onDelete: 'cascade' | 'detach' | 'restrict' }
  /** For texts: the value is the user id of one of the workspace's people. */
  member?: true
  /** For a value that only programs read: that it says what a list shows, as its address does. */
  isView?: true
  /** For such a value: what a person reads of it, one line per part. */
  words?: (value: Data) => string
  /** For choices. */
  choices?: readonly { value: string; label: string }[]
  /** Putting a record back to a moment leaves it as it is, unless it is asked for by name: other records may go by what it got since. */
  keepsOnRestore?: true
  /** Of a single value that is for good: once there is one, another is refused, on the device and at the server. */
  fixed?: true
  /** Written by the server only; a device's change of it is refused. */
  serverOnly?: true
}

/** A value derived from a record that lists sort, filter and show by. It is stored beside the record and kept by the engine. */
export interface Column {
  label: string
  type: 'text' | 'date' | 'dateTime' | 'number'
  /** The sort key: one value, or null (nulls sort last). Text is folded by the engine. */
  sort: (data: Data) => string | number | null
  /** What filters look at, when it is more than the sort key: every e-mail, not only the first. */
  all?: (data: Data) => readonly string[]
  /** `all` gives pairs, "key:value", numbers as sortable-number.ts writes them: `column.key` is sorted and filtered by as a column of its own. */
  keyed?: true
  /** The field that inline editing of this column writes, where one cell is one plain field. */
  edits?: string
  /** Shown unless the person hides it. */
  shown?: boolean
  /** Default width in px. */
  width?: number
}

/** A rule over fields and roles (M5): null, or why the data may not be written. A plain function, run on device and server alike. */
export interface Rule {
  name: string
  check: (data: Data, context: RuleContext) => { message: string; field?: string } | null
}

export interface RuleContext {
  role: Role
  userId: string | null
  /** The record and the model it is of; absent where a draft is only tried, as in an import's rehearsal. */
  recordId?: string
  entities?: ReadonlyMap<string, Entity>
}

/** What people may do in a workspace, lowest first. */
export type Role = 'viewer' | 'member' | 'admin' | 'owner'
export const roleRank: Record<Role, number> = { viewer: 0, member: 1, admin: 2, owner: 3 }

export type Priority = 'critical' | 'important' | 'normal' | 'background'
export const priorityRank: Record<Priority, number> = { critical: 0, important: 1, normal: 2, background: 3 }

/** Records look alike by a value that they share in a column. */
export interface Alike {
  column: string
  /** A value that more records than this share says nothing about any two of them, like a switchboard's phone. */
  most?: number
  /** Looks closer at two that share a value; the engine compares a little too kindly. */
  confirm?: (one: Data, other: Data) => boolean
}

/**
 * What a calendar shows of a record: on a calendar date ("1990-05-17", or "--05-17" of one every year whose first year nobody knows), or from an
 * instant on. `yearly`: every year from then on.
 */
export interface CalendarEntry { summary: string; on: { date: string } | { instant: string }; yearly?: true }

export interface Entity {
  /** The name on the wire, in URLs and of the table: a plural in lower camel case. */
  name: string
  label: { one: string; many: string }
  /** What comes down first on an empty device. */
  priority: Priority
  /** One step per change of shape; journal rows carry it (K1). */
  schemaVersion: number
  fields: Record<string, Field>
  columns: Record<string, Column>
  rules: readonly Rule[]
  /** The line that stands for a record in lists, logs and dialogs. */
  title: (data: Data) => string
  /** Who makes records of it: people on their devices, or the server as a consequence of pushes. */
  authored: 'people' | 'server'
  /** What makes two records look like one to a person, who may then merge them: one of these says so, and `apart` knows nothing against it. */
  alike?: { by: readonly Alike[]; apart: (one: Data, other: Data) => boolean }
  /** Finding this record's text also finds the records that these reference fields name (a note finds its contact): it is shown with the first that is there. */
  searchThrough?: readonly string[]
  /** Records about records: never an act by themselves in undo, nor in history, trash or notices. Those that people make go with the act they stand for. */
  bookkeeping?: true
  /** Says something about other records: nobody looks at its records by themselves, is told of them, or chooses how they merge. */
  aside?: true
  /** Nobody deletes or restores its records: this patch takes one back, also when the making of it is undone. */
  insteadOfDelete?: Record<string, Json>
  /** Where a record stands in a calendar; null: nowhere. */
  calendar?: (data: Data) => CalendarEntry | null
  mergeUnit?: 'field' | 'record'
  /** Its records' ids are replicas': of each, only the person who works there writes it, and admins. */
  ofReplica?: true
  /** The lowest role that writes its records, where that is not what roles.ts says of all. */
  writtenBy?: Role
  /**
   * From data of an older shape to the next one; index 0 lifts version 1 to 2, and one that leaves all as it is stands for a step that only adds
   * fields. A change's patch goes through it too: some of the fields, lists also as `$set` (K1). Data of which a newer device has written
   * a part has both shapes, and nobody can tell: an upcast leaves alone what has the newer one already, so that lifted twice is lifted once,
   * and a name that was given up is never used again for something else.
   */
  upcasts?: readonly ((data: Data) => Data)[]
}

/** Checks and returns the definition as it is, so that a file reads as what it declares. */
export function defineEntity(entity: Entity): Entity {
  if (!/^[a-z][a-zA-Z0-9]*$/.test(entity.name)) throw new Error(`"${entity.name}" is no entity name`)
  for (const [name, field] of Object.entries(entity.fields)) {
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) throw new Error(`"${entity.name}.${name}" is no field name`)
    if (field.policy === 'union' && field.kind !== 'list' && field.kind !== 'tags') {
      throw new Error(`"${entity.name}.${name}" is no list, so it cannot merge by union`)
    }
    if (field.elementsOf !== undefined && (field.kind !== 'list' || !Object.hasOwn(entity.columns, name))) {
      throw new Error(`"${entity.name}.${name}" is no list with a column of its elements' ids, so nobody finds what it names`)
    }
    if (field.fixed === true && field.policy !== 'server') throw new Error(`"${entity.name}.${name}" is for good, so the server's value is to stand`)
    if (field.policy === 'text' && field.kind !== 'text' && field.kind !== 'longText') {
      throw new Error(`"${entity.name}.${name}" is no text, so it cannot merge by text`)
    }
  }
  return entity
}

/** Whether edits of a field merge word by word. Where records merge whole, a text is a value like any other. */
export const isTextField = (entity: Entity, name: string): boolean =>
  entity.mergeUnit !== 'record' && Object.hasOwn(entity.fields, name) && entity.fields[name]?.policy === 'text'

/** Why a field of an entity may not take a value in place of the one that stands; null: it may. */
export const fixedProblem = (entity: Entity, field: Field, stands: Json | undefined, value: Json): string | null =>
  (field.fixed !== true || stands === undefined || stands === null || stands === value ? null : `“${field.label}” of a ${entity.label.one} is for good. Make another ${entity.label.one} instead.`)

/** An element of a list field: a tag, or an object with an id. */
export type Element = string | ({ id: string } & Record<string, Json>)

export const elementId = (element: Element): string => (typeof element === 'string' ? element : element.id)
