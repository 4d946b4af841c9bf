import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { saveFile } from '../../sync-status/save-file.ts'

/** Recovery codes, shown this once. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const text = `${codes.join('\n')}\n`
  const copy = (): void => { navigator.clipboard.writeText(text).then(() => showToast({ message: 'Copied' }), showError) }
  return (
    <Dialog
      open onClose={onClose} width="sm" dismissible={false} title="Keep your recovery codes"
      description="Each signs you in once when your phone is not at hand. Nobody can show them again; keep them where your password is."
      footer={(
        <>
          <Button variant="ghost" className="mr-auto -ml-3" onClick={() => saveFile(new Blob([text]), 'satchel-recovery-codes.txt', 'text/plain')}>Save as a file</Button>
          <Button onClick={copy}>Copy</Button>
          <Button variant="primary" onClick={onClose}>I have kept them</Button>
        </>
      )}
    >
      <ul aria-label="Recovery codes" className="grid grid-cols-2 gap-x-4 gap-y-1 rounded-md bg-side px-4 py-3">
        {codes.map((code) => <li key={code}><code className="text-ui">{code}</code></li>)}
      </ul>
    </Dialog>
  )
}
