import { useNavigate } from '@tanstack/react-router'
import ArrowUpRight from 'lucide-react/icons/arrow-up-right'
import { Highlight } from '../../components/highlight.tsx'
import type { CellProps } from '../records/kind.ts'
import { text } from '../records/record-values.ts'

/** The company as it is written, and beside it, on the row one is at, the way to its page. */
export function CompanyCell({ rec, search }: CellProps) {
  const name = text(rec, 'company')
  if (name === '') return null
  return (
    <>
      <Highlight text={name} search={search} />
      <CompanyAnchor name={name} companyId={text(rec, 'companyId')} />
    </>
  )
}

/** An address that finds the company by its name: which one that is, is looked up when one goes there and not for every row. */
function CompanyAnchor({ name, companyId }: { name: string; companyId: string }) {
  const navigate = useNavigate()
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
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        void navigate({ to: '/companies/called/$name', params: { name }, search })
      }}
    >
      <ArrowUpRight aria-hidden className="size-3.5" />
    </a>
  )
}
