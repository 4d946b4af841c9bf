import { useRef, useState, type ReactNode } from 'react'
import FileUp from 'lucide-react/icons/file-up'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'

const accepted = '.csv,.tsv,.txt,.vcf,.vcard,.json,text/csv,text/vcard,application/json'

/** Takes dropped files anywhere on the screen, and offers a chooser for those who do not drag. `small` once there are files. */
export function DropZone({ onFiles, small, children }: { onFiles: (files: File[]) => void; small: boolean; children: ReactNode }) {
  const chooser = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const choose = (): void => chooser.current?.click()
  return (
    <div
      className="flex min-h-full flex-col gap-6"
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        setOver(true)
      }}
      onDragLeave={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false) }}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (event.dataTransfer.files.length > 0) onFiles([...event.dataTransfer.files])
      }}
    >
      <input
        ref={chooser}
        type="file"
        multiple
        accept={accepted}
        aria-label="Files to import"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          if (event.target.files?.length) onFiles([...event.target.files])
          event.target.value = ''
        }}
      />
      <div
        className={cn(
          'flex items-center justify-center gap-3 rounded-lg border border-dashed border-control text-center transition-colors duration-80',
          small ? 'px-4 py-2.5' : 'flex-col px-6 py-12', over && 'border-accent bg-accent-soft',
        )}
      >
        {!small && <FileUp aria-hidden className="size-6 stroke-[1.5] text-control" />}
        <div className={cn(small && 'min-w-0 grow text-left')}>
          {!small && <p className="text-ui font-medium"><span className="pointer-coarse:hidden">Drop files here</span><span className="pointer-fine:hidden">Your files from elsewhere</span></p>}
          <p className={cn('text-ui text-muted', !small && 'mt-1 mb-2 max-w-xl text-pretty')}>{small ? <><span className="pointer-coarse:hidden">Drop more files, or</span><span className="pointer-fine:hidden">More files</span></> : 'Contacts from Google, Outlook, LinkedIn, HubSpot, Salesforce, Thunderbird or a phone. Tasks from Todoist, TickTick, Trello or Asana. Companies and projects from your own table. Nothing is written before you have seen what would happen.'}</p>
        </div>
        <Button variant={small ? 'secondary' : 'primary'} size={small ? 'sm' : 'md'} onClick={choose}>Choose files</Button>
      </div>
      {children}
    </div>
  )
}
