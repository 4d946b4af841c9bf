const hosts = new Map(Object.entries({
  twitter: 'https://twitter.com/', facebook: 'https://www.facebook.com/', youtube: 'https://www.youtube.com/', instagram: 'https://www.instagram.com/',
  linkedin: 'https://www.linkedin.com/in/', github: 'https://github.com/',
}))

/** A network's handle as a link that opens ("SenatorCantwell" in a Twitter column); anything else as it is. */
export function socialLink(value: string, label: string | null): string {
  if (label === null || /[:/.\s]/.test(value.replace(/^@/, '').replace(/@[\w.-]+$/, ''))) return value
  if (label === 'mastodon') {
    const handle = /^@?([\w.]+)@([\w.-]+\.\w+)$/.exec(value)
    return handle === null ? value : `https://${handle[2]}/@${handle[1]}`
  }
  const host = hosts.get(label)
  return host === undefined || !/^@?[\w.-]+$/.test(value) ? value : host + value.replace(/^@/, '')
}
