import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import { moveAmong } from '../../components/move-among.ts'

/** The fields of a record, one under another; the one that is asked for has the focus at first. */
export function FieldsArea({ id, focus, children }: { id: string; focus: string | undefined; children: ReactNode }) {
  const area = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const row = focus === undefined ? null : area.current?.querySelector(`[data-field="${CSS.escape(focus)}"]`)
    // Of a list without an element the button that adds one, which is its last.
    ;(row?.querySelector('input') ?? [...row?.querySelectorAll<HTMLElement>('button:not([data-history])') ?? []].at(-1))?.focus()
  }, [focus])
  useLayoutEffect(() => { if (area.current) oneStop(area.current) }, [])
  return (
    <div
      ref={area} key={id} onFocus={(event) => oneStop(event.currentTarget)}
      onKeyDown={(event) => { if ((event.target as HTMLElement).matches(histories)) moveAmong(event, historiesIn(event.currentTarget), { letters: false }) }}
      className="@container flex flex-col gap-3 max-md:[&_input]:-ml-2 max-md:[&_select]:-ml-2 max-md:[&_textarea]:-ml-2"
    >
      {children}
    </div>
  )
}

const histories = '[data-history]'
const historiesIn = (area: HTMLElement): HTMLElement[] => [...area.querySelectorAll<HTMLElement>(histories)]

/** The fields' histories are one stop of the Tab key, after the last field: arrows go from one to the next. */
function oneStop(area: HTMLElement): void {
  const all = historiesIn(area)
  for (const button of all) button.tabIndex = button === all.at(-1) ? 0 : -1
}

export const Divider = (): ReactNode => <div className="h-px bg-line" />
