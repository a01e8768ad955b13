// Runs tflint's own wheel in Pyodide, away from the page's thread.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const started = start();

async function start() {
  const [pyodide, files] = await Promise.all([
    loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href }),
    fetch("files.json").then((answer) => answer.json()),
  ]);
  const extractDir = pyodide.runPython("import sysconfig; sysconfig.get_paths()['purelib']");
  await Promise.all(files.wheels.map(async (name) => {
    const answer = await fetch(name);
    pyodide.unpackArchive(await answer.arrayBuffer(), "wheel", { extractDir });
  }));
  const source = await (await fetch("engine.py")).text();
  pyodide.FS.writeFile(`${extractDir}/engine.py`, source);
  const engine = pyodide.pyimport("engine");
  postMessage({ kind: "ready", boards: JSON.parse(engine.boards()) });
  return { pyodide, engine };
}

function checked({ pyodide, engine }, { name, bytes, board, arena }) {
  const begun = performance.now();
  const result = JSON.parse(engine.check(name, pyodide.toPy(bytes), board, arena));
  postMessage({ kind: "checked", ...result, seconds: (performance.now() - begun) / 1000 });
}

function fixed({ pyodide, engine }, { name, bytes, board }) {
  const result = engine.fix(name, pyodide.toPy(bytes), board);
  const [text, file, svg] = [result.get(0), result.get(1), result.get(2)];
  const data = file ? file.toJs() : null;
  postMessage({ kind: "fixed", text, svg: svg ?? null, file: data, name: name.replace(/\.tflite$/, ".fixed.tflite") });
}

onmessage = async ({ data }) => {
  try {
    const python = await started;
    (data.kind === "fix" ? fixed : checked)(python, data);
  } catch (error) {
    postMessage({ kind: "failed", why: String(error.message ?? error).trim().split("\n").at(-1) });
  }
};
started.catch((error) => postMessage({ kind: "failed", why: `tflint could not be loaded: ${error.message ?? error}` }));
