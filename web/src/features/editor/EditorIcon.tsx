/** What only the editor shows, on ui's grid of 16. */
const outlines = {
  runAll: 'M2.5 4v8L7.5 8zM8 4v8l5.5-4z',
  save: 'M3 3h8l2 2v8H3zM5.5 3v3.5h5V3M5.5 13V9.5h5V13',
  file: 'M4 2h5.5L12.5 5v9H4zM9 2v3.5h3.5',
  plan: 'M2.5 3h4v3h-4zM9.5 6.5h4v3h-4zM9.5 11h4v3h-4zM4.5 6v6.5h5M4.5 8h5',
  idea: 'M6 12.5h4M6.5 14h3M8 2a4 4 0 0 0-2.3 7.3c.5.4.8 1 .8 1.7h3c0-.7.3-1.3.8-1.7A4 4 0 0 0 8 2z',
  rename: 'M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z',
} as const;

export type EditorIconName = keyof typeof outlines;

/** Decoration only: what it stands beside carries the name. */
export function EditorIcon({ name }: { readonly name: EditorIconName }) {
  return (
    <svg className="tl-icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={outlines[name]} />
    </svg>
  );
}
