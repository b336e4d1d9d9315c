import type { Commit } from '../../model/tableTypes';

/** All that the writer said, in its own words. */
export function CommitDetails({ commit }: { readonly commit: Commit }) {
  const sections: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['Parameters', commit.operationParameters],
    ['Metrics', commit.operationMetrics],
    ['Writer', { ...optional('engine', commit.engineInfo), ...optional('metadata', commit.userMetadata) }],
  ];
  return (
    <div className="tl-commit__details">
      {sections.filter(([, values]) => Object.keys(values).length > 0).map(([title, values]) => (
        <section key={title}>
          <h4>{title}</h4>
          <dl>
            {Object.entries(values).map(([key, value]) => (
              <div key={key}><dt>{key}</dt><dd>{value}</dd></div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function optional(key: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [key]: value };
}
