import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import ArrowRight from 'lucide-react/icons/arrow-right'
import FileUp from 'lucide-react/icons/file-up'
import LogIn from 'lucide-react/icons/log-in'
import Sparkles from 'lucide-react/icons/sparkles'
import { useSatchel, useSync } from '../../../data-api/hooks.ts'
import { wasWiped } from '../../../data-api/wipe.ts'
import { markStarted } from '../../app/started.ts'
import { setPreferences } from '../../app/preferences.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Mark } from '../../components/mark.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { plural } from '../../components/format.ts'
import { openSignIn } from '../../sync-status/overlay-doors.ts'
import { addSample } from './sample-workspace.ts'

/** Where one begins: without an account, with one, with the contacts one has, or with a sample to look around in. */
export default function WelcomeScreen() {
  const satchel = useSatchel()
  const navigate = useNavigate()
  const { status } = useSync()
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null)
  useEffect(() => { document.title = 'Welcome · Satchel' }, [])

  // Whoever signs in here has begun; what they have comes down while they look at it. Somebody who was signed in as they came has
  // just signed out, and the status lags behind.
  const signedIn = status.account !== null && status.state !== 'signed_out'
  const before = useRef(signedIn)
  useEffect(() => {
    const was = before.current
    before.current = signedIn
    if (!signedIn || was) return
    markStarted()
    void navigate({ to: '/contacts' })
  }, [signedIn, navigate])

  const start = (to: '/contacts' | '/import') => () => {
    markStarted()
    // Beside the work, once; whoever came to import has something to do.
    if (to === '/contacts') setPreferences({ tourStep: 0 })
    void navigate({ to })
  }
  const sample = async (): Promise<void> => {
    setProgress({ done: 0, total: 1 })
    try {
      const count = await addSample(satchel, (done, total) => setProgress({ done, total }))
      markStarted()
      setPreferences({ tourStep: 0 })
      showToast({ message: `${plural(count, 'sample contact')} added. Settings removes them in one click.` })
      await navigate({ to: '/contacts' })
    } catch (thrown) {
      setProgress(null)
      showError(thrown)
    }
  }

  return (
    <div data-scrolls className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-122 flex-col justify-center gap-8 px-6 py-12">
        {wasWiped() && <InlineNotice>This device was wiped from another one of yours. What it held of that account is deleted from it.</InlineNotice>}
        <header className="flex flex-col gap-3">
          <Mark className="mb-1 size-10" />
          <h1 id="screen-heading" tabIndex={-1} className="text-display outline-none">Your client work, always with you</h1>
          <p className="text-body text-muted">
            Satchel keeps everything on this device first, so it opens at once and works without a network. Sign in, now or later, and it
            keeps your other devices the same.
          </p>
        </header>
        {progress
          ? <div className="flex min-h-62 flex-col justify-center"><ProgressBar label="Writing the sample workspace" done={progress.done} total={progress.total} /></div>
          : (
            <ul className="flex flex-col divide-y divide-line rounded-lg inset-ring inset-ring-line">
              <Door icon={<ArrowRight />} title="Start now" text="No account, nothing to set up." onClick={start('/contacts')} main />
              <Door icon={<LogIn />} title="Sign in or sign up" text="To work on several devices, or with a team." onClick={() => openSignIn('login')} />
              <Door icon={<FileUp />} title="Import contacts" text="CSV or vCard: Google, Outlook, a phone, a CRM." onClick={start('/import')} />
              <Door icon={<Sparkles />} title="Look around with a sample" text="3,000 invented contacts with projects and tasks, removed in one click." onClick={() => void sample()} />
            </ul>
          )}
      </div>
    </div>
  )
}

function Door({ icon, title, text, onClick, main = false }: { icon: ReactNode; title: string; text: string; onClick: () => void; main?: boolean }) {
  return (
    <li className="flex overflow-clip first:rounded-t-lg last:rounded-b-lg">
      <button
        type="button"
        onClick={onClick}
        className="group flex w-full items-center gap-3 px-4 py-3 text-left transition-colors duration-80 hover:bg-hover focus-visible:-outline-offset-2 [&_svg]:size-5"
      >
        <span aria-hidden className={main ? 'text-accent' : 'text-control group-hover:text-text'}>{icon}</span>
        <span className="flex min-w-0 flex-col">
          <span className="text-ui font-medium">{title}</span>
          <span className="text-table text-muted">{text}</span>
        </span>
      </button>
    </li>
  )
}
