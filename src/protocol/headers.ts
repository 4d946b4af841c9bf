/** Names every sync call carries; protocol.md, Endpoints. */
export const headers = {
  workspace: 'Satchel-Workspace',
  user: 'Satchel-User',
  /** Who sends: `page` (the changes worker) or `service-worker`. For the log only; nothing is decided by it. */
  sender: 'Satchel-Sender',
  /** The device's key over what is written (signed.ts); base64url. */
  signature: 'Satchel-Signature',
} as const
