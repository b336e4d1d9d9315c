import { parseDrawer, type DrawerName } from './editorDrawer';
import { liveSearch, parseLiveAddress, type LiveAddress } from './liveAddress';
import { parsePipelineAddress, pipelinePath, type PipelineAddress } from './pipelinePlace';
import { parseTableAddress, tablePath, type TableAddress } from './tablePlace';

/** What an address of the page shows. */
export type Route =
  | { readonly place: 'query'; readonly tabId?: string; readonly drawer?: DrawerName }
  | { readonly place: 'saved'; readonly savedId: string }
  | { readonly place: 'tables'; readonly address: TableAddress }
  | { readonly place: 'live'; readonly liveId?: string; readonly statement?: LiveAddress }
  | { readonly place: 'pipelines'; readonly address: PipelineAddress }
  /** Of one table, or of all. */
  | { readonly place: 'jobs'; readonly table?: string }
  | { readonly place: 'unknown'; readonly path: string };

export type Place = 'query' | 'tables' | 'live' | 'pipelines' | 'jobs';

export function parseRoute(path: string, search: string): Route {
  const [place = '', id = ''] = path.split('/').filter(Boolean);
  switch (place) {
    case '':
      return { place: 'query' };
    case 'query':
      return queryRoute(id, search);
    case 'saved':
      return id ? { place: 'saved', savedId: decoded(id) } : { place: 'query' };
    case 'tables':
      return { place: 'tables', address: parseTableAddress(path, search) };
    case 'live':
      return liveRoute(id, search);
    case 'pipelines':
      return { place: 'pipelines', address: parsePipelineAddress(path) };
    case 'jobs':
      return jobsRoute(search);
    default:
      return { place: 'unknown', path };
  }
}

function queryRoute(id: string, search: string): Route {
  const drawer = parseDrawer(new URLSearchParams(search).get('panel'));
  return { place: 'query', ...(id ? { tabId: decoded(id) } : {}), ...(drawer ? { drawer } : {}) };
}

function liveRoute(id: string, search: string): Route {
  if (id) return { place: 'live', liveId: decoded(id) };
  const statement = parseLiveAddress(search);
  return { place: 'live', ...(statement ? { statement } : {}) };
}

export function pathOf(route: Route): string {
  switch (route.place) {
    case 'query':
      return `${route.tabId ? `/query/${encodeURIComponent(route.tabId)}` : '/query'}${route.drawer ? `?panel=${route.drawer}` : ''}`;
    case 'saved':
      return `/saved/${encodeURIComponent(route.savedId)}`;
    case 'tables':
      return tablePath(route.address);
    case 'live':
      return route.liveId ? `/live/${encodeURIComponent(route.liveId)}` : `/live${route.statement ? liveSearch(route.statement) : ''}`;
    case 'pipelines':
      return pipelinePath(route.address);
    case 'jobs':
      return route.table ? `/jobs?table=${encodeURIComponent(route.table)}` : '/jobs';
    case 'unknown':
      return route.path;
  }
}

function jobsRoute(search: string): Route {
  const table = new URLSearchParams(search).get('table') ?? '';
  return table === '' ? { place: 'jobs' } : { place: 'jobs', table };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
