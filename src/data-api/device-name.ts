/** "Chrome on Linux": what the history calls this device until somebody names it. */
export function deviceName(agent = navigator.userAgent): string {
  const find = (known: readonly (readonly [RegExp, string])[], otherwise: string): string => known.find(([pattern]) => pattern.test(agent))?.[1] ?? otherwise
  return `${find(browsers, 'Browser')} on ${find(systems, 'this device')}`
}

// The first that fits: Chrome's agent also names Safari, Edge's also Chrome.
const browsers = [[/Edg\//, 'Edge'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari']] as const
const systems = [[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Mac OS X/, 'macOS'], [/Windows/, 'Windows'], [/Linux/, 'Linux']] as const
