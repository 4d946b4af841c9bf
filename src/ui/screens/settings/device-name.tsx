import { useState } from 'react'
import { useDeviceNames, useSatchel } from '../../../data-api/hooks.ts'
import { Input } from '../../components/input.tsx'
import { showError, showToast } from '../../components/toast.tsx'

/** What history and conflicts call this device. Saved when one leaves the field, and with Enter. */
export function DeviceName({ replicaId }: { replicaId: string | null }) {
  const { device } = useSatchel()
  const given = useDeviceNames().get(replicaId ?? '') ?? ''
  const [typed, setTyped] = useState<string | null>(null)
  const save = (): void => {
    const name = typed?.trim()
    setTyped(null)
    if (name === undefined || name === given) return
    device.rename(name || null).then(() => showToast({ message: name ? `This device is called “${name}” now` : 'This device goes by its browser again' }), showError)
  }
  return (
    <Input
      className="w-72 max-md:w-56" aria-label="Name of this device" autoComplete="off" maxLength={60} placeholder={device.defaultName} value={typed ?? given}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
        if (event.key === 'Escape') setTyped(null)
      }}
    />
  )
}
