import { useId } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { useCustomWords } from '../../sync-status/custom-words.ts'
import { MergeFields } from './merge-fields.tsx'
import { mergeWords, useMerging, type MergesOf } from './use-merging.ts'

/** Chosen records side by side, to be made one: also such as do not look like it. */
export function MergeDialog({ of, ids, onClose, onMerged }: { of: MergesOf; ids: readonly string[]; onClose: () => void; onMerged: () => void }) {
  useCustomWords()
  const id = useId()
  const merging = useMerging(of, ids), { all, part, busy } = merging, { label } = of.entity
  return (
    <Dialog
      open onClose={onClose} width="xl" title={`Merge ${all.length} ${label.many}`} description={part.length < 2 ? 'Choose two or more.' : `${mergeWords(label, part.length)} It can be undone.`}
      footer={<><Button onClick={onClose}>Cancel</Button><Button variant="primary" aria-busy={busy} onClick={() => { void merging.merge().then((done) => { if (done) onMerged() }) }}>Merge</Button></>}
    >
      <div className="-mx-4"><MergeFields id={id} of={of} merging={merging} /></div>
    </Dialog>
  )
}
