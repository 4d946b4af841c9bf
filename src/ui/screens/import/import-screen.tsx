import { useEffect } from 'react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useRecord } from '../../../data-api/hooks.ts'
import { imports } from '../../../model/imports.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatInstant, plural } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Kbd, modKey } from '../../components/kbd.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Screen } from '../../components/screen.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { useShortcuts } from '../../app/shortcuts.ts'
import { markStarted } from '../../app/started.ts'
import { DropZone } from './drop-zone.tsx'
import { useTakesDropped } from './dropped-elsewhere.ts'
import { FileCard } from './file-card.tsx'
import { countOf } from './import-words.ts'
import { ImportResult } from './import-result.tsx'
import { phaseWords, unreadableWords } from './import-state.ts'
import { PastImports, readImport } from './past-imports.tsx'
import { RehearsalView } from './rehearsal-view.tsx'
import { useImport } from './use-import.ts'

/** `/import`: files, rehearsal, writing. `/import/$batch`: what came of one, now or later. */
export default function ImportScreen() {
  const { batch }: { batch?: string } = useParams({ strict: false })
  return batch === undefined ? <RunImport /> : <ImportPage id={batch} />
}

function RunImport() {
  const navigate = useNavigate()
  const { state, addFiles, change, forget, rehearse, apply, cancel, back, over } = useImport()
  const { step, files, rehearsal, progress, report } = state
  // Each step takes its buttons with it; the next is begun at the heading.
  useEffect(() => { if (document.activeElement === document.body && step !== 'files') document.getElementById('screen-heading')?.focus({ preventScroll: true }) }, [step])
  const run = async (): Promise<void> => {
    const done = await apply()
    markStarted()
    if (done && done.created + done.updated > 0) await navigate({ to: '/import/$batch', params: { batch: done.importId }, search: {} })
  }
  // What wrote something has a page of its own; coming back here begins another.
  const nothingNew = step === 'done' && report !== null && report.created + report.updated === 0
  useTakesDropped((dropped) => {
    if (step === 'files' || step === 'done') {
      if (nothingNew) over()
      addFiles(dropped).catch(showError)
    } else showToast({ message: 'An import is under way. Drop more files when it is over, or go back to its files first.' })
  })
  const writes = rehearsal ? rehearsal.counts.create + rehearsal.counts.update : 0
  const next = step === 'files' && files.length > 0 && state.reading === 0 ? { label: 'Rehearse', go: rehearse } : step === 'rehearsed' && writes > 0 ? { label: 'Import what was rehearsed', go: run } : null
  useShortcuts(next === null ? [] : [{
    // Also from within a column's choice. Held down it would rehearse and then import what nobody has seen.
    keys: 'mod+Enter', label: next.label, group: 'Import', everywhere: true, run: ({ repeat }) => { if (!repeat && document.querySelector('dialog[open]') === null) void next.go() },
  }])
  const actions = step === 'files' && files.length > 0
    ? <Button size="sm" variant="primary" disabled={state.reading > 0} onClick={() => void rehearse()}>Rehearse <Kbd inverse>{modKey('⏎')}</Kbd></Button>
    : step === 'rehearsed' && (
      <>
        <Button size="sm" variant="ghost" onClick={back}>Back</Button>
        <Button size="sm" variant="primary" disabled={writes === 0} onClick={() => void run()}>{writes === 0 ? 'Nothing to import' : `Import ${countOf(writes, rehearsal?.entities ?? [])}`}{writes > 0 && <Kbd inverse>{modKey('⏎')}</Kbd>}</Button>
      </>
    )
  return (
    <Screen title="Import" layout={step === 'rehearsed' ? 'roomy' : 'reading'} meta={stepWords[step] && <span className="max-md:sr-only">{stepWords[step]}</span>} actions={actions}>
      {step === 'rehearsing' || step === 'applying'
        ? (
          <div className="flex flex-col gap-4 pt-8">
            <ProgressBar label={progress ? phaseWords[progress.phase] : 'Starting'} done={progress?.done ?? 0} total={progress?.total ?? null} {...(progress ? {} : { text: '' })} />
            <p className="text-table text-muted">{step === 'rehearsing' ? 'Nothing is written yet.' : 'You may go on working meanwhile.'}</p>
            <Button className="self-start" onClick={() => { cancel().catch(showError) }}>Cancel</Button>
          </div>
        )
        : step === 'rehearsed' && rehearsal
          ? <RehearsalView rehearsal={rehearsal} files={files} />
          : nothingNew
            ? <ImportResult importId={report.importId} entities={report.entities} counts={{ ...report, duplicates: report.lookalikes }} groupId={null} report={report} undone={false} onMore={over} />
            : (
              <DropZone small={files.length > 0} onFiles={(chosen) => { addFiles(chosen).catch(showError) }}>
                {state.error && <InlineNotice tone="danger" title="The import did not begin">{state.error} Nothing was changed.</InlineNotice>}
                {state.unreadable.length > 0 && (
                  <div className="flex flex-col gap-2">{unreadableWords(state.unreadable).map((words) => <InlineNotice key={words} tone="danger">{words}</InlineNotice>)}</div>
                )}
                {files.map((file) => <FileCard key={file.fileId} file={file} only={files.length + state.reading === 1} change={change} forget={forget} />)}
                {state.reading > 0 && (
                  <div className="flex flex-col gap-3">
                    <ProgressBar label={`Reading ${plural(state.reading, 'file')}`} done={state.toRead - state.reading} total={state.toRead} />
                    <Button className="self-start" onClick={() => { cancel().catch(showError) }}>Cancel</Button>
                  </div>
                )}
                <PastImports />
              </DropZone>
            )}
    </Screen>
  )
}

const stepWords = { files: undefined, rehearsing: 'Rehearsal', rehearsed: 'Rehearsal, nothing is written yet', applying: 'Writing', done: undefined }

function ImportPage({ id }: { id: string }) {
  const { state, over } = useImport()
  const { data: record } = useRecord(imports.name, id)
  const report = state.report?.importId === id ? state.report : null
  if (record === undefined) return <Screen title="Import">{null}</Screen>
  if (record === null) {
    return (
      <Screen title="Import">
        {report
          ? <ImportResult importId={id} entities={report.entities} counts={{ ...report, duplicates: report.lookalikes }} groupId={report.groupId} report={report} undone={false} onMore={over} />
          : <EmptyState title="There is no such import">It may be from another workspace on this device.</EmptyState>}
      </Screen>
    )
  }
  const { name, at, entities, counts, groupId, undone } = readImport(record)
  return (
    <Screen title={name} meta={<span className="max-md:sr-only">{formatInstant(at)}</span>}>
      <ImportResult importId={id} entities={entities} counts={counts} groupId={groupId} report={report} undone={undone} onMore={over} />
      <PastImports except={id} />
    </Screen>
  )
}
