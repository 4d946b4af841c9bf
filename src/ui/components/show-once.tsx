import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { showToast } from './toast.tsx'

/** Shows what is shown this once. It does not close by a slip. */
export function ShowOnce({ title, description, secret, onClose }: { title: string; description: string; secret: string; onClose: () => void }) {
  const copy = (): void => {
    navigator.clipboard.writeText(secret).then(() => showToast({ message: 'Copied' }), () => showToast({ message: 'Your browser does not let it be copied. Select it instead.' }))
  }
  return (
    <Dialog
      open onClose={onClose} width="sm" title={title} dismissible={false} description={description}
      footer={<><Button onClick={copy}>Copy</Button><Button variant="primary" onClick={onClose}>I have it</Button></>}
    >
      <code className="block rounded-md bg-side px-3 py-2 text-table break-all select-all">{secret}</code>
    </Dialog>
  )
}
