import { ExportStore } from '../features/results/exportStore';
import { notify } from './notices';

/** One for the page's life: an export goes on while tabs and places change. */
export const exports = new ExportStore(notify);

/** The browser asks before it closes a page whose exports would be lost. */
export function guardExports(): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    if (exports.get().length > 0) event.preventDefault();
  };
  addEventListener('beforeunload', ask);
  return () => removeEventListener('beforeunload', ask);
}
