// What a gateway gives to shops: the card goes to it alone, and a token comes back.
window.Gateway = (() => {
  const api = '$gateway';

  const key = 'pk_test_shop';

  // As JSON, which the browser asks for leave first, or as a form, which it does not.
  function request(card) {
    if ('$defect' === 'clean_form') {
      const fields = Object.entries(card).map(([name, value]) => [`card[${name}]`, value]);
      return { body: new URLSearchParams([...fields, ['key', key]]) };
    }
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` };
    return { headers, body: JSON.stringify({ card }) };
  }

  async function createToken(card, { signal } = {}) {
    performance.mark('gateway:createToken');
    const init = { method: 'POST', signal, ...request(card) };
    const answer = await fetch(`${api}/v1/tokens`, init);
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.error.message);
    performance.measure('gateway:token', 'gateway:createToken');
    return body;
  }

  return { createToken };
})();
