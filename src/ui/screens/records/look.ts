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
  list: '/contacts' | '/companies'
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

export interface CellOptions { search: string; isDate: boolean; /** The time, ms since 1970. */ now: number }

/** What stands in one cell. */
export function drawCell(look: Look, column: string, rec: Rec, { search, isDate, now }: CellOptions): DrawnCell {
  if (column === 'name') return { line: false, content: nameCell(look, rec, search) }
  if (column === 'tags') return { line: false, content: tagsCell(tagsOfRec(rec), search) }
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
    el('a', { href: `${list}/${rec.id}`, tabindex: '-1', class: 'truncate leading-6 font-medium hover:underline' }, ...highlighted(name, search)),
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
      el('span', { class: 'truncate' }, ...highlighted(shown, search)),
      el('span', { class: 'shrink-0 text-meta text-muted' }, `+${values.length - 1}`))],
  }
}

/** One tag where the column is narrow, two where it is wide, and how many more. */
function tagsCell(tags: readonly string[], search: string): Drawn[] {
  if (tags.length === 0) return []
  const [first, second] = tags as [string, string?]
  const tag = (label: string, wide = ''): Drawn => el('span', { class: tagClass + wide }, el('span', { class: 'truncate' }, ...highlighted(label, search)))
  const more = (count: number, when: string): Drawn => el('span', { class: `shrink-0 text-meta text-muted ${when}` }, `+${count}`)
  const others = second === undefined ? [] : [
    tag(second, ' @max-[150px]:hidden'), more(tags.length - 1, '@min-[150px]:hidden'),
    ...(tags.length > 2 ? [more(tags.length - 2, '@max-[150px]:hidden')] : []),
  ]
  return [el('span', { class: '@container flex min-w-0 grow items-center gap-1', title: tags.join(', ') }, tag(first), ...others)]
}

/** With what was searched for marked in it, as the search found it: without regard to accents and case. */
function highlighted(words: string, search: string): Drawn[] {
  if (words === '') return []
  const parts = search === '' ? null : highlightParts(words, search)
  return parts === null ? [words] : parts.map(({ text: part, hit }) => (hit ? el('mark', {}, part) : part))
}
