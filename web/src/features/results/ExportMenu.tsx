import { useEffect, useRef } from 'react';
import { Menu } from '../../ui/Menu';
import { exportFormats } from './exportRun';
import type { ExportOffer, ExportStore } from './exportStore';

export type { Notify } from './exportStore';

export interface ExportMenuProps {
  readonly exports: ExportStore;
  readonly offer: ExportOffer;
}

/** The rows as they are shown, as a file, read from the spool: the statement doesn't run again. */
export function ExportMenu({ exports, offer }: ExportMenuProps) {
  const newest = useRef(offer);
  newest.current = offer;
  useEffect(() => exports.offer(() => newest.current), [exports]);
  return <Menu label="Export" icon="download" hasText items={exportFormats.map(({ format, label, extension }) => ({ label, hint: `.${extension}`, onSelect: () => exports.start(offer, format) }))} />;
}
