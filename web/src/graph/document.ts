declare const shape: unique symbol;

/** A GraphQL document: a plain string at run time, its result and variables known to the compiler. */
export type Document<Result, Variables = Record<string, never>> = string & { [shape]?: (variables: Variables) => Result };
