import { cn } from './cn.ts'

/** A key, or keys pressed one after another: `<Kbd>G T</Kbd>`. */
export function Kbd({ children, inverse = false }: { children: string; inverse?: boolean }) {
  return (
    <span className="inline-flex gap-0.5 max-md:hidden">
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

/** The command key as this machine calls it: "⌘ K" or "Ctrl K". */
export const modKey = (key: string): string => `${isApple ? '⌘' : 'Ctrl'} ${key}`
export const shiftKey = isApple ? '⇧' : 'Shift'
