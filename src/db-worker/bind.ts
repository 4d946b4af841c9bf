import { notices } from '../model/bookkeeping.ts'
import { SatchelError } from '../shared/errors.ts'
import type { AccountIds } from './contract.ts'
import type { Core } from './core.ts'
import { resetRequired } from './pull.ts'

/**
 * J4: makes an account-less database that of an account, in one transaction; ids, rows and journal stay as they are. Binding it to the same
 * account again only notes the role.
 *
 * `former` is whose it was, where the server has lost that account and the person goes on under the one that took its place: to the
 * new workspace this is an epoch it never heard of, so everything here is given back to it (R8).
 * @throws SatchelError `wrong_account` where it is another's already, and not the one named as `former`
 */
export function bind(core: Core, workspaceId: string, userId: string, role: string, former?: AccountIds): void {
  core.write(() => {
    const workspace = core.meta.get('workspaceId'), user = core.meta.get('userId')
    const isFormers = former !== undefined && workspace === former.workspaceId && user === former.userId
    const isAnothers = (workspace !== null && workspace !== workspaceId) || (user !== null && user !== userId)
    if (isAnothers && !isFormers) throw new SatchelError('wrong_account', 'This data belongs to another account.')
    core.meta.set('workspaceId', workspaceId)
    core.meta.set('userId', userId)
    core.meta.set('role', role)
    if (isAnothers && user !== null) {
      core.meta.set('formerUserIds', [...core.meta.get('formerUserIds') ?? [], user])
      resetRequired(core, 'all')
    }
    core.touch(notices.name)
    core.touchJournal()
  })
}
