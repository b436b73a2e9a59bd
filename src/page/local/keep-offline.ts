/** Registers the service worker beside the page. @returns whether it keeps everything by now */
export async function keepOffline(): Promise<boolean> {
  // Absent on http pages of other machines, and in some private windows.
  if (!('serviceWorker' in navigator)) return false;
  try {
    await navigator.serviceWorker.register('service-worker.js');
    await navigator.serviceWorker.ready;
    return true;
  } catch {
    return false; // storage is full or switched off: the page works as long as the host does
  }
}
