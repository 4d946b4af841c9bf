/*
 * The service worker's door. A new build waits until the page, its drafts safe, says so; Background Sync is registered by the page under
 * `backgroundSyncTag` of the changes worker's contract.
 */

/** `registration.waiting.postMessage(skipWaiting)`: the new build takes over; reload on `controllerchange`. */
export const skipWaiting = { type: 'SKIP_WAITING' } as const
export type ToServiceWorker = typeof skipWaiting

/** To a page: somebody clicked a notification; go there. */
export interface FromServiceWorker { type: 'OPEN'; path: string }
