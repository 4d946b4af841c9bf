import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'

/** A bottom sheet on a phone, a panel at the right edge elsewhere. */
export function Sheet(props: { open: boolean; onClose: () => void; title: string; children: ReactNode; footer?: ReactNode }) {
  const wide = window.matchMedia('(width >= 768px)').matches
  return <Dialog {...props} placement={wide ? 'side' : 'sheet'} />
}
