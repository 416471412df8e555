/** Exact equality of two types; `any` equals only `any`. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `check<Equal<typeof value, Expected>>()` compiles only when they are equal. These files are compiled, never run. */
export declare function check<_Holds extends true>(): void;
