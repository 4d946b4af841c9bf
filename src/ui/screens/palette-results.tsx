import { companyPalette } from './companies/company-palette.ts'
import { contactPalette } from './contacts/contact-palette.ts'
import { PaletteLists } from './lists/palette-lists.tsx'
import { PaletteRecords } from './records/palette-records.tsx'
import { PaletteTasks } from './tasks/palette-tasks.tsx'

/** What ⌘K finds: people, then companies, tasks and projects. While nothing is typed, the contacts last touched. */
export function PaletteResults({ search, close, suggest }: { search: string; close: () => void; suggest: (value: string) => void }) {
  return (
    <>
      <PaletteRecords kind={contactPalette} search={search} close={close} suggest={suggest} most={8} recent={5} />
      <PaletteRecords kind={companyPalette} search={search} close={close} most={4} />
      <PaletteLists search={search} close={close} />
      <PaletteTasks search={search} close={close} />
    </>
  )
}
