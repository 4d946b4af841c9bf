/** How the service worker tells the changes workers of open tabs that it noted answers in their mirror. */
const channelName = 'satchel-mirror'

export interface MirrorNews { databaseName: string }

export function tellMirrorNews(databaseName: string): void {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage({ databaseName } satisfies MirrorNews)
  channel.close()
}

export function listenForMirrorNews(databaseName: string, listener: () => void): void {
  new BroadcastChannel(channelName).addEventListener('message', ({ data }: MessageEvent<MirrorNews>) => {
    if (data.databaseName === databaseName) listener()
  })
}
