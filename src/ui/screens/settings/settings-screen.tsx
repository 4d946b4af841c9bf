import { useNavigate, useSearch } from '@tanstack/react-router'
import { Screen } from '../../components/screen.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { AccountSettings } from './account-settings.tsx'
import { useSync } from '../../../data-api/hooks.ts'
import { may } from '../../../model/roles.ts'
import { AuditSettings } from './audit/audit-settings.tsx'
import { AppSettings } from './app-settings.tsx'
import { DataSettings } from './data-settings.tsx'
import { DeviceSettings } from './device-settings.tsx'
import { FieldSettings } from './fields/field-settings.tsx'
import { ProgramSettings } from './program-settings.tsx'
import { WorkspaceSettings } from './workspace-settings.tsx'

const tabs = [{ id: 'app', label: 'App' }, { id: 'account', label: 'Account' }, { id: 'devices', label: 'Devices' }, { id: 'programs', label: 'Programs' }, { id: 'workspace', label: 'Workspace' }, { id: 'fields', label: 'Fields' }, { id: 'audit', label: 'Audit' }, { id: 'data', label: 'Data' }] as const
type TabId = (typeof tabs)[number]['id']

/** What a person can set, and what they can take away. */
export default function SettingsScreen() {
  const navigate = useNavigate()
  const search: { tab?: unknown } = useSearch({ strict: false })
  const { status: { account } } = useSync()
  // Only who may read the log is shown that there is one.
  const shown = tabs.filter(({ id }) => id !== 'audit' || (account !== null && may(account.role, 'audit')))
  const tab: TabId = shown.find(({ id }) => id === search.tab)?.id ?? 'app'
  return (
    <Screen title="Settings">
      <div className="flex flex-col">
        <Tabs<TabId> label="Settings" className="px-0 max-md:px-0" tabs={shown} value={tab} onChange={(next) => void navigate({ to: '/settings', search: { tab: next }, replace: true })}>
          <div className="flex flex-col gap-8 pt-6">
            {tab === 'app' && <AppSettings />}
            {tab === 'account' && <AccountSettings />}
            {tab === 'devices' && <DeviceSettings />}
            {tab === 'programs' && <ProgramSettings />}
            {tab === 'workspace' && <WorkspaceSettings />}
            {tab === 'fields' && <FieldSettings />}
            {tab === 'audit' && <AuditSettings />}
            {tab === 'data' && <DataSettings />}
          </div>
        </Tabs>
      </div>
    </Screen>
  )
}
