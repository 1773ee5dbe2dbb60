import { expect, test } from "vitest";
import { slice } from "./shell";

const clip = new Blob(["0123456789"]);
const part = async (range: string) => {
  const answer = slice(clip, range, "video/mp4");
  return [answer.status, answer.headers.get("Content-Range"), await answer.text()];
};

test("a seek gets its part of the clip, and what lies outside is refused", async () => {
  expect(await part("bytes=0-3")).toEqual([206, "bytes 0-3/10", "0123"]);
  expect(await part("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await part("bytes=-2")).toEqual([206, "bytes 8-9/10", "89"]);
  expect(await part("bytes=8-99")).toEqual([206, "bytes 8-9/10", "89"]);
  for (const outside of ["bytes=10-", "bytes=5-2", "bytes=-0", "bytes=-", "lines=1-2"]) expect(await part(outside)).toEqual([416, "bytes */10", ""]);
});
