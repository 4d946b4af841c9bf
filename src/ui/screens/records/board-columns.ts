import { useMemo, useRef, useState } from 'react'
import { useQueries } from '@tanstack/react-query'
import { useGroups, useSatchel } from '../../../data-api/hooks.ts'
import type { Json, ListOptions, Rec, Where } from '../../../data-api/types.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import type { BoardColumn } from '../board/board.tsx'
import { customValueWords } from './custom-filter.ts'
import { useKind, type Kind } from './kind.ts'
import { members } from './name-ids.ts'
import { useNamesOf } from './names.tsx'
import { useMembers } from '../../sync-status/use-members.ts'
import type { TableState } from './use-table-state.ts'
import { pageOf, readWindow } from './use-window.ts'

/** What a board's columns are of: what the rows are grouped by, where a board can be. */
export const boardOf = ({ group }: Pick<TableState, 'group'>, boards: readonly string[]): string => (group !== null && boards.includes(group) ? group : boards[0]!)

/** One value of what a board is of. `value`: what a card gets that comes here. */
export interface BoardPlace { id: string; value: string | null; where: Where }

/** The columns of a choice: its values as one goes through them, then none, where that can be. */
export function placesOfChoice({ columns: { specs }, board }: Pick<Kind, 'columns' | 'board'>, by: string): BoardPlace[] {
  const { choices = [], always = false } = specs[by] ?? {}
  const steps = board?.steps?.[by]?.flatMap((value) => choices.find((choice) => choice.value === value) ?? []) ?? choices
  return [...steps.map(({ value, key }) => ({ id: value, value, where: { [by]: key as Json } })), ...(always ? [] : [nowhere(by)])]
}

/** The columns of names: those that records have, and none. */
export const placesOfNames = (by: string, ids: readonly string[]): BoardPlace[] => [...ids.map((id) => ({ id, value: id, where: { [by]: id } })), nowhere(by)]

/** The columns of a choice that people made: what is offered, what else records have, and none. */
export const placesOfOwnChoice = (field: CustomField, by: string, found: readonly string[]): BoardPlace[] =>
  placesOfNames(by, [...field.choices.filter(({ id, removed }) => !removed || found.includes(id)).map(({ id }) => id), ...found.filter((id) => !field.choices.some((choice) => choice.id === id))])

const nowhere = (by: string): BoardPlace => ({ id: 'none', value: null, where: { [by]: null } })

/** More columns than these are a press away. */
const atOnce = 20

export interface BoardColumns { columns: readonly BoardColumn[]; places: readonly BoardPlace[]; rows: readonly Rec[]; more: number; showMore: () => void; loaded: boolean; error: Error | null }

/** A board's columns, live: of each the rows in sight, and how many there are. */
export function useBoardColumns(state: TableState, by: string): BoardColumns {
  const satchel = useSatchel()
  const kind = useKind(), { entity, columns: { specs, labelOf }, board } = kind
  const { names, custom, choices } = specs[by] ?? {}, fixed = names === undefined && custom === undefined
  const [most, setMost] = useState(atOnce)
  const people = useMembers()
  const { sort: _, group: __, ...narrowed } = state.options
  const groups = useGroups(entity.name, fixed ? noGroups : { ...narrowed, group: { by } })
  const found = useMemo(() => groups.data?.flatMap(({ value }) => value ?? []) ?? [], [groups.data])
  const all = useMemo(() => {
    if (custom !== undefined) return placesOfOwnChoice(custom, by, found)
    if (names === undefined) return placesOfChoice(kind, by)
    return placesOfNames(by, names === members ? [...new Set([...people.map(({ userId }) => userId), ...found])] : found)
  }, [kind, by, custom, names, people, found])
  // What has none stays at the end, however many there are.
  const places = useMemo(() => (all.length > most + 1 ? [...all.slice(0, most), all.at(-1)!] : all), [all, most])
  const nameOf = useNamesOf(useMemo(() => new Map(names === undefined ? [] : [[names, found]]), [names, found]))
  const [wanted, setWanted] = useState<Readonly<Record<string, number>>>({})
  const asked = places.map((place) => ({ name: entity.name, from: wanted[place.id] ?? 0, options: optionsOf(narrowed, place, state.sort.length > 0 ? state.options.sort! : board?.order(by, place.value) ?? state.options.sort!) }))
  const fresh = useQueries({
    queries: asked.map(({ name, from, options }) => ({ queryKey: ['list', name, options, 'window', from], queryFn: () => readWindow(satchel, name, options, from) })),
  })
  // Of many queries none keeps what another has answered: the former rows stay until the next are read.
  const kept = useRef(new Map<string, NonNullable<(typeof fresh)[number]['data']>>())
  const answers = places.map(({ id }, at) => {
    const data = fresh[at]?.data, key = `${by} ${id}`
    if (data !== undefined) kept.current.set(key, data)
    return { data: data ?? kept.current.get(key) }
  })
  const columns = places.map((place, at): BoardColumn => ({
    id: place.id, mark: place.value === null ? undefined : board?.marks?.[place.value],
    label: place.value === null ? `No ${labelOf(by).toLowerCase()}`
      : custom !== undefined ? ownChoiceWords(custom, place.value)
        : choices?.find(({ value }) => value === place.value)?.label ?? nameOf(names!, place.value) ?? 'Not here any more',
    ...(custom !== undefined && place.value !== null && !isOffered(custom, place.value) ? { closed: true } : {}),
    rows: answers[at]?.data?.rows ?? noRows, offset: answers[at]?.data?.offset ?? 0, total: answers[at]?.data?.total ?? 0,
    show: (first) => setWanted((now) => (now[place.id] ?? 0) === pageOf(first) ? now : { ...now, [place.id]: pageOf(first) }),
  }))
  return {
    columns, places, rows: columns.flatMap(({ rows }) => rows), more: all.length - places.length, showMore: () => setMost(most + atOnce),
    loaded: answers.every(({ data }) => data !== undefined) && (fixed || groups.data !== undefined), error: groups.error,
  }
}

/** One that came before its field did counts as offered. */
const isOffered = (field: CustomField, id: string): boolean => field.choices.find((choice) => choice.id === id)?.removed !== true
const ownChoiceWords = (field: CustomField, id: string): string => `${customValueWords(field, id)}${isOffered(field, id) ? '' : ' (no longer offered)'}`

const noGroups: ListOptions = {}
const noRows: readonly Rec[] = []

const optionsOf = (narrowed: ListOptions, { where }: BoardPlace, sort: readonly string[]): ListOptions => ({ ...narrowed, where: narrowed.where === undefined ? where : { and: [narrowed.where, where] }, sort: [...sort] })
