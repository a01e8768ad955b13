// The page: asks the worker, shows what it answers. Everything that comes from a model is set as text, never as markup;
// the map is tflint's own SVG, whose names are escaped.
const $ = (id) => document.getElementById(id);
const worker = new Worker("worker.js", { type: "module" });
let model = null;
let asked = 0;

function ask(kind, message = {}, transfer = []) {
  asked += 1;
  worker.postMessage({ id: asked, kind, ...message }, transfer);
}

const answers = {
  ready({ boards }) {
    const select = $("board");
    select.replaceChildren(...boards.map(({ name, title }) => new Option(title || name, name)));
    select.value = wanted() ?? "arduino-nano-33-ble-sense";
    if (!select.value) select.selectedIndex = 0;
    select.disabled = false;
    performance.mark("tflint-ready");
    say("Ready. Choose a model.");
    if (model) check();
  },
  checked(result) {
    showFindings(result.findings, result.trouble);
    showPlan(result.plan);
    $("boards").replaceChildren(...result.targets.map(row));
    $("resolver").textContent = result.resolver;
    $("fixed").textContent = "";
    $("copied").textContent = "";
    $("download").hidden = true;
    showAfter(null);
    $("results").hidden = false;
    say(`Checked ${model.name} in ${result.seconds.toFixed(2)} s.`);
    performance.mark("tflint-checked");
    document.documentElement.dataset.checked = String(asked);
  },
  fixed({ text, file, svg, name }) {
    $("fixed").textContent = text;
    $("fix").disabled = false;
    if (file) {
      const link = $("download");
      URL.revokeObjectURL(link.href);
      link.href = URL.createObjectURL(new Blob([file]));
      link.download = name;
      link.hidden = false;
    }
    showAfter(svg);
    document.documentElement.dataset.fixed = "1";
  },
  failed({ why }) {
    say(why);
    document.documentElement.dataset.failed = why;
    $("fix").disabled = false;
  },
};

worker.onmessage = ({ data }) => answers[data.kind](data);
worker.onerror = (event) => say(`The page could not start: ${event.message}`);

function say(text) {
  $("status").textContent = text;
}

function wanted() {
  return new URLSearchParams(location.hash.slice(1)).get("board");
}

function check() {
  if (!model || $("board").disabled) return;
  delete document.documentElement.dataset.failed;
  say(`Checking ${model.name}…`);
  ask("check", { name: model.name, bytes: model.bytes, board: $("board").value, arena: $("arena").value.trim() });
}

function showFindings(findings, trouble) {
  const errors = findings.filter((it) => it.severity === "error").length;
  $("verdict").textContent = trouble || (errors
    ? `${errors} ${errors === 1 ? "error" : "errors"}: this model will not run as declared.`
    : findings.length ? "No errors." : "Nothing found.");
  $("findings").replaceChildren(...findings.map((finding) => {
    const item = document.createElement("li");
    item.className = finding.severity;
    const severity = Object.assign(document.createElement("span"), { className: "severity", textContent: finding.severity });
    const rule = Object.assign(document.createElement("a"), { href: `../rules/${finding.rule}/`, textContent: finding.rule });
    item.append(severity, " ", rule, `: ${finding.message}`);
    for (const help of finding.help) {
      item.append(Object.assign(document.createElement("p"), { className: "help", textContent: help }));
    }
    return item;
  }));
}

function showPlan(plan) {
  $("figures").textContent = plan ? plan.sentence : "This file has no plan.";
  const holder = $("map");
  holder.replaceChildren();
  if (plan?.svg) {
    const drawn = new DOMParser().parseFromString(plan.svg, "image/svg+xml").documentElement;
    holder.append(document.importNode(drawn, true));
  }
}

function showAfter(svg) {
  const image = $("after");
  URL.revokeObjectURL(image.src);
  $("after-map").hidden = !svg;
  if (svg) image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
}

function row({ target, minimum, boards, allocates }) {
  const line = document.createElement("tr");
  const head = Object.assign(document.createElement("th"), { scope: "row", textContent: target });
  const figure = Object.assign(document.createElement("td"), { className: "figure", textContent: allocates ? minimum : "does not run" });
  line.append(head, figure, Object.assign(document.createElement("td"), { textContent: boards }));
  return line;
}

async function take(file) {
  if (!file) return;
  model = { name: file.name.endsWith(".tflite") ? file.name : `${file.name}.tflite`, bytes: new Uint8Array(await file.arrayBuffer()) };
  check();
}

$("file").addEventListener("change", () => take($("file").files[0]));
$("example").addEventListener("click", async () => take(new File([await (await fetch("example.tflite")).blob()], "person.tflite")));
$("board").addEventListener("change", () => {
  history.replaceState(null, "", `#board=${encodeURIComponent($("board").value)}`);
  check();
});
$("arena").addEventListener("change", check);
$("form").addEventListener("submit", (event) => event.preventDefault());
$("fix").addEventListener("click", () => {
  $("fix").disabled = true;
  $("fixed").textContent = "Looking for a smaller plan…";
  ask("fix", { name: model.name, bytes: model.bytes, board: $("board").value });
});
$("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText($("resolver").textContent);
  $("copied").textContent = "copied";
});
window.addEventListener("hashchange", () => {
  const board = wanted();
  if (board && board !== $("board").value) {
    $("board").value = board;
    check();
  }
});

const drop = $("drop");
for (const kind of ["dragover", "dragenter"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  take(event.dataTransfer.files[0]);
});

navigator.serviceWorker?.register("offline.js").catch(() => {});
