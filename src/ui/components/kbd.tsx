import { cn } from './cn.ts'

/** A key, or keys pressed one after another: `<Kbd>G T</Kbd>`. Not where there is only a finger, unless `always`; a narrow or enlarged window still has its keyboard. */
export function Kbd({ children, inverse = false, always = false }: { children: string; inverse?: boolean; always?: boolean }) {
  return (
    <span className={cn('inline-flex gap-0.5', !always && 'pointer-coarse:hidden')}>
      {children.split(' ').map((key, index) => (
        <kbd
          key={index}
          className={cn(
            'inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm px-1 font-sans text-meta font-normal',
            inverse ? 'inset-ring inset-ring-current/40' : 'text-muted inset-ring inset-ring-line',
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}

const isApple = typeof navigator !== 'undefined' && /Mac|iP(hone|ad|od)/.test(navigator.platform)

/* The modifiers as this machine calls them. */
export const modName = isApple ? '⌘' : 'Ctrl'
export const shiftName = isApple ? '⇧' : 'Shift'
export const altName = isApple ? '⌥' : 'Alt'

/** "⌘ K" or "Ctrl K". */
export const modKey = (key: string): string => `${modName} ${key}`
