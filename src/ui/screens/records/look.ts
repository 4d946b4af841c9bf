import type { Rec } from '../../../data-api/types.ts'
import type { Data } from '../../../shared/json.ts'
import { avatarClass, avatarWords } from '../../components/avatar-look.ts'
import { formatCalendarDate, formatWhen } from '../../components/format.ts'
import { highlightParts } from '../../components/highlight-parts.ts'
import { tagClass } from '../../components/tag-look.ts'
import { el, type Drawn } from './drawn.ts'
import { citiesOf, dataOf, tagsOfRec, text, valuesOf } from './record-values.ts'

/** How the records of an entity look in its table. Plain, and small: it is here before the model and the components are. */
export interface Look {
  list: '/contacts' | '/companies' | '/tasks' | '/projects'
  /** It is no person, and looks it. */
  square: boolean
  title: (data: Data) => string
  /** Columns that show all values of a list: the first, and how many more. */
  several: Readonly<Record<string, (rec: Rec) => string[]>>
}

/** What every such list has. */
export const severalColumns: Look['several'] = {
  email: (rec) => valuesOf(rec, 'emails'),
  phone: (rec) => valuesOf(rec, 'phones'),
  city: citiesOf,
}

export const whenClass = 'text-muted'

/** A cell: `line`, one line of words and nothing else, which needs no element around it. */
export interface DrawnCell { line: boolean; content: readonly Drawn[] }

export interface CellOptions {
  search: string
  isDate: boolean
  /** There is room for two tags. */
  wideTags: boolean
  /** The time, ms since 1970. */
  now: number
}

/** px of a column of tags from which on two of them are shown. */
export const wideTagsFrom = 166

/** What stands in one cell. */
export function drawCell(look: Look, column: string, rec: Rec, { search, isDate, wideTags, now }: CellOptions): DrawnCell {
  if (column === 'name') return { line: false, content: nameCell(look, rec, search) }
  if (column === 'tags') return { line: false, content: tagsCell(tagsOfRec(rec), search, wideTags ? 2 : 1) }
  if (column === 'updatedAt') return { line: true, content: [el('time', { datetime: rec.updatedAt, class: whenClass }, formatWhen(rec.updatedAt, now))] }
  const several = look.several[column]
  if (several !== undefined) return severalCell(several(rec), search)
  const words = text(rec, column)
  return { line: true, content: isDate ? [formatCalendarDate(words)] : highlighted(words, search) }
}

function nameCell({ list, square, title }: Look, rec: Rec, search: string): Drawn[] {
  const name = title(dataOf(rec))
  return [el('span', { class: 'flex min-w-0 items-center gap-2' },
    // The dot stands on the picture, so that a name is not cut anew each time something waits.
    el('span', { 'aria-hidden': 'true', class: avatarClass('sm', square) }, avatarWords(name, square)),
    { place: 'sync' },
    el('a', { href: `${list}/${rec.id}`, tabindex: '-1', class: 'table-line leading-6 font-medium hover:underline' }, ...highlighted(name, search)),
    { place: 'conflict' })]
}

/** The first, and how many more; of several the one that was searched for comes first. */
function severalCell(values: readonly string[], search: string): DrawnCell {
  if (values.length === 0) return { line: true, content: [] }
  const wanted = search.toLowerCase()
  const shown = (wanted && values.find((value) => value.toLowerCase().includes(wanted))) || values[0]!
  if (values.length === 1) return { line: true, content: highlighted(shown, search) }
  return {
    line: false,
    content: [el('span', { class: 'flex min-w-0 items-baseline gap-1.5', title: values.join('\n') },
      el('span', { class: 'table-line' }, ...highlighted(shown, search)),
      el('span', { class: 'shrink-0 text-meta text-muted' }, `+${values.length - 1}`))],
  }
}

/** The first so many tags, and how many more. */
function tagsCell(tags: readonly string[], search: string, most: number): Drawn[] {
  if (tags.length === 0) return []
  const tag = (label: string): Drawn => el('span', { class: tagClass }, el('span', { class: 'table-line' }, ...highlighted(label, search)))
  const more = tags.length > most ? [el('span', { class: 'shrink-0 text-meta text-muted' }, `+${tags.length - most}`)] : []
  return [el('span', { class: 'flex min-w-0 grow items-center gap-1', title: tags.join(', ') }, ...tags.slice(0, most).map(tag), ...more)]
}

/** With what was searched for marked in it, as the search found it: without regard to accents and case. */
function highlighted(words: string, search: string): Drawn[] {
  if (words === '') return []
  const parts = search === '' ? null : highlightParts(words, search)
  const drawn = parts === null ? [words] : parts.map(({ text: part, hit }) => (hit ? el('mark', {}, part) : part))
  return fromRight.test(words) ? [el('span', { class: 'from-right' }, ...drawn)] : drawn
}

/** Hebrew, Arabic and what is written as they are. */
const fromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
