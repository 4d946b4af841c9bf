import type { Where } from '../../../data-api/types.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { readValue, type Members } from '../../../model/custom-value.ts'
import type { Json } from '../../../shared/json.ts'
import { customWords } from '../../sync-status/custom-words.ts'
import type { Operator } from './filters.ts'

/** What can be asked of a field that people made, by its kind. */
export function customOperators({ kind }: CustomField): readonly Operator[] {
  switch (kind) {
    case 'choice': case 'choices': return ['anyOf', 'empty', 'notEmpty']
    case 'number': case 'money': return ['is', 'atLeast', 'atMost', 'empty', 'notEmpty']
    case 'date': return ['inMonth', 'is', 'before', 'after', 'empty', 'notEmpty']
    default: return ['contains', 'startsWith', 'is', 'isNot', 'anyOf', 'empty', 'notEmpty']
  }
}

/** The condition in the worker's terms: `custom.<field>` is the value, `custom.<field>.<choice>` whether that one is chosen. */
export function customCondition(field: CustomField, operator: Operator, value: string | string[] | undefined): Where {
  const column = `custom.${field.id}`, text = Array.isArray(value) ? value[0] ?? '' : value ?? ''
  if (operator === 'empty' || operator === 'notEmpty') return { [column]: { [operator]: true } }
  if (field.kind === 'choice' || field.kind === 'choices') {
    return { or: (Array.isArray(value) ? value : [text]).map((choice) => ({ [`${column}.${choice}`]: { notEmpty: true } })) }
  }
  if (field.kind === 'number' || field.kind === 'money') {
    const number = numberIn(field, text)
    // What is no number is no value of the field.
    if (number === null) return { or: [] }
    return { [column]: operator === 'atLeast' ? { gte: number } : operator === 'atMost' ? { lte: number } : { eq: number } }
  }
  switch (operator) {
    case 'anyOf': return { [column]: { in: Array.isArray(value) ? value : [text] } }
    case 'contains': return { [column]: { contains: text } }
    case 'startsWith': return { [column]: { startsWith: text } }
    case 'isNot': return { [column]: { ne: text } }
    case 'before': return { [column]: { lt: text } }
    case 'after': return { [column]: { gt: text } }
    case 'inMonth': return { [column]: { contains: `-${text}-` } }
    default: return { [column]: { eq: text } }
  }
}

/** A filter's value in words: a choice by its name, an amount with its currency. */
export function customValueWords(field: CustomField, value: string): string {
  if (field.kind === 'choice') return customWords(field, { id: field.id, choice: value })
  // All that one has, as the rows of a group have it, or the one that is asked for.
  if (field.kind === 'choices') return customWords(field, { id: field.id, ...Object.fromEntries(value.split(' ').map((id) => [id, true])) })
  const read = readValue(field, value)
  return (field.kind === 'money' || field.kind === 'number' || field.kind === 'date') && read.ok ? customWords(field, { ...read.members, id: field.id }) : value
}

function numberIn(field: CustomField, text: string): number | null {
  const read = readValue(field, text), members: Members = read.ok ? read.members : {}
  const number: Json | undefined = members[field.kind]
  return typeof number === 'number' ? number : null
}
