import { InlineNotice } from '../../components/inline-notice.tsx'

/** What there is to tell of all rows: what is lost or in doubt, to be seen; what is made beside, to be known. */
export function ImportTold({ warnings, alsoMade = [] }: { warnings: readonly string[]; alsoMade?: readonly string[] }) {
  return (
    <>
      {warnings.length > 0 && <InlineNotice tone="warn"><Lines of={warnings} /></InlineNotice>}
      {alsoMade.length > 0 && <InlineNotice><Lines of={alsoMade} /></InlineNotice>}
    </>
  )
}

const Lines = ({ of }: { of: readonly string[] }) => <ul className="flex flex-col gap-1">{of.map((line) => <li key={line}>{line}</li>)}</ul>
