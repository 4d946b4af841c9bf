import { useEffect, useLayoutEffect, useRef } from 'react'
import { cn } from '../../components/cn.ts'
import type { OpenMenu } from './suggesting.ts'

/** The menu beside the caret. The focus stays in the text; what is chosen there is said by the text's own attributes. */
export function SuggestionMenu({ id, menu }: { id: string; menu: OpenMenu }) {
  const panel = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = panel.current
    if (!element) return
    if (!element.matches(':popover-open')) element.showPopover()
    const place = menu.place()
    if (place === null) return
    element.style.maxHeight = ''
    const below = window.innerHeight - place.bottom - 12, above = place.top - 12, wanted = element.offsetHeight
    // Over no word that is being typed: above a phone's keyboard there is little room on either side.
    const isBelow = below >= wanted || below >= above, height = Math.min(wanted, isBelow ? below : above)
    element.style.maxHeight = `${Math.floor(height)}px`
    element.style.top = `${Math.round(isBelow ? place.bottom + 4 : place.top - height - 4)}px`
    element.style.left = `${Math.round(Math.max(8, Math.min(place.left, window.innerWidth - element.offsetWidth - 8)))}px`
  })
  useEffect(() => { panel.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }) }, [menu.at])
  return (
    <div ref={panel} id={id} popover="manual" role="listbox" aria-label={menu.label} tabIndex={0} className={cn('popover max-h-90 p-1', menu.choices.some(({ hint }) => hint) ? 'w-84 max-md:w-80' : 'w-64 max-md:w-72')} onPointerDown={(event) => event.preventDefault()}>
      {menu.choices.map((choice, index) => {
        const isFirst = choice.group !== undefined && choice.group !== menu.choices[index - 1]?.group
        return (
          <div key={choice.key} role="presentation">
            {isFirst && <div role="presentation" className="px-2 pt-1.5 pb-0.5 text-meta text-muted">{choice.group}</div>}
            <div
              id={`${id}-${index}`} role="option" aria-selected={index === menu.at}
              className={cn('flex min-h-8 items-center gap-2 rounded-sm px-2 text-ui max-md:min-h-11', index === menu.at ? 'bg-hover' : 'hover:bg-hover')}
              onClick={() => menu.pick(choice)}
            >
              {choice.hint
                ? <span className="flex min-w-0 grow items-baseline gap-2"><span className="max-w-4/5 shrink-0 truncate">{choice.label}</span><span className="min-w-0 truncate text-meta text-muted">{choice.hint}</span></span>
                : <span className="min-w-0 grow truncate">{choice.label}</span>}
              {choice.about && <span aria-hidden className="shrink-0 font-mono text-meta text-muted">{choice.about}</span>}
            </div>
          </div>
        )
      })}
    </div>
  )
}
