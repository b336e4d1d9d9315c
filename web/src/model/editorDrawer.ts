/** The panels beside the editor. */
export const drawerNames = ['explain', 'suggestions', 'saved', 'history'] as const;

export type DrawerName = (typeof drawerNames)[number];

export const drawerTitles: Readonly<Record<DrawerName, string>> = {
  explain: 'Explain the statement',
  suggestions: 'Suggested queries',
  saved: 'Saved queries',
  history: 'History of queries',
};

export function parseDrawer(text: string | null): DrawerName | undefined {
  return drawerNames.find((name) => name === text);
}
