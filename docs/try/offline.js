// Keeps what the page needs, so that it works without a network after the first visit; a newer build replaces it file by file.
const STORE = "tflint-try";
const PAGE = ["./", "index.html", "try.css", "try.js", "worker.js", "engine.py", "files.json", "example.tflite"];

async function keep() {
  const { wheels, runtime } = await (await fetch("files.json")).json();
  await (await caches.open(STORE)).addAll([...PAGE, ...wheels, ...runtime]);
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== location.origin) return;
  event.respondWith((async () => {
    const store = await caches.open(STORE);
    try {
      const fresh = await fetch(event.request);
      if (fresh.ok) await store.put(event.request, fresh.clone());
      return fresh;
    } catch (error) {
      const kept = await store.match(event.request, { ignoreSearch: true });
      if (kept) return kept;
      throw error;
    }
  })());
});
