import { plural } from '../../components/format.ts'

const defaultDays = 90

/** How long what was deleted can be brought back, by the workspace's setting; without an account nothing takes it away. */
export function trashWords(trashDays: unknown, hasAccount: boolean): string {
  if (!hasAccount) return 'What you delete stays here and can be restored.'
  return `What you delete stays here for ${plural(typeof trashDays === 'number' ? trashDays : defaultDays, 'day')} and can be restored until then.`
}
