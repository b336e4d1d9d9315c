import type { Place, Route } from '../model/route';
import { Icon, type IconName } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { Menu } from '../ui/Menu';
import { useStore } from '../ui/useStore';
import { Link } from './Link';
import { chooseTheme, theme, type Theme } from './theme';

interface Entry {
  readonly place: Place;
  readonly title: string;
  readonly icon: IconName;
  readonly to: Route;
}

const entries: readonly Entry[] = [
  { place: 'query', title: 'Query', icon: 'query', to: { place: 'query' } },
  { place: 'tables', title: 'Tables', icon: 'tables', to: { place: 'tables', address: { name: '', place: 'overview' } } },
  { place: 'pipelines', title: 'Pipelines', icon: 'stream', to: { place: 'pipelines', address: { view: 'list' } } },
  { place: 'live', title: 'Live', icon: 'live', to: { place: 'live' } },
];

const themes: readonly { readonly theme: Theme; readonly label: string; readonly icon: IconName }[] = [
  { theme: 'system', label: 'As the system', icon: 'system' },
  { theme: 'light', label: 'Light', icon: 'sun' },
  { theme: 'dark', label: 'Dark', icon: 'moon' },
];

function ThemeMenu() {
  const chosen = useStore(theme);
  const icon = themes.find((option) => option.theme === chosen)?.icon ?? 'system';
  const items = themes.map((option) => ({
    label: option.label,
    icon: option.icon,
    ...(option.theme === chosen ? { hint: '✓' } : {}),
    onSelect: () => chooseTheme(option.theme),
  }));
  return <Menu label="Theme" icon={icon} items={items} />;
}

export interface NavigationProps {
  readonly place: string;
  readonly onPalette: () => void;
  readonly onHelp: () => void;
}

export function Navigation({ place, onPalette, onHelp }: NavigationProps) {
  const active = { saved: 'query', jobs: 'pipelines' }[place] ?? place;
  return (
    <nav className="tl-nav" aria-label="Places">
      <Link className="tl-nav__brand" to={{ place: 'query' }} aria-label="Tideline">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 10c2.7-2.7 5.3-2.7 8 0s5.3 2.7 8 0M4 15.5c2.7-2.7 5.3-2.7 8 0s5.3 2.7 8 0" /></svg>
        <span className="tl-nav__name">Tideline</span>
      </Link>
      <ul className="tl-nav__list">
        {entries.map((entry) => (
          <li key={entry.place}>
            <Link className="tl-nav__link" to={entry.to} aria-current={entry.place === active ? 'page' : undefined}>
              <Icon name={entry.icon} />
              <span>{entry.title}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div className="tl-nav__tools">
        <IconButton size="small" icon="search" label="Command palette (Ctrl+K)" onClick={onPalette} />
        <ThemeMenu />
        <IconButton size="small" icon="help" label="Keyboard shortcuts and help (?)" onClick={onHelp} />
      </div>
    </nav>
  );
}
