import { useSync } from '../../../data-api/hooks.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { AccessSettings } from './access-settings.tsx'
import { KeepingSettings } from './keeping-settings.tsx'
import { MemberSettings } from './member-settings.tsx'
import { MergingSettings } from './merging-settings.tsx'
import { useWorkspaceSettings } from './use-workspace-settings.ts'

/** What the owner decides for everybody in the workspace; others see it. Each choice is written at once. */
export function WorkspaceSettings() {
  const workspace = useWorkspaceSettings()
  const { status } = useSync()
  return (
    <>
      {status.account !== null && status.state !== 'signed_out' && <MemberSettings />}
      {workspace.mayChange === false
        ? <InlineNotice>This holds for everybody in the workspace. Only its owner can change it.</InlineNotice>
        : <p className="text-ui text-muted">This holds for everybody in the workspace, on every device.</p>}
      {status.account !== null && status.state !== 'signed_out' && <AccessSettings {...workspace} />}
      <KeepingSettings {...workspace} />
      <MergingSettings {...workspace} />
    </>
  )
}
