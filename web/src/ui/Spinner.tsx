export function Spinner({ label }: { readonly label: string }) {
  return <span className="tl-spinner" role="status" aria-label={label} />;
}
