import { placeTitles } from '../../model/tablePlace';
import { DdlPlace } from './DdlPlace';
import { DiffPlace } from './DiffPlace';
import { FilesPlace } from './FilesPlace';
import { HistoryPlace } from './HistoryPlace';
import { OverviewPlace } from './OverviewPlace';
import { placePanel } from './PlaceTabs';
import { ProfilePlace } from './ProfilePlace';
import { PropertiesPlace } from './PropertiesPlace';
import { SamplePlace } from './SamplePlace';
import { SchemaPlace } from './SchemaPlace';
import type { PlaceProps } from './placeProps';

interface ViewProps extends PlaceProps {
  readonly onMore: (() => void) | undefined;
}

export function TablePlaceView(props: ViewProps) {
  return (
    <div role="tabpanel" id={placePanel} aria-label={placeTitles[props.address.place]}>
      <Place {...props} />
    </div>
  );
}

function Place(props: ViewProps) {
  switch (props.address.place) {
    case 'overview': return <OverviewPlace {...props} />;
    case 'schema': return <SchemaPlace {...props} />;
    case 'sample': return <SamplePlace {...props} />;
    case 'profile': return <ProfilePlace {...props} />;
    case 'history': return <HistoryPlace {...props} />;
    case 'diff': return <DiffPlace {...props} />;
    case 'files': return <FilesPlace {...props} />;
    case 'properties': return <PropertiesPlace {...props} />;
    case 'ddl': return <DdlPlace {...props} />;
  }
}
