/* Prepended to every script by the proxy of a test (faulty-proxy.ts), so it runs in page and workers before the product's first line. */
if (!self.movableClock) {
  const RealDate = Date
  // A page that is loaded anew goes on where it was, and its workers ask it.
  const clock = { offset: Number(self.localStorage?.getItem('test.movable-clock') ?? 0), moves: new BroadcastChannel('test.movable-clock') }
  // A thread that starts later asks those that are there.
  clock.moves.onmessage = ({ data }) => {
    if (data === 'how far?') { if (clock.offset !== 0) clock.moves.postMessage(clock.offset) } else clock.offset = data
  }
  clock.moves.postMessage('how far?')
  self.movableClock = {
    set(offset) {
      clock.offset = offset
      localStorage.setItem('test.movable-clock', offset)
      clock.moves.postMessage(offset)
    },
  }
  self.Date = class extends RealDate {
    constructor(...given) { super(...(given.length === 0 ? [RealDate.now() + clock.offset] : given)) }
    static now() { return RealDate.now() + clock.offset }
  }
}
