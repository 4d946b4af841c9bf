import { Link } from '@tanstack/react-router'
import { buttonClass } from '../components/button.tsx'
import { Screen } from '../components/screen.tsx'
import { EmptyState } from '../components/empty-state.tsx'

/** An address that leads nowhere. */
export function RouteMissing() {
  return (
    <Screen title="Page not found">
      <EmptyState title="There is nothing at this address." actions={<Link to="/today" className={buttonClass()}>Go to Today</Link>} />
    </Screen>
  )
}
