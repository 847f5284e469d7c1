// Somebody else's script, as shops have many.
(() => {
  const form = document.querySelector('form');
  const tell = (event) =>
    navigator.sendBeacon('$tracker/collect', JSON.stringify({ event, page: location.pathname }));

  // What it makes of the page, before it tells of it.
  function summary() {
    const until = performance.now() + 450;
    let sum = 0;
    while (performance.now() < until) sum += Math.sqrt(sum + 1);
    return sum;
  }

  form.addEventListener('submit', () => {
    if (form.dataset.flow === 'third_party_task') summary();
    tell('submit');
  });
  tell('view');
})();
