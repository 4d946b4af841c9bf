import { useDeferredValue, useId, useState } from 'react'
import { Link } from '@tanstack/react-router'
import ArrowUpRight from 'lucide-react/icons/arrow-up-right'
import { useList, useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { companies, plainName } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { useFixed } from '../../app/may-write.ts'
import { Select } from '../../components/select.tsx'
import { showError } from '../../components/toast.tsx'
import { companyAbout, nameOfCompany } from '../companies/company-words.ts'
import { called as calledSo, companyAmong } from '../companies/company-names.ts'
import { rowActionClass } from '../record/row-classes.ts'
import { TextField } from '../record/text-field.tsx'
import { text } from '../records/record-values.ts'

/** Who a contact works for: typed, with the companies there are to choose from; a new name makes a new company. The way to its page is beside it. */
export function CompanyField({ rec, onHistory, conflict }: { rec: Rec; onHistory: (field: string) => void; conflict: boolean }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const prefix = useDeferredValue(typed.trim())
  const name = plainName(text(rec, 'company'))
  const { data: offered } = useList(companies.name, { where: { name: { startsWith: prefix } }, sort: ['name'], limit: 8 }, { enabled: prefix !== '' })
  const called = useCompaniesCalled(name)
  const company = companyAmong(called, name, text(rec, 'companyId'))
  return (
    <>
      <TextField
        rec={rec}
        field="company"
        onHistory={onHistory}
        conflict={conflict}
        // At rest it is a line of text like the others, also to a screen reader.
        {...(typed === '' ? {} : { list: `${id}-known` })}
        onTyped={setTyped}
        action={company && (
          <Link to="/companies/$id" params={{ id: company.id }} aria-label={`Open ${nameOfCompany(company)}`} title={`Open ${nameOfCompany(company)}`} className={rowActionClass}>
            <ArrowUpRight aria-hidden className="size-4" />
          </Link>
        )}
      />
      <datalist id={`${id}-known`}>{offered?.rows.map((each) => <option key={each.id} value={nameOfCompany(each)} />)}</datalist>
      {company && called.length > 1 && <WhichCompany rec={rec} called={called} company={company} />}
    </>
  )
}

/** Two are called the same: which of them is meant. */
function WhichCompany({ rec, called, company }: { rec: Rec; called: readonly Rec[]; company: Rec }) {
  const satchel = useSatchel()
  const choose = (companyId: string): void => {
    satchel.entity(contacts.name).update(rec.id, { companyId }, { baseRevision: rec.revision, label: 'Say which company' }).catch(showError)
  }
  return (
    <div className="grid grid-cols-[108px_minmax(0,1fr)] items-center pb-1 max-md:grid-cols-[96px_minmax(0,1fr)]">
      <span className="text-table text-muted">Which one</span>
      <Select
        aria-label={`Which ${text(rec, 'company')}`}
        disabled={useFixed(rec)}
        value={company.id}
        options={called.map((each, at) => ({ value: each.id, label: [nameOfCompany(each), companyAbout(each) || `${at + 1} of ${called.length}`].join(', ') }))}
        onChange={(event) => choose(event.currentTarget.value)}
      />
    </div>
  )
}

const nobody: readonly Rec[] = []

/** The companies that a written name means, live. */
function useCompaniesCalled(name: string): readonly Rec[] {
  const { data } = useList(companies.name, calledSo(name), { enabled: name !== '' })
  return name === '' ? nobody : data?.rows ?? nobody
}
