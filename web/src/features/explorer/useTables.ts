import { useCallback, useEffect, useReducer } from 'react';
import { listen } from '../../api/events';
import { listTables } from '../../api/tables';
import { emptyTableList, tableListReducer, type TableListState } from '../../model/tableList';
import type { TableEntry } from '../../model/tableTypes';

export interface Tables {
  readonly state: TableListState<TableEntry>;
  readonly reload: () => void;
  readonly noteTimes: (table: string, times: readonly number[]) => void;
}

/** The list of tables, kept new by the feed. */
export function useTables(): Tables {
  const [state, dispatch] = useReducer(tableListReducer<TableEntry>, undefined, () => emptyTableList<TableEntry>());
  useEffect(
    () =>
      listen({
        topics: ['tables'],
        onEvent: (event) => {
          if (event.type === 'table') dispatch({ type: 'event', event: event.table });
          // Events may have been missed, or not yet been listened to.
          if (event.type === 'hello' && !event.resumed) dispatch({ type: 'reload' });
        },
      }),
    [],
  );
  useEffect(() => {
    if (state.phase !== 'needed') return;
    dispatch({ type: 'start' });
    listTables().then(
      (tables) => dispatch({ type: 'answer', tables }),
      (error: unknown) => dispatch({ type: 'failure', error: error instanceof Error ? error : new Error(String(error)) }),
    );
  }, [state.phase, state.round]);
  const reload = useCallback(() => dispatch({ type: 'reload' }), []);
  const noteTimes = useCallback(
    (table: string, times: readonly number[]) => dispatch({ type: 'times', table, times }),
    [],
  );
  return { state, reload, noteTimes };
}
