import { createElement, Fragment, type MouseEvent, type ReactNode } from 'react'
import type { Drawn, DrawnPlace } from './drawn.ts'
import { isPlainClick } from './plain-click.ts'

interface DrawnContentProps {
  drawn: readonly Drawn[]
  /** What stands in the places that were left for it. */
  places?: Partial<Record<DrawnPlace, ReactNode>>
  /** A plain click on a link; every other (new tab, copy address) is the browser's. */
  onFollow?: () => void
}

/** What `drawn.ts` describes, by React. */
export function DrawnContent({ drawn, places, onFollow }: DrawnContentProps) {
  return drawn.map((each, index) => {
    if (typeof each === 'string') return each
    if ('place' in each) return <Fragment key={index}>{places?.[each.place]}</Fragment>
    const { class: className, tabindex, datetime, ...attributes } = each.attributes
    return createElement(
      each.tag,
      {
        key: index, className, ...attributes,
        ...(tabindex === undefined ? {} : { tabIndex: Number(tabindex) }),
        ...(datetime === undefined ? {} : { dateTime: datetime }),
        ...(each.tag === 'a' && onFollow ? { onClick: followed(onFollow) } : {}),
      },
      each.children.length === 0 ? undefined : <DrawnContent drawn={each.children} {...(places ? { places } : {})} {...(onFollow ? { onFollow } : {})} />,
    )
  })
}

const followed = (onFollow: () => void) => (event: MouseEvent): void => {
  event.stopPropagation()
  if (!isPlainClick(event)) return
  event.preventDefault()
  onFollow()
}
