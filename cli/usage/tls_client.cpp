#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"

namespace checkoutdiag::usage {

Command tls_client_command(Options& options) {
  TlsClientOptions& to = options.tls_client;
  Command command{"client",
                  "Shows the ClientHello that a program really sends: versions, suites, groups, "
                  "names, size, JA3 and JA4."};
  command.positional = {"COMMAND", "is run; {url}, {host}, {port} and {proxy} in it are filled in",
                        [&to](const std::string& v) { to.command.push_back(v); }, true};
  Rows rows{command, "The client"};
  rows.text("--as", "openssl|FILE", "this machine's OpenSSL, or a hello that was saved", to.as);
  rows.text("--host", "NAME", "that it is told to ask (default: localhost)", to.host);
  rows.flag("--proxy", "be its proxy, so that it asks its own gateway by name", to.proxy);
  rows.text("--save", "FILE", "keep the hello, as JSON", to.save);
  add_common_options(command, options.common);
  command.notes =
      "The program connects to a port of this machine, is answered by an alert, and\n"
      "fails: that is meant. With --proxy nothing reaches the gateway either.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag tls client -- curl {url}\n"
      "  checkoutdiag tls client --proxy --host api.gateway.example -- java Pay\n"
      "  checkoutdiag tls client --as openssl --save openssl.json\n"
      "\n"
      "Exit: 0 nothing is wrong, 1 something is, 2 wrong call, 3 no hello was heard.\n";
  command.run = [&options, &to] {
    check_common_options(options.common);
    return run_tls_client(to, options.common);
  };
  return command;
}

}  // namespace checkoutdiag::usage
