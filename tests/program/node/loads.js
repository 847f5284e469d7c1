'use strict';
// Which certificates of NODE_EXTRA_CA_CERTS really work: every argument is a file with a key and
// its self-signed certificate; a server of this process shows it, and a client of this process says
// whether it trusts it. Prints one line of JSON.
const fs = require('fs');
const tls = require('tls');

function trusts(pem) {
  return new Promise((resolve, reject) => {
    const server = tls.createServer({ key: pem, cert: pem }, (socket) => socket.end());
    server.on('error', reject);
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1', () => {
      const client = tls.connect({
        host: '127.0.0.1',
        port: server.address().port,
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
      });
      client.on('error', reject);
      client.on('secureConnect', () => {
        const answer = client.authorized;
        client.destroy();
        server.close(() => resolve(answer));
      });
    });
  });
}

(async () => {
  const answers = [];
  for (const path of process.argv.slice(2)) answers.push(await trusts(fs.readFileSync(path)));
  console.log(JSON.stringify(answers));
})();
