import { Link } from '@tanstack/react-router'
import MapPinOff from 'lucide-react/icons/map-pin-off'
import { buttonClass } from '../components/button.tsx'
import { Screen } from '../components/screen.tsx'
import { EmptyState } from '../components/empty-state.tsx'

/** An address that leads nowhere. */
export function RouteMissing() {
  return (
    <Screen title="Page not found">
      <EmptyState
        icon={<MapPinOff />}
        title="There is nothing at this address."
        actions={<><Link to="/today" className={buttonClass('primary')}>Go to Today</Link><Link to="/contacts" search={{}} className={buttonClass()}>Go to Contacts</Link></>}
      >
        The link may be old or cut short. Nothing of yours is lost.
      </EmptyState>
    </Screen>
  )
}
