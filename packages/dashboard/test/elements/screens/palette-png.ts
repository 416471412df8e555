import { crc32, deflateSync } from "node:zlib";

/** Colours by row, four bytes a pixel: red, green, blue, alpha. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const most = 256;

/**
 * A PNG of one byte a pixel, a third of what a browser writes. A page has a few grounds and inks, and between them the tints of
 * their edges: what is there often stays exact, the other colours take the nearest of those.
 */
export function palettePng({ width, height, data }: Picture): Buffer {
  const { palette, placeOf } = paletteOf(data);
  // Each row begins with its filter. None: flat grounds repeat, and differences between tints do not.
  const rows = Buffer.alloc((width + 1) * height);
  let [last, place] = [-1, 0];
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const colour = colourAt(data, pixel);
    if (colour !== last) [last, place] = [colour, placeOf.get(colour) ?? 0];
    rows[pixel + Math.floor(pixel / width) + 1] = place;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

interface Palette {
  readonly palette: readonly number[];
  readonly placeOf: ReadonlyMap<number, number>;
}

/**
 * Colour after colour, each time the one that the picture would miss most: it is there often, or is far from all that were taken.
 * So a mark of a few pixels keeps its colour among a thousand tints of grey.
 */
function paletteOf(data: Uint8Array): Palette {
  const tints = countColours(data);
  const palette: number[] = [];
  while (palette.length < most) {
    let missed = tints[0];
    for (const tint of tints)
      if (tint.count * tint.distance > (missed?.count ?? 0) * (missed?.distance ?? 0)) missed = tint;
    if (missed === undefined || missed.distance === 0) break;
    const { colour } = missed;
    for (const tint of tints) {
      const distance = distanceOf(tint.colour, colour);
      if (distance >= tint.distance) continue;
      tint.distance = distance;
      tint.place = palette.length;
    }
    palette.push(colour);
  }
  return { palette, placeOf: new Map(tints.map(({ colour, place }) => [colour, place])) };
}

interface Tint {
  readonly colour: number;
  readonly count: number;
  /** The colour of the palette that is nearest, and how far it is. */
  place: number;
  distance: number;
}

/** The most frequent first; by colour where they are as frequent, so that the same picture has the same bytes. */
function countColours(data: Uint8Array): Tint[] {
  const counts = new Map<number, number>();
  let [last, run] = [colourAt(data, 0), 0];
  const count = (): unknown => counts.set(last, (counts.get(last) ?? 0) + run);
  for (let pixel = 0; pixel < data.length / 4; pixel += 1) {
    const colour = colourAt(data, pixel);
    if (colour !== last) {
      count();
      [last, run] = [colour, 0];
    }
    run += 1;
  }
  count();
  return [...counts]
    .map(([colour, count]) => ({ colour, count, place: 0, distance: Infinity }))
    .sort((one, other) => other.count - one.count || one.colour - other.colour);
}

function distanceOf(one: number, other: number): number {
  const apart = (shift: number): number => ((one >> shift) & 255) - ((other >> shift) & 255);
  return apart(16) ** 2 + apart(8) ** 2 + apart(0) ** 2;
}

function colourAt(data: Uint8Array, pixel: number): number {
  const at = pixel * 4;
  return ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
}

function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}
