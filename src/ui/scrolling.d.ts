/*
 * Newer browsers answer with a promise when they have scrolled (Chromium since 150), of which the compiler's list of the DOM does not know. React takes what an effect answers for its
 * end, and calls it: with `void` nobody is told that `return element.scrollIntoView()` crashes. Nothing is to be made of the answer, since older browsers have none.
 */
interface Element {
  scroll(options?: ScrollToOptions): unknown
  scroll(x: number, y: number): unknown
  scrollBy(options?: ScrollToOptions): unknown
  scrollBy(x: number, y: number): unknown
  scrollIntoView(options?: boolean | ScrollIntoViewOptions): unknown
  scrollTo(options?: ScrollToOptions): unknown
  scrollTo(x: number, y: number): unknown
}
interface Window {
  scroll(options?: ScrollToOptions): unknown
  scroll(x: number, y: number): unknown
  scrollBy(options?: ScrollToOptions): unknown
  scrollBy(x: number, y: number): unknown
  scrollTo(options?: ScrollToOptions): unknown
  scrollTo(x: number, y: number): unknown
}
