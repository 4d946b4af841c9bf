import type { ReactNode } from 'react'
import { hrefOf, useKind } from './kind.ts'
import { isPlainClick } from './plain-click.ts'

interface RecordAnchorProps { id: string; onOpen: (id: string) => void; className?: string; tabIndex?: number; children: ReactNode }

/**
 * A link to a record's page for rows that come and go by the hundred: a router's link computes and listens for each of them. A plain
 * click goes through the router; every other (new tab, copy address) is the browser's.
 */
export function RecordAnchor({ id, onOpen, children, ...rest }: RecordAnchorProps) {
  const kind = useKind()
  return (
    <a
      href={hrefOf(kind, id)}
      {...rest}
      onClick={(event) => {
        event.stopPropagation()
        if (!isPlainClick(event)) return
        event.preventDefault()
        onOpen(id)
      }}
    >
      {children}
    </a>
  )
}
