import { askFirst, type FirstAnswers } from '../../../data-api/first-answers.ts'
import type { Connection } from '../../../data-api/connection.ts'
import { activeDatabase } from '../../../data-api/databases.ts'
import { forgetLastSeen, keepLastSeen, lastSeenOf } from '../../../data-api/last-seen.ts'
import { isListKey, type ListAnswer, type ListKey } from '../../../data-api/list-keys.ts'
import { buildOfPage, hideLastSeen } from '../../app/last-seen.ts'
import { drawPicture, takePicture, type Picture } from '../../app/picture.ts'
import { handScrollOver } from './handed-over.ts'
import { keepActs, type KeptActs } from './kept-acts.ts'
import type { Look } from './look.ts'
import { drawRow } from './row-look.ts'

/*
 * The list that stands before everything else is here (decision 0065): with the page's first lines the database is asked for the rows that its address names, and
 * they are drawn without React, in the place, the shape and the roles in which React draws them some hundred milliseconds later. What is around them is a
 * picture of the last time. React's first render finds the same rows in its queries, and takes the place of all of it at once.
 *
 *   first lines ── ask ──▶ db-worker opens ──▶ rows drawn ──▶ React renders them over ──▶ what was done to the rows is done again
 *        └── the frame as it was ───────────────┘
 */

/** What of a list is kept for that. */
export interface ListPlan {
  /** What has to be as it was for it to be true. */
  build: string
  address: string
  width: number
  /** The page without the rows. */
  frame: Picture
  /** What the page asks; first the rows. */
  keys: [ListKey, ...ListKey[]]
  label: string
  columns: string[]
  dates: string[]
  lefts: number[]
  rowHeight: number
  wideTags: boolean
  /** The first row in sight. */
  first: number
}

/** What the table says of itself. */
export type PlannedList = Omit<ListPlan, 'build' | 'address' | 'width' | 'frame'>

export interface FirstList {
  answers: FirstAnswers
  /** Draws it; settles when its rows have been painted, or nobody waits for them any more. */
  stand(root: HTMLElement): Promise<void>
  /** Right before React's first render. @returns to be called right after it */
  leave(): () => void
}

/** A database that takes longer to open than this is waited for by the whole page, ms. */
const patienceMs = 1_000

/** Asks for the list that the address names, where its plan is kept and still true; null: there is none. */
export function beginFirstList(connection: Connection, looks: Readonly<Record<string, Look>>): FirstList | null {
  const plan = readPlan()
  const look = plan === null ? undefined : looks[plan.keys[0][1]]
  if (plan === null || look === undefined) return null
  const answers = askFirst(connection, plan.keys)
  let left = false
  let stood: { grid: HTMLElement; acts: KeptActs } | null = null
  const stand = async (root: HTMLElement): Promise<void> => {
    const body = drawFrame(plan, root)
    const answer = await answers.first
    if (body === null || left) return
    const grid = standOut(body, plan, answer.total)
    body.append(...rowsInSight(plan, look, answer))
    if (plan.first > 0) grid.scrollTop = plan.first * plan.rowHeight
    hideLastSeen()
    stood = { grid, acts: keepActs(grid) }
    await painted()
  }
  return {
    answers,
    stand: (root) => Promise.race([stand(root).catch(() => undefined), new Promise<void>((resolve) => { setTimeout(resolve, patienceMs) })]),
    leave: () => {
      left = true
      if (stood === null) return () => undefined
      handScrollOver(stood.grid.scrollTop)
      return stood.acts.handOver()
    },
  }
}

/** Keeps how the list that stands there now begins the next time; null: it does not. */
export function rememberPlan(database: string, plan: PlannedList | null): void {
  const path = location.pathname
  const frame = document.querySelector('#root > [data-frame]')
  if (frame === null || database !== activeDatabase()) return
  const picture = plan === null ? null : takePicture(frame, '[data-rows] > *')
  if (plan === null || picture === null) { forgetLastSeen(database, path, 'firstList'); return }
  const whole: ListPlan = { build: buildOfPage(), address: path + location.search, width: window.innerWidth, frame: picture, ...plan }
  keepLastSeen(database, path, JSON.stringify(whole), 'firstList')
}

function readPlan(): ListPlan | null {
  try {
    const kept = lastSeenOf(activeDatabase(), location.pathname, 'firstList')
    const plan = kept === null ? null : JSON.parse(kept) as ListPlan
    const isTrue = plan !== null && isWhole(plan) && plan.build === buildOfPage() && plan.address === location.pathname + location.search && plan.width === window.innerWidth
    return isTrue ? plan : null
  } catch {
    // Somebody else's text under our key, or a browser that keeps nothing.
    return null
  }
}

/** Somebody else's text under our key must not end in the page's queries. What it says of the look is drawn as text, and only from what may be drawn. */
const isWhole = ({ keys, columns, dates, lefts, rowHeight, first }: Partial<ListPlan>): boolean =>
  [keys, columns, dates, lefts].every(Array.isArray) && keys!.length > 0 && keys!.every(isListKey) && columns!.every((id) => typeof id === 'string') && Number(rowHeight) > 0 && Number.isInteger(first)

/** The page around the rows. @returns the element that they belong in; null: there is none */
function drawFrame({ frame }: ListPlan, root: HTMLElement): HTMLElement | null {
  root.replaceChildren()
  drawPicture(frame, root)
  return root.querySelector<HTMLElement>('[data-rows]')
}

/** Makes the grid one that can be read, scrolled and focused; everything around it stays a picture. @returns the grid */
function standOut(body: HTMLElement, plan: ListPlan, total: number): HTMLElement {
  const grid = body.parentElement!
  for (let inner: Element = body; inner.id !== 'root' && inner.parentElement !== null; inner = inner.parentElement) {
    for (const beside of inner.parentElement.children) if (beside !== inner && beside instanceof HTMLElement) beside.inert = true
  }
  const roles = { role: 'grid', 'aria-label': plan.label, 'aria-rowcount': total + 1, 'aria-colcount': plan.columns.length + 1, 'aria-multiselectable': true, tabindex: 0 }
  for (const [name, value] of Object.entries(roles)) grid.setAttribute(name, String(value))
  body.setAttribute('role', 'rowgroup')
  body.style.height = `${total * plan.rowHeight}px`
  return grid
}

function rowsInSight(plan: ListPlan, look: Look, { rows }: ListAnswer): HTMLElement[] {
  const offset = plan.keys[0][4] ?? 0, { first, rowHeight: height, wideTags } = plan
  const dates = new Set(plan.dates), now = Date.now(), search = plan.keys[0][2].search ?? ''
  return rows.slice(Math.max(0, first - offset), first - offset + Math.ceil(window.innerHeight / height) + 1).map((rec, at) => {
    const index = Math.max(first, offset) + at
    return drawRow(rec, index, { entity: plan.keys[0][1], look, columns: plan.columns, dates, search, wideTags, top: index * height, height, lefts: plan.lefts, now })
  })
}

/** Once what is in the page now is on the screen. */
const painted = (): Promise<void> => new Promise((resolve) => {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => { port1.close(); resolve() }
    port2.postMessage(null)
  })
})
