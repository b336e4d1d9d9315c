import { Button } from '../../ui/Button';

interface NotFoundProps {
  readonly name: string;
  /** Whether it was on screen before: then it was removed, not mistyped. */
  readonly wasThere: boolean;
  readonly nearest: readonly string[];
  readonly onOpen: (name: string) => void;
}

export function NotFound({ name, wasThere, nearest, onOpen }: NotFoundProps) {
  return (
    <section className="tl-explorer__main tl-blank" role={wasThere ? 'alert' : undefined}>
      <h1>{wasThere ? `${name} is gone` : `There is no table ${name}`}</h1>
      <p className="tl-muted">
        {wasThere
          ? 'Someone removed its folder or forgot it while it was open here. Should it come back, it opens again by itself.'
          : 'It may have been renamed, moved or forgotten. Should it appear, it opens by itself.'}
      </p>
      {nearest.length > 0 && (
        <>
          <p>Names like it:</p>
          <ul className="tl-blank__names">
            {nearest.map((one) => <li key={one}><Button onClick={() => onOpen(one)}>{one}</Button></li>)}
          </ul>
        </>
      )}
    </section>
  );
}
