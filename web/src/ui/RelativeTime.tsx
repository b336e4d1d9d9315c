import { formatAge, formatMoment } from '../model/format';
import { useNow } from './useNow';

/** "12 s ago", with the moment itself in the viewer's zone while the pointer rests on it. */
export function RelativeTime({ time }: { readonly time: string }) {
  const now = useNow();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return <time dateTime={time} title={`${formatMoment(time, zone)} (${zone})`}>{formatAge(now - Date.parse(time))}</time>;
}
