import { boolean, number, object, string, type Decoder } from './decode';

/** The answer of `/healthz` and `/readyz`. */
export interface Health {
  readonly status: string;
  readonly version: string;
  readonly uptimeSeconds: number;
  /** The folder of the lake's tables, on the server's machine. */
  readonly lake?: string;
  readonly program?: string;
  readonly engine: {
    readonly kind: string;
    readonly state: string;
    readonly isReady: boolean;
    readonly version?: string;
    readonly restarts: number;
    readonly activeQueries: number;
  };
}

export const decodeHealth: Decoder<Health> = object(
  {
    status: string,
    version: string,
    uptimeSeconds: number,
    engine: object(
      { kind: string, state: string, isReady: boolean, restarts: number, activeQueries: number },
      { version: string },
    ),
  },
  { lake: string, program: string },
);
