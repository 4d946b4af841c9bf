type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'metaKey' | 'ctrlKey' | 'getModifierState'>

/**
 * What was pressed, as shortcuts name it: "c", "#", "Space", "mod+shift+z". Null: with Alt, which is the browser's own. A sign that is written with
 * AltGr (Windows calls that Ctrl and Alt) or with Option is that sign: on many keyboards "#" and "/" are nowhere else.
 */
export function pressedKey(event: Pressed): string | null {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key
  const isSign = key.length === 1 && !/[\p{L}\p{N}]/u.test(key)
  if (isSign && (event.getModifierState('AltGraph') || (event.altKey && !event.ctrlKey && !event.metaKey))) return key
  if (event.metaKey || event.ctrlKey) return `mod+${event.shiftKey ? 'shift+' : ''}${key}`
  return event.altKey ? null : key
}
