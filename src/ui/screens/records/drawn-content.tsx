import { createElement, Fragment, type MouseEvent, type ReactNode } from 'react'
import type { Drawn, DrawnPlace } from './drawn.ts'
import { isPlainClick } from './plain-click.ts'

export interface DrawnOptions {
  /** What stands in the places that were left for it. */
  places?: Partial<Record<DrawnPlace, ReactNode>>
  /** A plain click on a link; every other (new tab, copy address) is the browser's. */
  onFollow?: () => void
}

/** What `drawn.ts` describes, for React. No component: a table has thousands of them. */
export function drawnContent(drawn: readonly Drawn[], options: DrawnOptions = {}): ReactNode {
  if (drawn.length === 0) return null
  if (drawn.length === 1 && typeof drawn[0] === 'string') return drawn[0]
  return drawn.map((each, index) => {
    if (typeof each === 'string') return each
    if ('place' in each) return <Fragment key={index}>{options.places?.[each.place]}</Fragment>
    const { class: className, tabindex, datetime, ...attributes } = each.attributes
    return createElement(
      each.tag,
      {
        key: index, className, ...attributes,
        ...(tabindex === undefined ? {} : { tabIndex: Number(tabindex) }),
        ...(datetime === undefined ? {} : { dateTime: datetime }),
        ...(each.tag === 'a' && options.onFollow ? { onClick: followed(options.onFollow) } : {}),
      },
      drawnContent(each.children, options),
    )
  })
}

const followed = (onFollow: () => void) => (event: MouseEvent): void => {
  event.stopPropagation()
  if (!isPlainClick(event)) return
  event.preventDefault()
  onFollow()
}
