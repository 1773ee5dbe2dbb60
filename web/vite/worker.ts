import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { build, type Plugin } from "vite";

/** Rooms that a learner never enters: fetched when first opened, not with the shell. */
const apart = ["/src/manage/", "/src/impact/", "/src/author/", "/src/ui/charts/", "/messages/manage.", "/messages/impact."];
const fixed = ["/", "/manifest.webmanifest", "/icons/tiro.svg", "/icons/192.png"];

/**
 * Builds `src/worker.ts` into one classic script at `/worker.js`, told what belongs to this release.
 * One file at a fixed address: a worker must be found again by the next release.
 */
export function worker(): Plugin {
  let root = "";
  let outDir = "";
  let shell: string[] = [];
  return {
    name: "tiro-worker",
    apply: "build",
    configResolved(config) {
      root = config.root;
      outDir = resolve(root, config.build.outDir);
    },
    writeBundle(_, bundle) {
      shell = Object.values(bundle)
        .filter((file) => file.fileName.startsWith("assets/"))
        .filter((file) => !sources(file).some((source) => apart.some((room) => source.includes(room))))
        .map((file) => `/${file.fileName}`)
        .sort();
    },
    async closeBundle() {
      const page = await readFile(resolve(outDir, "index.html"));
      const release = createHash("sha256").update(page).update(shell.join()).digest("hex").slice(0, 12);
      await build({
        root,
        configFile: false,
        publicDir: false,
        logLevel: "warn",
        define: { __SHELL__: JSON.stringify([...fixed, ...shell]), __RELEASE__: JSON.stringify(release) },
        build: {
          outDir,
          emptyOutDir: false,
          target: "es2022",
          lib: { entry: "src/worker.ts", formats: ["iife"], name: "tiro", fileName: () => "worker.js" },
        },
      });
    },
  };
}

type File = { type: string; moduleIds?: string[]; originalFileNames?: string[]; names?: string[] };

function sources(file: File): string[] {
  return [...(file.moduleIds ?? []), ...(file.originalFileNames ?? [])];
}
