import { useEffect, useState } from 'react'
import { useSatchel, useSync } from '../../data-api/hooks.ts'

/** Whose data lies on this device, locked, while a database without an account is open; null: nobody's. */
export function useLockedAccount(): string | null {
  const { databases } = useSatchel()
  const { state } = useSync().status
  const [email, setEmail] = useState<string | null>(null)
  useEffect(() => {
    let gone = false
    databases.list().then((all) => {
      const open = all.find((one) => one.active)
      if (!gone) setEmail(open?.accountEmail ? null : all.find((one) => one.accountEmail !== null)?.accountEmail ?? null)
    }, () => undefined)
    return () => { gone = true }
  }, [databases, state])
  return state === 'no_account' ? email : null
}
