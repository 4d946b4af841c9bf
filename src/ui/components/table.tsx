import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

/*
 * A plain table in our look, for lists that need no virtual rows (the pending list, a rehearsal's page, devices). It scrolls
 * sideways in its own box, so that a page never does.
 */

export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return (
    <div className="overflow-x-auto" tabIndex={-1}>
      <table className={cn('w-full border-collapse text-left text-table', className)} {...rest} />
    </div>
  )
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return <th scope="col" className={cn('h-8 border-b border-line px-3 text-meta font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4', className)} {...rest} />
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={cn('border-b border-line hover:bg-hover', className)} {...rest} />
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={cn('h-10 px-3 py-2.5 align-top first:pl-4 last:pr-4', className)} {...rest} />
}
