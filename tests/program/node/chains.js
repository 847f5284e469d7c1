// Judges chains as a Node.js TLS client does, by a handshake on the loopback for each. Argument: a
// file of lines "name TAB chain TAB store TAB key". Prints "name TAB accepted|refused TAB words".
"use strict";
const fs = require("fs");
const tls = require("tls");

function judge([name, chain, store, key]) {
  return new Promise((done) => {
    const told = (answer, words) => done(`${name}\t${answer}\t${words}`);
    const server = tls.createServer({
      cert: fs.readFileSync(chain),
      key: fs.readFileSync(key),
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    server.on("tlsClientError", () => {});
    server.listen(0, "127.0.0.1", () => {
      const socket = tls.connect({
        host: "127.0.0.1",
        port: server.address().port,
        ca: fs.readFileSync(store, "latin1"),
        checkServerIdentity: () => undefined,
      });
      const end = (answer, words) => {
        socket.destroy();
        server.close(() => told(answer, words));
      };
      socket.on("secureConnect", () => end("accepted", ""));
      socket.on("error", (error) => end("refused", `${error.message} (${error.code})`));
    });
  });
}

async function main() {
  const lines = fs.readFileSync(process.argv[2], "utf8").trimEnd().split("\n");
  for (const line of lines) {
    const field = line.split("\t");
    let told;
    try {
      told = await judge(field);
    } catch (error) {
      told = `${field[0]}\terror\t${error.message}`;
    }
    console.log(told.replace(/\s*\n\s*/g, " "));
  }
}

main();
