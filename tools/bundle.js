// Bundles the views: helpers/widgets/NAME/NAME.js and NAME.css, with what they import, become one
// module and one style sheet in helpers/widgets/bundles/. The bundles are committed, so that nobody
// needs Node to learn.
//
//   node tools/bundle.js           write them
//   node tools/bundle.js --check   say which are not current, and exit with 1
//   node tools/bundle.js --watch   write them again at every change
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import esbuild from "esbuild";

const WIDGETS = resolve(import.meta.dirname, "../helpers/widgets");
const BUNDLES = join(WIDGETS, "bundles");
const COMMON = {
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  logLevel: "warning",
};

const [mode] = process.argv.slice(2);
const builds = allBuilds();
if (mode === "--watch") await watch();
else if (mode === "--check") await check();
else await Promise.all(builds.map((options) => esbuild.build(options)));

function allBuilds() {
  const names = readdirSync(WIDGETS).filter((name) => existsSync(join(WIDGETS, name, `${name}.js`)));
  return [script("loader", "shared/loader.js"), ...names.flatMap((name) => [view(name), style(name)])];
}

function view(name) {
  return script(name, `${name}/${name}.js`);
}

function script(name, entry) {
  const out = join(BUNDLES, `${name}.js`);
  return { ...COMMON, format: "esm", entryPoints: [join(WIDGETS, entry)], outfile: out };
}

// A view's own style follows the one that all share.
function style(name) {
  const files = ["shared/style.css", `${name}/${name}.css`].filter((file) => existsSync(join(WIDGETS, file)));
  const contents = files.map((file) => `@import "./${file}";`).join("\n");
  const stdin = { contents, loader: "css", resolveDir: WIDGETS };
  return { ...COMMON, stdin, outfile: join(BUNDLES, `${name}.css`) };
}

async function check() {
  const results = await Promise.all(builds.map((options) => esbuild.build({ ...options, write: false })));
  const fresh = results.flatMap((result) => result.outputFiles);
  const stale = fresh.filter(({ path, text }) => !existsSync(path) || readFileSync(path, "utf8") !== text);
  const wanted = new Set(fresh.map(({ path }) => path));
  const extra = readdirSync(BUNDLES).filter((file) => !wanted.has(join(BUNDLES, file)));
  for (const { path } of stale) console.error(`not current: ${path.slice(BUNDLES.length + 1)}`);
  for (const file of extra) console.error(`of no view: ${file}`);
  if (stale.length + extra.length > 0) {
    console.error("run `make bundles`");
    process.exitCode = 1;
  }
}

async function watch() {
  for (const options of builds) {
    const context = await esbuild.context({ ...options, logLevel: "info" });
    await context.watch();
  }
}
