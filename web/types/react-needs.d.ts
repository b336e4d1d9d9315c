/** What @types/react names and Debian's packages lack: of `csstype` only what a `style` attribute takes here. */
declare module 'csstype' {
  type Value = string | number | undefined;
  export interface Properties<Length = string | number, Time = string> {
    [property: string]: Value | Length | Time;
  }
}

declare module 'prop-types' {
  export interface Validator<T> {
    (props: Record<string, unknown>, name: string, component: string): Error | null;
    readonly accepted?: T;
  }
  export interface Requireable<T> extends Validator<T | undefined | null> {
    readonly isRequired: Validator<NonNullable<T>>;
  }
  export type ValidationMap<T> = { [Key in keyof T]?: Validator<T[Key]> };
  export type WeakValidationMap<T> = { [Key in keyof T]?: Validator<T[Key]> };
  export type ReactComponentLike = string;
  export type ReactElementLike = { readonly type: ReactComponentLike };
  export type ReactNodeLike = unknown;
  export type InferProps<T> = { [Key in keyof T]: unknown };
}

declare module 'scheduler/tracing' {
  export interface Interaction {
    readonly id: number;
    readonly name: string;
    readonly timestamp: number;
  }
}
