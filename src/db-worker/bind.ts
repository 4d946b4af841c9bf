import { notices } from '../model/bookkeeping.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'

/**
 * J4: makes an account-less database that of an account, in one transaction; ids, rows and journal stay as they are. Binding it to the same
 * account again only notes the role.
 * @throws SatchelError `wrong_account` where it is another's already
 */
export function bind(core: Core, workspaceId: string, userId: string, role: string): void {
  core.write(() => {
    const workspace = core.meta.get('workspaceId'), user = core.meta.get('userId')
    if ((workspace !== null && workspace !== workspaceId) || (user !== null && user !== userId)) {
      throw new SatchelError('wrong_account', 'This data belongs to another account.')
    }
    core.meta.set('workspaceId', workspaceId)
    core.meta.set('userId', userId)
    core.meta.set('role', role)
    core.touch(notices.name)
    core.touchJournal()
  })
}
