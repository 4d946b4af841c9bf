/*
 * What tabs and the port broker say to each other. The broker (a SharedWorker) knows no data: it only carries MessagePorts from a tab
 * to the tab that leads, because a BroadcastChannel cannot carry ports. Its messages must stay readable to older and newer tabs:
 * a running SharedWorker outlives an update of the app.
 */

/** Which of the leader's workers a port is for. */
export type PortRole = 'data' | 'changes'

export type ToBroker =
  /** Sent first: this tab holds the Web Lock of that name for as long as it lives, and no longer. */
  | { type: 'here'; lock: string }
  /** This tab leads the database now. */
  | { type: 'lead'; database: string }
  | { type: 'resign'; database: string }
  /** Carries the transferred port to whoever leads. Where nobody does it is dropped with the next `leader`, upon which the tab connects anew. */
  | { type: 'connect'; database: string; role: PortRole }
  /** Is the leader's tab awake? It answers through the broker. */
  | { type: 'ping'; database: string }
  | { type: 'pong'; database: string }

export type FromBroker =
  /** Answers `here`: the broker holds the Web Lock of that name for as long as it lives. */
  | { type: 'here'; lock: string }
  | ToTab

/** What is about a database. */
export type ToTab =
  /** Somebody leads: ports to a former leader are dead, connect again. `term` rises with every leader. */
  | { type: 'leader'; database: string; term: number }
  | { type: 'connect'; database: string; role: PortRole }
  | { type: 'ping'; database: string }
  | { type: 'pong'; database: string }
