import { useEffect, useRef, type ReactNode } from 'react'

/** The fields of a record, one under another; the one that is asked for has the focus at first. */
export function FieldsArea({ id, focus, children }: { id: string; focus: string | undefined; children: ReactNode }) {
  const area = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const row = focus === undefined ? null : area.current?.querySelector(`[data-field="${CSS.escape(focus)}"]`)
    // Of a list without an element the button that adds one, which is its last.
    ;(row?.querySelector('input') ?? [...row?.querySelectorAll('button') ?? []].at(-1))?.focus()
  }, [focus])
  return <div ref={area} className="@container flex flex-col gap-3 max-md:[&_input]:-ml-2 max-md:[&_select]:-ml-2 max-md:[&_textarea]:-ml-2" key={id}>{children}</div>
}

export const Divider = (): ReactNode => <div className="h-px bg-line" />
