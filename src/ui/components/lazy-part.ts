import { createElement, use, type FunctionComponent, type ReactNode } from 'react'
import { fetched } from '../../shared/fetched.ts'

/** A component that loads when it is first drawn. `preload` never rejects, and is gone once it is here. */
export type LazyPart<P> = FunctionComponent<P> & { preload?: () => Promise<void> }

/**
 * As React's `lazy`, which never asks again for what could not be fetched, and the router's, which loads the page anew for it: before the app is installed, and with the network gone, the
 * browser has none to show. Here the nearest boundary says so, and `askForPartsAgain` lets it try once more.
 */
export function lazyPart<C extends (props: never) => ReactNode>(load: () => Promise<{ default: C }>): LazyPart<Parameters<C>[0]> {
  let here: FunctionComponent<Parameters<C>[0]> | null = null, missed: unknown = null, loading: Promise<void> | null = null
  const onLoaded = (module: { default: C }): void => {
    here = module.default as unknown as FunctionComponent<Parameters<C>[0]>
    delete Part.preload
  }
  const onMissed = (error: unknown): void => {
    missed = error
    forgetters.add(() => { missed = null })
  }
  const preload = (): Promise<void> => {
    missed = null
    loading ??= fetched(load()).then(onLoaded, onMissed).finally(() => { loading = null })
    return loading
  }
  const Part: LazyPart<Parameters<C>[0]> = (props) => {
    if (here === null && missed === null) use(preload())
    if (here === null) throw missed
    return createElement(here, props)
  }
  Part.preload = preload
  return Part
}

/** What could not be fetched is asked for when it is next drawn. */
export function askForPartsAgain(): void {
  for (const forget of forgetters) forget()
  forgetters.clear()
}

const forgetters = new Set<() => void>()
