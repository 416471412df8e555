import type { Json } from "../../src/decode/json.ts";
import type { CoreContext } from "../../src/handlers/handler.ts";
import type { NotRecordable, Recordable, Recorded } from "../../src/steps/recorded.ts";
import { check, type Equal, type Expect } from "./equal.ts";

interface Quote {
  readonly total: number;
  readonly lines: readonly { readonly sku: string; readonly note?: string }[];
}
interface Tree {
  readonly value: number;
  readonly children: readonly Tree[];
}
interface DatedTree {
  readonly at: Date;
  readonly children: readonly DatedTree[];
}
interface Order {
  readonly orderId: string;
  readonly at: Date;
  readonly tags?: readonly string[];
  cancel(): void;
  onChange?: () => void;
}
class Money {
  readonly cents: number = 1;
  readonly currency = "EUR" as const;
  format(): string {
    return `${this.cents} ${this.currency}`;
  }
}
declare const brand: unique symbol;
type OrderId = string & { readonly [brand]: "OrderId" };

// What JSON holds as it is keeps its own type.
export type PlainStays = [
  Expect<Equal<Recorded<string>, string>>,
  Expect<Equal<Recorded<"a" | 1 | true | null>, "a" | 1 | true | null>>,
  Expect<Equal<Recorded<boolean>, boolean>>,
  Expect<Equal<Recorded<void>, void>>,
  Expect<Equal<Recorded<undefined>, undefined>>,
  Expect<Equal<Recorded<never>, never>>,
  Expect<Equal<Recorded<unknown>, unknown>>,
  // oxlint-disable-next-line typescript/no-explicit-any
  Expect<Equal<Recorded<any>, any>>,
  Expect<Equal<Recorded<Quote>, Quote>>,
  Expect<Equal<Recorded<Quote | undefined>, Quote | undefined>>,
  Expect<Equal<Recorded<readonly Quote[]>, readonly Quote[]>>,
  Expect<Equal<Recorded<[string, number]>, [string, number]>>,
  Expect<Equal<Recorded<Tree>, Tree>>,
  Expect<Equal<Recorded<OrderId>, OrderId>>,
  Expect<Equal<Recorded<{ readonly raw: unknown }>, { readonly raw: unknown }>>,
  Expect<Equal<Recorded<Record<string, number>>, Record<string, number>>>,
];

// What JSON changes is typed as it reads back.
export type ChangedIsMapped = [
  Expect<Equal<Recorded<Date>, string>>,
  Expect<Equal<Recorded<URL>, string>>,
  Expect<Equal<Recorded<{ at: Date; n: number }>, { at: string; n: number }>>,
  Expect<Equal<Recorded<{ at?: Date }>, { at?: string }>>,
  Expect<Equal<Recorded<Date | null>, string | null>>,
  Expect<Equal<Recorded<readonly Date[]>, readonly string[]>>,
  Expect<Equal<Recorded<[Date, number]>, [string, number]>>,
  Expect<Equal<Recorded<Order>, { readonly orderId: string; readonly at: string; readonly tags?: readonly string[] }>>,
  Expect<Equal<Recorded<Money>, { readonly cents: number; readonly currency: "EUR" }>>,
  Expect<Equal<Recorded<{ toJSON(): { at: Date } }>, { at: string }>>,
  Expect<Equal<Recorded<(string | undefined)[]>, (string | null)[]>>,
  Expect<Equal<Recorded<{ a: string; [brand]: Date }>, { a: string }>>,
  Expect<Equal<Recorded<DatedTree>["children"][number]["children"][number]["at"], string>>,
];

// What can be recorded is taken as it is.
export type RecordableIsTaken = [
  Expect<Equal<Recordable<Quote>, unknown>>,
  Expect<Equal<Recordable<Tree>, unknown>>,
  Expect<Equal<Recordable<unknown>, unknown>>,
  Expect<Order extends Recordable<Order> ? true : false>,
  Expect<Money extends Recordable<Money> ? true : false>,
  Expect<DatedTree extends Recordable<DatedTree> ? true : false>,
  Expect<Equal<Recordable<1n>, NotRecordable<"it would be lost">>>,
];

declare const ctx: CoreContext<unknown>;
declare const order: Order;
declare const looseValue: unknown;

// A step gives back what was recorded, for a value and for a promise of one.
const quote = await ctx.step("quote", (): Quote => ({ total: 1, lines: [] }));
const dated = await ctx.step("dated", async () => ({ at: new Date(), price: new Money() }));
const nothing = await ctx.step("nothing", () => undefined);
const silent = await ctx.step(["silent", "key"], async () => {});
const read = await ctx.step("order", () => order);
const count = await ctx.step("count", () => 3);
const sometimes = await ctx.step("sometimes", () => (count > 2 ? order : null));
const loose = await ctx.step("loose", () => looseValue);
// oxlint-disable-next-line typescript/no-explicit-any
const parsed = await ctx.step("parsed", () => JSON.parse("{}") as any);
const either = await ctx.step("either", async () => {
  if (count > 2) return { found: true as const, at: new Date() };
  return { found: false as const };
});
check<Equal<typeof quote, Quote>>();
check<Equal<typeof dated, { at: string; price: { readonly cents: number; readonly currency: "EUR" } }>>();
check<Equal<typeof nothing, undefined>>();
check<Equal<typeof silent, void>>();
check<Equal<typeof read.at, string>>();
check<Equal<typeof count, number>>();
check<Equal<typeof sometimes, Recorded<Order> | null>>();
check<Equal<typeof loose, unknown>>();
// oxlint-disable-next-line typescript/no-explicit-any
check<Equal<typeof parsed, any>>();
if (either.found) either.at.slice(0, 10);

// A function that always throws compiles, and what it gives back is never.
const thrown: Promise<never> = ctx.step("throw", async () => {
  throw new Error("always");
});
await thrown;

// Methods are gone once recorded.
// @ts-expect-error -- `cancel` is a method of the live object only
read.cancel();
// @ts-expect-error -- `format` is a method of the live object only
dated.price.format();
// @ts-expect-error -- the date is text
dated.at.getTime();

declare const streamed: AsyncIterable<string> & { readonly model: string };

// What JSON loses or throws on is refused where it is returned.
// @ts-expect-error -- Map
await ctx.step("map", () => new Map([["a", 1]]));
// @ts-expect-error -- Map, awaited
await ctx.step("map", async () => new Map([["a", 1]]));
// @ts-expect-error -- Set
await ctx.step("set", () => new Set([1]));
// @ts-expect-error -- WeakMap
await ctx.step("weak map", () => new WeakMap<Order, number>());
// @ts-expect-error -- bigint
await ctx.step("bigint", () => 1n);
// @ts-expect-error -- symbol
await ctx.step("symbol", () => Symbol("s"));
// @ts-expect-error -- a function as the value
await ctx.step("function", () => () => 1);
// @ts-expect-error -- a class as the value
await ctx.step("class", () => Money);
// @ts-expect-error -- typed array
await ctx.step("bytes", () => new Uint8Array(1));
// @ts-expect-error -- Buffer, though it has a toJSON
await ctx.step("buffer", () => Buffer.from("a"));
// @ts-expect-error -- ArrayBuffer
await ctx.step("array buffer", () => new ArrayBuffer(1));
// @ts-expect-error -- a stream
await ctx.step("stream", () => new ReadableStream<string>());
// @ts-expect-error -- an answer that streams, inside
await ctx.step("streamed", () => ({ answer: streamed }));
// @ts-expect-error -- RegExp
await ctx.step("regexp", () => /a/);
// @ts-expect-error -- a Set inside
await ctx.step("nested set", () => ({ a: { b: new Set([1]) } }));
// @ts-expect-error -- a promise inside
await ctx.step("nested promise", () => ({ a: Promise.resolve(1) }));
// @ts-expect-error -- a bigint in a list
await ctx.step("nested bigint", () => [{ cents: 1n }]);
// @ts-expect-error -- a function in a list
await ctx.step("nested function", () => [() => 1]);
// @ts-expect-error -- one branch of two
await ctx.step("branch", () => (count > 2 ? { ok: true } : { ok: new Map<string, string>() }));
// @ts-expect-error -- an optional one
await ctx.step("optional", (): { readonly seen?: ReadonlySet<string> } => ({}));

// A value typed Json is taken as it is and comes back as it is, alone and inside others.
declare const json: Json;
declare const perhaps: Json | undefined;
export const sameJson: Promise<Json> = ctx.step("json", () => json);
export const promisedJson: Promise<Json> = ctx.step("promised json", async () => json);
export const perhapsJson: Promise<Json | undefined> = ctx.step("perhaps json", () => perhaps);
export const nestedJson: Promise<{ a: Json; b: Json[] }> = ctx.step("nested json", () => ({ a: json, b: [json] }));
export const elseNull: Promise<Json> = ctx.step("else null", () => perhaps ?? null);
