import type { ReactElement, ReactNode } from 'react'
import Check from 'lucide-react/icons/check'
import { cn } from './cn.ts'
import { Kbd } from './kbd.tsx'
import { moveAmong } from './move-among.ts'
import { Popover } from './popover.tsx'

export type MenuItem =
  | { kind?: 'item'; label: string; icon?: ReactNode; shortcut?: string; danger?: boolean; disabled?: boolean; hint?: string; onSelect: () => void }
  | { kind: 'check'; label: string; checked: boolean; onSelect: () => void }
  | { kind: 'separator' }
  | { kind: 'heading'; label: string }

interface MenuProps {
  trigger: ReactElement<Record<string, unknown>>
  label: string
  items: readonly MenuItem[]
  align?: 'start' | 'center' | 'end'
  /** Who takes the focus when it closes, where that is not the trigger. */
  onReturn?: () => void
}

/** A menu of acts: arrows, Home, End and first letters move; checks stay open. */
export function Menu({ trigger, label, items, align = 'start', onReturn }: MenuProps) {
  return (
    <Popover trigger={trigger} label={label} role="menu" align={align} {...(onReturn ? { onReturn } : {})} className="max-w-80 min-w-48 p-1">
      {(close) => (
        <div role="presentation" onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')])}>
          {items.map((item, index) => <MenuRow key={index} item={item} close={close} first={index === items.findIndex(({ kind }) => kind !== 'heading' && kind !== 'separator')} />)}
        </div>
      )}
    </Popover>
  )
}

function MenuRow({ item, close, first }: { item: MenuItem; close: () => void; first: boolean }) {
  if (item.kind === 'separator') return <div role="separator" className="-mx-1 my-1 h-px bg-line" />
  if (item.kind === 'heading') return <div className="truncate px-2 pt-2 pb-1 text-meta text-muted">{item.label}</div>
  const check = item.kind === 'check'
  return (
    <button
      type="button"
      role={check ? 'menuitemcheckbox' : 'menuitem'}
      aria-checked={check ? item.checked : undefined}
      disabled={check ? undefined : item.disabled}
      tabIndex={first ? 0 : -1}
      className={cn(
        'flex h-8 w-full items-center gap-2 rounded-sm px-2 text-left text-ui -outline-offset-2 focus:bg-hover hover:bg-hover disabled:opacity-50 max-md:h-11',
        '[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted',
        !check && item.danger && 'text-danger [&_svg]:text-danger',
      )}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      onClick={() => {
        if (!check) close()
        item.onSelect()
      }}
    >
      {check ? <span className="size-4 shrink-0">{item.checked && <Check aria-hidden />}</span> : item.icon}
      <span className="min-w-0 grow truncate" title={item.label.length > 24 ? item.label : undefined}>{item.label}</span>
      {!check && item.hint && <span className="shrink-0 text-meta text-muted">{item.hint}</span>}
      {!check && item.shortcut && <Kbd>{item.shortcut}</Kbd>}
    </button>
  )
}
