import { Link, useNavigate } from '@tanstack/react-router'
import { useSatchel, useSync } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { plural } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { saveFile } from '../../sync-status/save-file.ts'
import { unsentAsText } from './save-unsent.ts'

/** For somebody who was taken out of the workspace: what is here stays, what was not sent can be kept, and there is somewhere else to go. */
export function RemovedNotice() {
  const satchel = useSatchel()
  const navigate = useNavigate()
  const { status } = useSync()
  if (status.error?.code !== 'not_a_member') return null
  const name = status.account?.workspaceName ?? 'this workspace'
  const left = status.pending + status.failed
  const save = async (): Promise<void> => {
    const { text, count } = await unsentAsText(satchel, name)
    saveFile(text, 'satchel-not-sent.txt')
    showToast({ message: `${plural(count, 'change')} saved to a file` })
  }
  const openAnother = async (): Promise<void> => {
    await whileWorking(satchel.workspaces.openAnother())
    await navigate({ to: '/contacts' })
  }
  return (
    <InlineNotice tone="warn" title={`You are not a member of “${name}” any more`}>
      <p>
        {left > 0 ? `${plural(left, 'change')} of yours never reached it, and ${left === 1 ? 'is' : 'are'} on this device alone.` : 'Everything you wrote had reached it.'} Nothing is sent or received here any more. What is on this device stays until you remove it,
        in <Link to="/settings" search={{ tab: 'data' }} className="underline underline-offset-2">Settings under Data</Link>.
      </p>
      <div className="mt-2 mb-1 flex flex-wrap gap-2">
        {left > 0 && <Button size="sm" variant="primary" onClick={() => { save().catch(showError) }}>Save what was not sent</Button>}
        <Button size="sm" variant={left > 0 ? 'secondary' : 'primary'} onClick={() => { openAnother().catch(showError) }}>Open another workspace</Button>
      </div>
    </InlineNotice>
  )
}
