import { createContext, useContext, useLayoutEffect, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { useScrollPlace } from './scroll-place.ts'
import { useIsShown } from './screen-life.ts'

interface ScreenProps {
  /** The page's name: its heading and the window's title. */
  title: string
  /** Before the heading: a way back. */
  lead?: ReactNode
  /** Beside the heading: a count, a badge. */
  meta?: ReactNode
  /** Buttons at the right of the bar. */
  actions?: ReactNode
  /** Between bar and content: tabs, filters. */
  below?: ReactNode
  children: ReactNode
  /** `reading` keeps lines short (settings, sync), `roomy` has room for a table among other things, `wide` takes all the room and scrolls by itself (tables). */
  layout?: 'reading' | 'roomy' | 'wide'
  /** A heading only for the ear, where the content shows its own. */
  hideHeading?: boolean
}

/** What stands in every screen's corner on a phone, where there is no sidebar to hold it; `bare` where there is little room. */
export const ScreenCorner = createContext<((bare: boolean) => ReactNode) | null>(null)

/** The frame of every screen: bar with heading and acts, then the content. The heading takes the focus after a change of route. */
export function Screen({ title, lead, meta, actions, below, children, layout = 'reading', hideHeading = false }: ScreenProps) {
  const corner = useContext(ScreenCorner)
  // A bar that is not seen holds nothing to press; the screen shows the corner itself then.
  const unseen = hideHeading && !actions
  const shown = useIsShown(), place = useScrollPlace()
  // Not a moment later: each change of the document is a frame of its own then.
  useLayoutEffect(() => { if (shown) document.title = `${title} · Satchel` }, [title, shown])
  return (
    <div className="flex h-full min-h-0 min-w-0 flex-col">
      <header className={cn('flex min-h-12 shrink-0 max-md:min-h-14 items-center gap-2 border-b border-line px-4 print:hidden', unseen && 'sr-only')}>
        {lead}
        <h1 id={shown ? 'screen-heading' : undefined} tabIndex={-1} className={cn('min-w-0 truncate text-ui outline-none', meta && 'max-w-3/4', hideHeading && 'sr-only')}>{title}</h1>
        {meta && <div className="flex min-w-0 shrink-99 items-center gap-2 text-meta text-muted [&>*]:truncate">{meta}</div>}
        <div className="ml-auto flex shrink-0 items-center gap-1">{actions}{corner && !unseen && <span className="-mr-2 min-w-0 max-w-48 md:hidden">{corner(Boolean(actions) || Boolean(lead))}</span>}</div>
      </header>
      {below}
      {layout === 'wide'
        ? <div className="flex min-h-0 grow flex-col">{children}</div>
        : <div ref={place} data-scrolls className="min-h-0 grow overflow-y-auto"><div className={cn('mx-auto flex w-full flex-col gap-6 px-4 py-6', layout === 'roomy' ? 'max-w-280' : 'max-w-190')}>{children}</div></div>}
    </div>
  )
}

/** A part of a reading screen under its own heading. */
export function Section({ title, note, actions, children }: { title: string; note?: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <div className="flex min-h-7 items-center justify-between gap-2">
        <h2 className="min-w-0 text-ui [overflow-wrap:anywhere]">{title}{note && <>{' '}<span className="ml-1 font-normal text-muted">{note}</span></>}</h2>
        {actions && <div className="flex shrink-0 gap-1">{actions}</div>}
      </div>
      {children}
    </section>
  )
}
