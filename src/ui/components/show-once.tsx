import { useState } from 'react'
import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { showToast } from './toast.tsx'

/** Shows what is shown this once. It does not close by a slip; the act at hand is to copy it, and Enter does. */
export function ShowOnce({ title, description, secret, onClose }: { title: string; description: string; secret: string; onClose: () => void }) {
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    navigator.clipboard.writeText(secret).then(() => setCopied(true), () => showToast({ message: 'Your browser does not let it be copied. Select it instead.' }))
  }
  return (
    <Dialog
      open onClose={onClose} width="sm" title={title} dismissible={false} description={description}
      footer={<Button variant={copied ? 'primary' : 'secondary'} onClick={onClose}>I have it</Button>}
    >
      <div className="flex flex-col items-start gap-2">
        <code className="block w-full rounded-md bg-side px-3 py-2 text-table break-all select-all">{secret}</code>
        <Button data-autofocus variant={copied ? 'secondary' : 'primary'} icon={copied ? <Check /> : <Copy />} onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>
        <span role="status" className="sr-only">{copied ? 'Copied' : ''}</span>
      </div>
    </Dialog>
  )
}
