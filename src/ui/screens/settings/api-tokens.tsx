import { useState } from 'react'
import KeyRound from 'lucide-react/icons/key-round'
import { useSatchel, useSecurity, useSync } from '../../../data-api/hooks.ts'
import { useApiTokens } from '../../../data-api/program-hooks.ts'
import type { ApiToken } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Section } from '../../components/screen.tsx'
import { showToast } from '../../components/toast.tsx'
import { When } from '../../components/when.tsx'
import { MakeApiToken } from './make-api-token.tsx'
import { scopeWords } from './scope-words.ts'

/** The person's API tokens: made, listed, revoked. */
export function ApiTokenSettings() {
  const { data: tokens, error, refetch } = useApiTokens()
  const { status } = useSync()
  const { data: security } = useSecurity()
  // Whoever has a second factor and has not proved it in this session waits alone.
  const waits = status.error?.code === 'second_factor_required' && security !== undefined && !security.authenticator && security.passkeys.length === 0
  const [making, setMaking] = useState(false)
  const changed = (): void => { void refetch() }
  return (
    <Section title="API tokens" actions={<Button size="sm" onClick={() => setMaking(true)}>Make a token…</Button>}>
      <p className="-mt-1 text-table text-muted">
        A script that has one works here in your name. <a className="text-accent underline" href="/api/docs" target="_blank" rel="noreferrer">How to use the API</a>
      </p>
      {tokens && tokens.length > 0 && waits && <InlineNotice tone="warn" title="Your tokens wait">This workspace asks for two-factor authentication. They go on once you have set it up, under Account.</InlineNotice>}
      {error && !tokens && <InlineNotice>The list comes from the server, which cannot be reached now.</InlineNotice>}
      {tokens?.length === 0 && <p className="border-y border-line py-3 text-ui text-muted">No program has a token of yours.</p>}
      {tokens && tokens.length > 0 && <ul className="border-t border-line">{tokens.map((token) => <TokenRow key={token.id} token={token} onChanged={changed} />)}</ul>}
      {making && <MakeApiToken onClose={() => setMaking(false)} onMade={changed} />}
    </Section>
  )
}

function TokenRow({ token, onChanged }: { token: ApiToken; onChanged: () => void }) {
  const { apiTokens } = useSatchel()
  const [asking, setAsking] = useState(false)
  const revoke = async (): Promise<void> => {
    await apiTokens.revoke(token.id)
    onChanged()
    showToast({ message: `“${token.name}” is revoked` })
  }
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line py-2">
      <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-md bg-side text-muted [&_svg]:size-4"><KeyRound /></span>
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate text-ui max-md:line-clamp-2 max-md:break-words max-md:whitespace-normal">{token.name}</span>
        <span className="text-table text-muted">
          {scopeWords(token.scopes)} · {token.lastUsedAt === null ? <>never used, made <When at={token.createdAt} /></> : <>last used <When at={token.lastUsedAt} /></>}
        </span>
      </span>
      <Button size="sm" aria-label={`Revoke ${token.name}`} onClick={() => setAsking(true)}>Revoke…</Button>
      <ConfirmDialog
        open={asking} onClose={() => setAsking(false)} title={`Revoke “${token.name}”?`} confirm="Revoke" danger
        description="Whatever uses it is shut out at once. What it has written stays." onConfirm={revoke}
      />
    </li>
  )
}
