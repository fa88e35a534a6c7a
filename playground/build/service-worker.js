// The page's service worker: the build puts in which files there are, and a version that follows from what they hold.
// All of them are fetched at the first visit, and from then on come from here. A new version is fetched into a store of its own,
// and takes over once no page of the old one is open: its parts fit together.
const version = "VERSION";
const files = ["FILES"];
const name = `ngxbox-playground-${self.registration.scope}-${version}`;

self.addEventListener("install", (event) => {
  const fetchAll = async () => {
    const cache = await caches.open(name);
    await cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" })));
  };
  event.waitUntil(fetchAll());
});

self.addEventListener("activate", (event) => {
  const removeOthers = async () => {
    const own = `ngxbox-playground-${self.registration.scope}-`;
    const names = await caches.keys();
    await Promise.all(
      names.filter((other) => other.startsWith(own) && other !== name).map((other) => caches.delete(other)),
    );
    await self.clients.claim();
  };
  event.waitUntil(removeOthers());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.registration.scope)) return;
  const answer = async () => {
    const cache = await caches.open(name);
    const kept = await cache.match(request.mode === "navigate" ? "./" : request, { ignoreSearch: true });
    return kept ?? fetch(request);
  };
  event.respondWith(answer());
});
