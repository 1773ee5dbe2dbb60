import { defineConfig } from "vite";
import { worker } from "./vite/worker.ts";

const server = process.env["TIRO_DEV_SERVER"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // nothing inline: the Content-Security-Policy forbids it
    modulePreload: { polyfill: false },
  },
  plugins: [worker()],
  server: {
    proxy: Object.fromEntries(["/graphql", "/auth", "/media"].map((path) => [path, { target: server, ws: path === "/graphql" }])),
  },
});
