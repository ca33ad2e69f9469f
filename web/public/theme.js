// Runs before the first paint, so a chosen theme never flashes the other one.
try {
  const chosen = localStorage.getItem('dstudio.theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; the system's theme is then used.
}
