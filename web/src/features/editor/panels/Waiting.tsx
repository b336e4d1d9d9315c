import { Spinner } from '../../../ui/Spinner';

export function Waiting({ label }: { readonly label: string }) {
  return (
    <div className="tl-ed-drawer__waiting">
      <Spinner label={label} />
    </div>
  );
}
