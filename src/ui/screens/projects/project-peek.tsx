import { Link } from '@tanstack/react-router'
import Maximize2 from 'lucide-react/icons/maximize-2'
import X from 'lucide-react/icons/x'
import { useRecord } from '../../../data-api/hooks.ts'
import { projects } from '../../../model/projects.ts'
import { useFixed } from '../../app/may-write.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import { NotesField } from '../tasks/notes-field.tsx'
import { ProjectHead } from './project-head.tsx'
import { projectName } from './project-values.ts'

/** Beside the list: what a project is, to read and to edit. Its tasks are on its page. */
export function ProjectPeek({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: rec } = useRecord(projects.name, id)
  const fixed = useFixed(rec ?? { deletedAt: null })
  return (
    <aside aria-label={rec ? `Peek: ${projectName(rec)}` : 'Peek'} className="flex w-105 shrink-0 flex-col border-l border-line bg-bg max-lg:w-90" onKeyDown={(event) => { if (event.key === 'Escape' && !event.defaultPrevented) { event.preventDefault(); onClose() } }}>
      <div className="flex h-8 shrink-0 items-center gap-1 border-b border-line px-2">
        <Link to="/projects/$id" params={{ id }} aria-label="Open the page" title="Open the page" className="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"><Maximize2 aria-hidden className="size-3.5" /></Link>
        <span className="grow" />
        <IconButton size="sm" label="Close" shortcut="Esc" onClick={onClose}><X /></IconButton>
      </div>
      {rec && (
        <div key={rec.id} className="flex min-h-0 grow flex-col gap-5 overflow-y-auto px-5 py-4">
          <ProjectHead rec={rec} fixed={fixed} />
          {rec.$sync.notices > 0 && <NoticeList entity={projects.name} id={rec.id} />}
          <NotesField entity={projects.name} rec={rec} fixed={fixed} placeholder="What it is about" />
        </div>
      )}
    </aside>
  )
}
