import CircleAlert from 'lucide-react/icons/circle-alert'
import GitMerge from 'lucide-react/icons/git-merge'
import { Link } from '@tanstack/react-router'
import { plural } from '../../components/format.ts'
import { Section } from '../../components/screen.tsx'
import { MetNotice } from '../../sync-status/met-notice.tsx'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import { rowClass } from './row.ts'
import type { Needs } from './use-needs-you.ts'

/** Things only a person can settle. */
export function NeedsYou({ needs }: { needs: Needs }) {
  return (
    <Section title="Needs you">
      {needs.failed > 0 && (
        <Link to="/sync" search={{ tab: 'failed' }} className={rowClass}>
          <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />
          <span>{plural(needs.failed, 'change')} could not be synced. {needs.failed === 1 ? 'It is' : 'They are'} safe on this device.</span>
        </Link>
      )}
      {needs.conflictCount > 0 && (
        <Link to="/conflicts" className={rowClass}>
          <GitMerge aria-hidden className="size-4 shrink-0 text-warn" />
          <span>{needs.conflictCount === 1 ? 'One field was' : `${plural(needs.conflictCount, 'field')} were`} written differently. Decide what stands.</span>
        </Link>
      )}
      <NoticeList limit={3} />
      <MetNotice />
    </Section>
  )
}
