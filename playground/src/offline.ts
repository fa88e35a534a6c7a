/** Lets the page work without a network, after the first visit. */
export function workOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = () => {
    navigator.serviceWorker.register("sw.js").catch(() => {
      // a page from a file, or a browser that keeps nothing: it needs its network
    });
  };
  // what the page itself needs comes first
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}
