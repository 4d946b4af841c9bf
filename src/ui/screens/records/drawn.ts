/*
 * What stands in a row, as plain data. React's rows (drawn-content.tsx) and those of the first list, which is on the screen before React
 * is (first-list.ts), are made from the same. Words are always text, never HTML.
 */

/** Words; an element; or a place for what only a living row has (`sync`, `conflict`), and where the first list has nothing. */
export type Drawn = string | DrawnElement | { place: DrawnPlace }
export type DrawnPlace = 'sync' | 'conflict'

export interface DrawnElement { tag: 'a' | 'mark' | 'span' | 'time'; attributes: DrawnAttributes; children: readonly Drawn[] }

/** By their names in HTML. `href`: an address within the app. */
export type DrawnAttributes = Partial<Record<'class' | 'title' | 'href' | 'tabindex' | 'datetime' | 'aria-hidden', string>>

export const el = (tag: DrawnElement['tag'], attributes: DrawnAttributes, ...children: readonly Drawn[]): DrawnElement => ({ tag, attributes, children })

/** Makes it, node by node, at the end of `into`. */
export function draw(drawn: readonly Drawn[], into: Element): void {
  for (const each of drawn) {
    if (typeof each === 'string') { into.append(each); continue }
    if ('place' in each) continue
    const element = document.createElement(each.tag)
    for (const [name, value] of Object.entries(each.attributes)) element.setAttribute(name, value)
    draw(each.children, element)
    into.append(element)
  }
}
