import type { KnownHistory } from '../../model/tableHistory';
import type { TableAddress } from '../../model/tablePlace';
import type { Commit, TableDetail } from '../../model/tableTypes';

/** What each place of a table is told. */
export interface PlaceProps {
  readonly address: TableAddress;
  /** The table at the version looked at. */
  readonly detail: TableDetail;
  /** The newest version that is known. */
  readonly newest: number;
  readonly history: KnownHistory<Commit> | undefined;
}
