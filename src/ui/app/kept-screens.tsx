import { memo, Suspense, useLayoutEffect, useRef, useState, type ComponentType } from 'react'
import { QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { CatchBoundary, useRouter, useRouterState } from '@tanstack/react-router'
import { activeDatabase } from '../../data-api/databases.ts'
import { useSync } from '../../data-api/hooks.ts'
import { PausableQueryClient } from '../../data-api/pausable-queries.ts'
import { createScreenLife, ScreenLifeContext, type OwnScreenLife } from '../components/screen-life.ts'
import { follow, type Kept, type Standing } from './kept-standing.ts'
import { OwnSearch } from './own-search.ts'
import { isTyping } from './shortcuts.ts'

/*
 * Screens that stay in the page when one goes elsewhere, styled and laid out as they are, so that they are there at once when one comes back (decision 0091).
 *
 *   address ──▶ follow ──▶ of each list and view one at the most ──▶ the one that is seen lives; the others are hidden, ask nothing and hear no key
 */

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The screen of this route, where it stays in the page; and, of what the address says, which of its views it is, where each stays by itself. */
    stays?: { Screen: ComponentType; view?: (search: object) => string }
  }
}

interface Own { Screen: ComponentType; life: OwnScreenLife; queries: PausableQueryClient }

/** All screens that stay; what does not is the outlet's. */
export function KeptScreens() {
  const router = useRouter(), queries = useQueryClient()
  const match = useRouterState({ select: ({ matches }) => matches.at(-1) })
  // The workspace may have changed.
  useSync()
  const [standing, setStanding] = useState<Standing<Own>>(none)
  const stays = match?.status === 'success' ? router.routesById[match.routeId].options.staticData?.stays : undefined, search = match?.search ?? {}
  const make = (): Own => {
    const life = createScreenLife()
    return { Screen: stays!.Screen, life, queries: new PausableQueryClient(queries, life.isShown) }
  }
  const { kept, shown } = follow(standing, {
    place: `${match?.routeId ?? ''} ${stays?.view?.(search) ?? ''}`.trim(), search, database: activeDatabase(), make: stays === undefined ? null : make,
  })
  if (kept !== standing.kept || shown !== standing.shown) setStanding({ kept, shown })
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const elementOf = (key: number | undefined): Element | null => place.current?.querySelector(`[data-kept="${key}"]`) ?? null
    const left = kept.filter(({ key, own: { life } }) => key !== shown?.key && life.isShown())
    const covered = new Set(left.filter(({ key }) => leave(elementOf(key), elementOf(shown?.key))).map(({ key }) => key))
    for (const { own: { life } } of left) life.set(false)
    const dropped = kept.filter(({ key }) => key !== shown?.key && (!canHide || covered.has(key)))
    if (dropped.length > 0) setStanding((now) => ({ ...now, kept: now.kept.filter((one) => !dropped.includes(one)) }))
    if (shown === null || shown.own.life.isShown()) return
    shown.own.life.set(true)
    shown.own.queries.catchUp()
  }, [kept, shown])
  return (
    <div ref={place} className="contents">
      {inDocumentOrder(kept).map((one) => (
        <div key={one.key} data-kept={one.key} data-away={one.key === shown?.key ? undefined : ''} className="kept-screen"><KeptScreen kept={one} /></div>
      ))}
    </div>
  )
}

const none: Standing<Own> = { kept: [], shown: null }

/** Otherwise what is out of sight would be in the way of pointer, keyboard and screen reader. */
const canHide = CSS.supports('content-visibility', 'hidden')

/** An element that changes its place among others loses its layout, and how far it was scrolled. */
const inDocumentOrder = (kept: readonly Kept<Own>[]): readonly Kept<Own>[] => kept.toSorted((one, other) => one.key - other.key)

/** A screen goes out of sight, and another comes in its place, if one does. @returns whether something lies open over it, which does not stay */
function leave(screen: Element | null, next: Element | null): boolean {
  if (screen === null) return false
  const { activeElement } = document
  if (activeElement instanceof HTMLElement && screen.contains(activeElement)) {
    // From view to view the tabs are the same ones to whoever goes along them.
    if (activeElement.role === 'tab') next?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus({ preventScroll: true })
    // What is being written hears that it is left. For the rest the next focus does: to take it away would style the page once more.
    else if (isTyping(activeElement)) activeElement.blur()
  }
  return screen.querySelector('dialog[open], :popover-open') !== null
}

const KeptScreen = memo(function KeptScreen({ kept: { search, own: { Screen, life, queries } } }: { kept: Kept<Own> }) {
  const { options: { defaultErrorComponent } } = useRouter()
  return (
    <ScreenLifeContext value={life}>
      <OwnSearch value={search}>
        <QueryClientProvider client={queries}>
          <CatchBoundary getResetKey={() => JSON.stringify(search)} {...(defaultErrorComponent ? { errorComponent: defaultErrorComponent } : {})}>
            <Suspense><Screen /></Suspense>
          </CatchBoundary>
        </QueryClientProvider>
      </OwnSearch>
    </ScreenLifeContext>
  )
})
