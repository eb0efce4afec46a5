import { defineConfig } from "vitest/config";

// One entry per island; the server reads the manifest and puts the right files on a page.
export default defineConfig({
  base: "/static/",
  publicDir: false,
  build: {
    outDir: "../api/static",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    rollupOptions: {
      input: { site: "src/site.ts", explorer: "src/explorer.ts", sparql: "src/sparql.ts" },
    },
  },
  worker: { format: "es" },
  test: { environment: "jsdom", include: ["test/**/*.test.ts"] },
});
