/** How the service worker tells the changes workers of open tabs that it noted answers in their mirror, or was told that others changed something. */
const channelName = 'satchel-mirror'

export interface MirrorNews { databaseName: string; news: 'answers' | 'hint' }

export function tellMirrorNews(databaseName: string, news: MirrorNews['news'] = 'answers'): void {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage({ databaseName, news } satisfies MirrorNews)
  channel.close()
}

export function listenForMirrorNews(databaseName: string, listener: (news: MirrorNews['news']) => void): void {
  new BroadcastChannel(channelName).addEventListener('message', ({ data }: MessageEvent<MirrorNews>) => {
    if (data.databaseName === databaseName) listener(data.news)
  })
}
