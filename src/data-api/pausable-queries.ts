import { QueryClient, type Query } from '@tanstack/react-query'

/**
 * The queries of a part of the page that is not always seen. While it is not, commits only mark them, and none of them is read again for it; those that
 * others ask as well go on. `catchUp` reads what was marked, once.
 */
export class PausableQueryClient extends QueryClient {
  readonly #isOn: () => boolean
  readonly #base: QueryClient

  /** @param isOn asked whenever a query would be read */
  constructor(base: QueryClient, isOn: () => boolean) {
    super({ queryCache: base.getQueryCache(), mutationCache: base.getMutationCache(), defaultOptions: base.getDefaultOptions() })
    this.#base = base
    this.#isOn = isOn
  }

  override defaultQueryOptions = ((options: Parameters<QueryClient['defaultQueryOptions']>[0]) => {
    if (options._defaulted === true) return options
    const defaulted = super.defaultQueryOptions(options), { enabled } = defaulted
    if (enabled === false) return defaulted
    const isOn = this.#isOn
    return { ...defaulted, enabled: typeof enabled === 'function' ? (query: Query) => isOn() && enabled(query as never) : isOn }
  }) as QueryClient['defaultQueryOptions']

  /** Reads what was committed to meanwhile, and what was first asked for meanwhile. */
  catchUp(): void {
    const isDue = ({ state: { data, isInvalidated, fetchStatus } }: Query): boolean => fetchStatus === 'idle' && (isInvalidated || data === undefined)
    void this.#base.refetchQueries({ type: 'active', predicate: isDue })
  }
}
