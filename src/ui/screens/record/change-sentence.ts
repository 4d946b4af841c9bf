import type { HistoryEntry, Json } from '../../../data-api/types.ts'
import { decisionWords, goesWithout, turnedWords } from '../history/history-words.ts'
import { entityLabel, fieldLabel, fieldOf, isListField, listChangeText, namedBy, valueText } from '../../sync-status/value-text.ts'

/** What was done, around the value that stands out in it: "changed title to", "Coach", "". */
export interface ChangeSentence { before: string; value: string; after: string; /** The value is an id that this field has. */ idOf?: string }

/** An entry of a record's history in one sentence, whose subject is a person: with its value where it is about one. */
export function changeSentence(entry: HistoryEntry): ChangeSentence {
  const said = fullSentence(entry)
  const back = entry.op === 'update' && entry.turned === null && entry.fields['deletedAt'] !== undefined && entry.fields['deletedAt'].to === null
  return back ? { ...said, after: `${said.after}, which brought it back from the trash` } : said
}

function fullSentence(entry: HistoryEntry): ChangeSentence {
  const { entity, op, turned, decision } = entry
  if (turned && !(decision && turned.label === '')) return plain(Object.values(turnedWords(turned)).join(' '))
  if (op === 'create') return plain(`created this ${entityLabel(entity)}`)
  if (op === 'delete') return plain('deletedAt' in entry.lost ? 'tried to move it to the trash; an edit stands' : 'moved it to the trash')
  if (op === 'restore') return plain('restored it')
  const stood = Object.entries(entry.fields).filter(([field]) => field !== 'deletedAt' && !goesWithout(entry, field))
  if (decision) {
    const value = stood.length === 1 && decision.kind === 'settled' && !isListField(entity, stood[0]![0]) ? line(entity, stood[0]![0], stood[0]![1].to) || 'no value' : ''
    if (value === '') return plain(decisionWords(entity, decision))
    const [field, { to }] = stood[0]!, isId = namedBy(entity, field) !== undefined && to !== null
    return { before: `${decisionWords(entity, decision)}:`, value, after: '', ...(isId ? { idOf: field } : {}) }
  }
  const lost = Object.entries(entry.lost)
  if (stood.length === 1) return oneField(entity, stood[0]![0], stood[0]![1])
  if (stood.length > 1) return plain(`changed ${named(entity, stood.map(([field]) => field))}`)
  if (lost.length === 1 && lost[0]![0] !== 'deletedAt') {
    const [field, wanted] = lost[0]!, value = shownInLine(entity, field) && namedBy(entity, field) === undefined ? line(entity, field, wanted) : ''
    const words = `tried to change ${label(entity, field)}`
    return value === '' ? plain(words) : { before: `${words} to`, value, after: '' }
  }
  return plain(lost.length === 0 ? 'position' in entry.fields ? 'moved it up or down' : 'changed it' : `tried to change ${named(entity, lost.map(([field]) => field))}`)
}

function oneField(entity: string, field: string, { from, to }: { from: Json; to: Json }): ChangeSentence {
  if (isListField(entity, field)) return listSentence(entity, field, from, to)
  if (!shownInLine(entity, field)) return plain(`changed ${label(entity, field)}`)
  const value = line(entity, field, to)
  if (namedBy(entity, field) !== undefined && value !== '') return { before: `changed ${label(entity, field)} to`, value, after: '', idOf: field }
  return value === '' ? plain(`emptied ${label(entity, field)}`) : { before: `changed ${label(entity, field)} to`, value, after: '' }
}

/** "added lisbon to tags": where something came or something went, and not too much of it. */
function listSentence(entity: string, field: string, from: Json, to: Json): ChangeSentence {
  const had = valueText(entity, field, from) !== ''
  const changes = listChangeText(entity, field, from, to).split('\n').filter(Boolean).map((text) => (had ? text : `+ ${text}`))
  const came = changes.filter((text) => text.startsWith('+ ')).map((text) => text.slice(2)), went = changes.filter((text) => text.startsWith('− ')).map((text) => text.slice(2))
  const name = label(entity, field)
  if (went.length === 0 && came.length > 0 && came.length <= mostNamed) return { before: 'added', value: came.join(', '), after: ` to ${name}` }
  if (came.length === 0 && went.length > 0 && went.length <= mostNamed) return { before: 'removed', value: went.join(', '), after: ` from ${name}` }
  return plain(`changed ${name}`)
}

const mostNamed = 3

const plain = (before: string): ChangeSentence => ({ before, value: '', after: '' })
const label = (entity: string, field: string): string => fieldLabel(entity, field).toLowerCase()
const line = (entity: string, field: string, value: Json): string => valueText(entity, field, value).replaceAll('\n', ', ')
/** What is written over lines is not read in one. */
const shownInLine = (entity: string, field: string): boolean => fieldOf(entity, field)?.kind !== 'longText'

function named(entity: string, fields: readonly string[]): string {
  const labels = fields.map((field) => label(entity, field))
  return labels.length > mostNamed ? `${labels.slice(0, 2).join(', ')} and ${labels.length - 2} more` : labels.join(', ')
}
