import { exportCsv } from '../export-csv.ts'
import type { ExportRecord } from '../export-record.ts'
import { exportTable } from '../export-table.ts'
import { importables } from '../importables/importables.ts'
import { contacts } from '../../model/contacts.ts'
import { notes } from '../../model/notes.ts'
import type { CustomField } from '../../model/custom-fields.ts'
import { elementsOf, str } from '../../model/text.ts'
import { grouped } from '../../shared/grouped.ts'
import type { Data, Json } from '../../shared/json.ts'

/** A JSON export as the table that the same program's CSV would be, so that all else of an import knows one thing. */
export type JsonTable = { header: string[]; rows: string[][] } | OwnTable

/** What Satchel wrote, as its own CSV; `along` what stands within its records that a column of words cannot hold. */
export interface OwnTable { csv: string; along: { entity: string; csv: string; rows: number[] } | null }

/** `fields`: those that people made, by entity. Null: JSON of another kind. */
export function tableOfJson(text: string, fieldsOf: (entity: string) => readonly CustomField[] = () => []): JsonTable | null {
  const json = parsed(text)
  if (Array.isArray(json)) return ownTable(json.filter(isData), fieldsOf)
  if (!isData(json)) return null
  if (Array.isArray(json['cards']) && Array.isArray(json['lists'])) return trelloTable(json)
  const tasks = elementsOf(json, 'data')
  return tasks.length > 0 && tasks.every((task) => 'gid' in task) ? asanaTable(tasks) : null
}

/** It is no half of one. */
export const isJson = (text: string): boolean => parsed(text) !== undefined

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value)
const object = (value: Json | undefined): Data => (isData(value) ? value : {})
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '')

/** A board: its cards, and what stands in their checklists as parts of them. */
function trelloTable(board: Data): JsonTable {
  const lists = new Map(elementsOf(board, 'lists').map((list) => [text(list['id']), list]))
  const members = new Map(elementsOf(board, 'members').map((member) => [text(member['id']), text(member['fullName']) || text(member['username'])]))
  const labels = new Map(elementsOf(board, 'labels').map((label) => [text(label['id']), text(label['name']) || text(label['color'])]))
  const comments = new Map<string, string[]>()
  for (const action of elementsOf(board, 'actions')) {
    if (action['type'] !== 'commentCard') continue
    const id = text(object(object(action['data'])['card'])['id']), said = text(object(action['data'])['text'])
    comments.set(id, [`${text(object(action['memberCreator'])['fullName']) || 'Comment'}: ${said}`, ...(comments.get(id) ?? [])])
  }
  const fields = elementsOf(board, 'customFields')
  const ids = (card: Data, field: string): string[] => (Array.isArray(card[field]) ? card[field].map((id) => text(id)) : [])
  const checklists = grouped(elementsOf(board, 'checklists'), (checklist) => text(checklist['idCard']))
  const rows = [...elementsOf(board, 'cards')].sort((a, b) => Number(a['pos'] ?? 0) - Number(b['pos'] ?? 0)).flatMap((card) => {
    const id = text(card['id']), list = lists.get(text(card['idList'])), closed = card['closed'] === true || list?.['closed'] === true
    const tags = elementsOf(card, 'labels').map((label) => text(label['name']) || text(label['color']))
    const who = ids(card, 'idMembers').map((member) => members.get(member) ?? '').filter(Boolean)
    const named = tags.length > 0 ? tags : ids(card, 'idLabels').map((label) => labels.get(label) ?? '').filter(Boolean)
    const said = [text(card['desc']), ...(comments.get(id) ?? [])].filter(Boolean).join('\n\n')
    const row = [
      id, text(card['name']), text(card['shortUrl']) || text(card['url']), said, named.join('; '), who.join('; '), text(card['start']), text(card['due']), text(card['dueComplete']), text(list?.['name']), text(board['name']),
      String(closed), '', '', elementsOf(card, 'attachments').map(nameAndAddress).filter(Boolean).join('\n'), [...new Set([text(card['locationName']), text(card['address'])])].filter(Boolean).join(', '),
      ...fields.map((field) => trelloValue(field, elementsOf(card, 'customFieldItems').find((item) => item['idCustomField'] === field['id']))),
    ]
    const parts = [...(checklists.get(id) ?? []), ...elementsOf(card, 'checklists')].flatMap((checklist) => elementsOf(checklist, 'checkItems').map((item) => [
      text(item['id']), text(item['name']), '', '', '', members.get(text(item['idMember'])) ?? '', '', text(item['due']), String(item['state'] === 'complete'), '', text(board['name']), String(closed), id,
      /^checklist$/i.test(text(checklist['name'])) ? '' : text(checklist['name']),
    ]))
    return [row, ...parts]
  })
  return { header: ['Card ID', 'Card Name', 'Card URL', 'Card Description', 'Labels', 'Members', 'Start Date', 'Due Date', 'Due Complete', 'List Name', 'Board Name', 'Archived', 'Parent', 'Checklist', 'Attachment Links', 'Location', ...fields.map((field) => text(field['name']))], rows }
}

/** "Plan.pdf: https://…" */
const nameAndAddress = (attachment: Data): string => [...new Set([text(attachment['name']), text(attachment['url'])])].filter(Boolean).join(': ')

/** What a card has in a field that people made there: words, a number, a date, a tick, or one of the field's options. */
function trelloValue(field: Data, item: Data | undefined): string {
  if (item === undefined) return ''
  const option = elementsOf(field, 'options').find((one) => one['id'] === item['idValue'])
  const value = object((option ?? item)['value'])
  return text(value['text']) || text(value['number']) || text(value['date']) || (text(value['checked']) === 'true' ? 'Yes' : '')
}

/** Tasks as Asana's interface gives them, subtasks within. */
function asanaTable(tasks: readonly Data[]): JsonTable {
  const rows: string[][] = [], own = [...new Set(everyTask(tasks).flatMap((task) => elementsOf(task, 'custom_fields').map((field) => text(field['name'])).filter((name) => name !== '' && !isPriority(name))))]
  const add = (task: Data, parent: string, above: string): void => {
    const [membership] = elementsOf(task, 'memberships')
    const names = elementsOf(task, 'projects').map((one) => text(one['name'])).filter(Boolean)
    const project = names.length > 0 ? names.join(', ') : text(object(membership?.['project'])['name']) || above
    const priority = elementsOf(task, 'custom_fields').find((field) => isPriority(text(field['name'])))
    rows.push([
      text(task['gid']), text(task['name']), text(object(membership?.['section'])['name']), text(object(task['assignee'])['name']), text(object(task['assignee'])['email']), text(task['start_on']),
      text(task['due_at']) || text(task['due_on']), elementsOf(task, 'tags').map((tag) => text(tag['name'])).filter(Boolean).join(', '), text(task['notes']), project,
      parent || text(object(task['parent'])['gid']), text(task['completed_at']), text(task['completed']), text(priority?.['display_value']) || text(object(priority?.['enum_value'])['name']),
      ...own.map((name) => elementsOf(task, 'custom_fields').filter((field) => field['name'] === name).map(shownValue).filter(Boolean).join(', ')),
    ])
    for (const part of elementsOf(task, 'subtasks')) add(part, text(task['gid']), project)
  }
  for (const task of tasks) add(task, '', '')
  return { header: ['Task ID', 'Name', 'Section/Column', 'Assignee', 'Assignee Email', 'Start Date', 'Due Date', 'Tags', 'Notes', 'Projects', 'Parent task', 'Completed At', 'Completed', 'Priority', ...own], rows }
}

const isPriority = (name: string): boolean => /^priority$/i.test(name)
const shownValue = (field: Data): string => text(field['display_value']) || text(field['text_value']) || text(field['number_value']) || text(object(field['enum_value'])['name'])
const everyTask = (tasks: readonly Data[]): Data[] => tasks.flatMap((task) => [task, ...everyTask(elementsOf(task, 'subtasks'))])

/** What Satchel wrote: the entity whose fields these are, as the table that it would have been. */
function ownTable(all: readonly Data[], fieldsOf: (entity: string) => readonly CustomField[]): OwnTable | null {
  const names = new Set(all.flatMap((data) => Object.keys(data)))
  if (all.length === 0 || !all.every((data) => str(data['id']) !== '' && str(data['createdAt']) !== '')) return null
  const passing = new Set(['id', 'createdAt', 'updatedAt', 'notes', 'timeline'])
  const fitting = importables.map(({ entity }) => ({ entity, known: [...names].filter((name) => Object.hasOwn(entity.fields, name)).length }))
    .filter(({ entity }) => entity.rules.every((rule) => all.some((data) => rule.check(data, { role: 'owner', userId: null }) === null)) && [...names].some((name) => Object.hasOwn(entity.fields, name) && !passing.has(name)))
  const best = fitting.reduce<(typeof fitting)[number] | null>((most, one) => (most === null || one.known > most.known ? one : most), null)
  if (best === null) return null
  const { entity } = best
  const reference = entity.name === 'contacts' ? 'contactId' : entity.name === 'companies' ? 'companyId' : 'projectId'
  const within = reference === 'projectId' ? 'timeline' : 'notes'
  const records: ExportRecord[] = all.map((data) => ({ id: str(data['id']), data: Object.fromEntries(Object.entries(data).filter(([name]) => Object.hasOwn(entity.fields, name) && (name !== within || typeof data[name] === 'string'))) }))
  const inside = all.flatMap((data, at) => elementsOf(data, within).map((note, i) => ({ row: at + 1 + (i + 1) / 1_000, note: { id: str(note['id']), createdAt: String(i).padStart(6, '0'), data: { ...note, [reference]: str(data['id']) } } })))
  const plain = inside.flatMap(({ note }) => (saysMore(note.data) ? [] : [note])), more = inside.filter(({ note }) => saysMore(note.data))
  const fields = fieldsOf(entity.name)
  return {
    csv: entity.name === contacts.name ? exportCsv(records, plain, fields) : exportTable(entity, records, { own: fields, notes: plain, reference }),
    along: more.length === 0 ? null : { entity: notes.name, csv: exportTable(notes, more.map(({ note }) => note)), rows: more.map(({ row }) => row) },
  }
}

/** When it was, that it was a call, who took part: more than words. */
const saysMore = (note: Data): boolean => Object.keys(note).some((field) => field !== 'body' && field !== 'externalId' && notes.fields[field] !== undefined && notes.fields[field].reference === undefined)
