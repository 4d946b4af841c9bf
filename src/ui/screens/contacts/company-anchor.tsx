import { useNavigate } from '@tanstack/react-router'
import ArrowUpRight from 'lucide-react/icons/arrow-up-right'
import type { Rec } from '../../../data-api/types.ts'
import { isPlainClick } from '../records/plain-click.ts'
import { text } from '../records/record-values.ts'

/**
 * On the row one points at, beside the company as it is written, the way to its page: an address that finds the company by its name. Which one that is, is
 * looked up when one goes there and not for every row.
 */
export function CompanyAnchor({ rec }: { rec: Rec }) {
  const navigate = useNavigate()
  const name = text(rec, 'company'), companyId = text(rec, 'companyId')
  if (name === '') return null
  const search = companyId === '' ? {} : { id: companyId }
  return (
    <a
      href={`/companies/called/${encodeURIComponent(name)}${companyId === '' ? '' : `?id=${companyId}`}`}
      tabIndex={-1}
      aria-label={`Open ${name}`}
      title={`Open ${name}`}
      className="absolute top-1/2 right-1 hidden size-6 -translate-y-1/2 items-center justify-center rounded-sm bg-bg text-muted group-hover:inline-flex hover:bg-pressed hover:text-text"
      onClick={(event) => {
        event.stopPropagation()
        if (!isPlainClick(event)) return
        event.preventDefault()
        void navigate({ to: '/companies/called/$name', params: { name }, search })
      }}
    >
      <ArrowUpRight aria-hidden className="size-3.5" />
    </a>
  )
}
