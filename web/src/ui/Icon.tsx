/** Outlines on a grid of 16, drawn with the text's colour. */
const outlines = {
  query: 'M2.5 3.5h11v9h-11zM5 6.5l2 1.5-2 1.5M8.5 9.5h3',
  tables: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  live: 'M1.5 8h3l2-4.5 3 9 2-4.5h3',
  stream: 'M1.5 4.5h5.5a3 3 0 0 1 3 3v1a3 3 0 0 0 3 3h1M1.5 11.5H6M12.5 9.5l2 2-2 2',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5l3 3',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  check: 'M3 8.5l3.5 3.5L13 5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  sun: 'M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  system: 'M2.5 3.5h11v7h-11zM6 13.5h4M8 10.5v3',
  play: 'M5 3.5v9l7-4.5z',
  stop: 'M4 4h8v8H4z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  back: 'M10 3.5L5.5 8l4.5 4.5',
  forward: 'M6 3.5L10.5 8 6 12.5',
  newest: 'M4 3.5L8.5 8 4 12.5M12 3.5v9',
  down: 'M3.5 6L8 10.5 12.5 6',
  download: 'M8 2.5v7.5M4.5 7L8 10.5 11.5 7M2.5 13.5h11',
  upload: 'M8 10.5V3M4.5 6L8 2.5 11.5 6M2.5 13.5h11',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  help: 'M6 6a2 2 0 1 1 2.7 1.9c-.5.2-.7.6-.7 1.1v.5M8 11.8h.01M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z',
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 1.5',
  refresh: 'M13 3v3.5H9.5M12.8 6.5A5 5 0 1 0 13 9.5',
  filter: 'M2.5 3.5h11L9.5 8.5v4l-3 1.5v-5.5z',
  lock: 'M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2M8 10v1.5',
  folder: 'M2 4.5h4.5L8 6h6v7H2z',
  star: 'M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z',
  trash: 'M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.5 9h6l.5-9',
  warning: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.3h.01',
} as const;

export type IconName = keyof typeof outlines;

/** Decoration: whoever uses it names what it stands for. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="tl-icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={outlines[name]} />
    </svg>
  );
}
