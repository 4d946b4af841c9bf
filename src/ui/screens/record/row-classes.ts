import { cn } from '../../components/cn.ts'
import { quietControl } from './field-row.tsx'

/* What the rows of e-mails, phones, links and addresses have in common, so that their columns stand under one another. */

export const labelClass = cn(quietControl, 'w-auto field-sizing-content min-w-14 max-w-28 shrink-0 text-right text-table text-muted max-md:text-ui disabled:text-muted [&::-webkit-calendar-picker-indicator]:hidden!')

export const rowActionClass = 'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text max-md:size-11'

/** On a phone it comes with the focus, where there is no hovering. */
export const removeClass = 'opacity-0 focus-visible:opacity-100 max-md:hidden'
