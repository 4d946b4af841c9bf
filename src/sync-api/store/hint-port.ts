/* The part of the storage port (port.ts) that knows which devices are told of changes by Web Push. */

/** One for each person, device and workspace. */
export interface HintSubscription {
  workspaceId: string
  userId: string
  deviceId: string
  /** Made anew each time that the device asks for something else; what it knows a hint by. */
  id: string
  /** Where its push service takes messages for it, and what they are encrypted for. */
  endpoint: string
  p256dh: string
  auth: string
  entities: string[]
  createdAt: string
}

export interface HintStore {
  of(workspaceId: string): Promise<HintSubscription[]>
  /** In place of the device's former one. */
  save(subscription: HintSubscription): Promise<void>
  /** `id`: only where it is still this one. */
  remove(workspaceId: string, userId: string, deviceId: string, id?: string): Promise<void>
}
