import type { MouseEvent } from 'react'

/** Whether a click on a link is the page's to follow; every other (new tab, copy address) is the browser's. */
export const isPlainClick = (event: MouseEvent): boolean => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
