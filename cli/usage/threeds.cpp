#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

void need(const std::string& value, const char* what, const char* example) {
  if (value.empty()) throw Failure(Kind::usage, what, example);
}

Command lint_command(Options& options) {
  ThreeDsOptions& to = options.threeds;
  Command command{"lint",
                  "What is wrong with messages of EMV 3-D Secure 2: fields, formats, what makes a "
                  "challenge likelier, and what went wrong."};
  command.positional = {"FILE", "JSON, lines of JSON, or a creq or cres; - is stdin",
                        [&to](const std::string& v) { to.file = v; }};
  Rows rows{command, "The messages"};
  rows.text("--type", "TYPE", "of a message that does not say it: AReq", to.type);
  rows.text("--profile", "NAME", "a request of this gateway, in its own names", to.profile);
  rows.text("--message-version", "VERSION", "the same: 2.1.0, 2.2.0 or 2.3.1", to.version);
  add_common_options(command, options.common);
  command.notes =
      "Messages are found within other objects and lists too, as logs have them, and\n"
      "are put together by their threeDSServerTransID. Conditions of an answer are\n"
      "looked up in its request. No card number, name or address is printed.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag threeds lint areq.json\n"
      "  checkoutdiag threeds lint transaction.ndjson --fail-on warning\n"
      "  checkoutdiag threeds lint request.json --type AReq --message-version 2.2.0\n"
      "\n"
      "Exit: 0 nothing is wrong, 1 something is, 2 wrong call, 3 it could not be\n"
      "decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    need(options.threeds.file, "threeds lint takes a file",
         "checkoutdiag threeds lint areq.json, or - for stdin");
    return run_threeds_lint(options.threeds, options.common);
  };
  return command;
}

Command decode_command(Options& options) {
  ThreeDsOptions& to = options.threeds;
  Command command{"decode", "Shows what a creq, cres or threeDSMethodData has in it."};
  command.positional = {"TEXT", "base64url, @FILE, or - for stdin",
                        [&to](const std::string& v) { to.text = v; }};
  Rows rows{command, "Options"};
  rows.flag("--json", "with what was odd about it, as JSON", to.json);
  command.notes =
      "Prints the JSON to stdout, and to stderr what was not as it must be: padding,\n"
      "the standard alphabet, percent-encoding, one encoding too many, a form around.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag threeds decode eyJtZXNzYWdlVHlwZSI6IkNSZXEifQ\n"
      "  checkoutdiag threeds decode - < body.txt\n"
      "\n"
      "Exit: 0 it is as it must be, 1 it could be read and is not, 2 it could not be\n"
      "read.\n";
  command.run = [&options] {
    need(options.threeds.text, "threeds decode takes a text",
         "checkoutdiag threeds decode eyJ..., @FILE, or - for stdin");
    return run_threeds_decode(options.threeds);
  };
  return command;
}

Command explain_command(Options& options) {
  ThreeDsOptions& to = options.threeds;
  Command command{"explain",
                  "What a code of 3-D Secure means and asks for, or what a field takes."};
  command.positional = {"FIELD", "transStatus, transStatusReason, errorCode, eci, ...; then a CODE",
                        [&to](const std::string& v) {
                          if (to.field.empty())
                            to.field = v;
                          else if (to.code.empty())
                            to.code = v;
                          else
                            throw wrong_value("CODE", v, "one of them");
                        }};
  command.positional.repeats = true;
  Rows rows{command, "Options"};
  rows.text("--network", "BRAND", "of an ECI: visa, mastercard, american-express, ...", to.network);
  rows.flag("--json", "as JSON", to.json);
  command.notes =
      "Examples:\n"
      "  checkoutdiag threeds explain transStatus C\n"
      "  checkoutdiag threeds explain eci 06 --network visa\n"
      "  checkoutdiag threeds explain browserColorDepth\n";
  command.run = [&options] {
    need(options.threeds.field, "threeds explain takes a field",
         "checkoutdiag threeds explain transStatus C");
    return run_threeds_explain(options.threeds);
  };
  return command;
}

// Headers of a file; a page that is fetched has its own.
void check_page(const ThreeDsPageOptions& options) {
  need(options.target, "threeds page takes a URL or a file",
       "checkoutdiag threeds page https://shop.example/checkout, or a saved page");
  const bool is_url =
      options.target.starts_with("http://") || options.target.starts_with("https://");
  const bool is_of_file =
      !options.origin.empty() || !options.headers_file.empty() || !options.headers.empty();
  if (is_url && is_of_file)
    throw Failure(Kind::usage, "--origin, --header and --headers are of a file, not of a URL",
                  "leave them out: the page comes with its own");
}

Command page_command(Options& options) {
  ThreeDsPageOptions& to = options.threeds_page;
  Command command{"page",
                  "What a checkout page does to the frames and forms of 3-D Secure: its policies, "
                  "sandboxes, sizes, mixed content and cookies."};
  command.positional = {"URL|FILE", "the checkout page, or its saved HTML; - is stdin",
                        [&to](const std::string& v) { to.target = v; }};
  Rows rows{command, "Where it leads"};
  rows.text("--acs", "URL", "acsURL of an ARes; it is asked for its headers", to.acs);
  rows.text("--method-url", "URL", "threeDSMethodURL of a card range", to.method_url);
  rows.text("--notification", "URL", "notificationURL of the AReq", to.notification);
  rows.list("--api", "URL", "that the page's scripts call; may be repeated", to.apis);
  rows.text("--ca-file", "FILE", "trust these roots instead of the machine's", to.ca_file);
  rows.text("--har", "FILE", "a recording of it at work: does it show a challenge?", to.har);
  Rows file{command, "A saved page"};
  file.text("--origin", "URL", "where it is from", to.origin);
  file.list("--header", "LINE", "that it came with; may be repeated", to.headers);
  file.text("--headers", "FILE", "all of them, as curl -D writes them", to.headers_file);
  add_common_options(command, options.common);
  command.notes =
      "Gets the page, without cookies and without running its scripts: frames that\n"
      "scripts make are not seen, and what is said of them is skipped; a recording\n"
      "(--har) shows whether they came up. A page behind a login or a cart is saved\n"
      "from a browser, with its headers.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag threeds page https://shop.example/checkout\n"
      "  checkoutdiag threeds page https://shop.example/checkout \\\n"
      "    --acs https://acs.bank.example/challenge --api https://api.gateway.example\n"
      "  checkoutdiag threeds page pay.html --origin https://shop.example \\\n"
      "    --header \"Content-Security-Policy: frame-src 'self'\"\n"
      "\n"
      "Exit: 0 nothing is wrong, 1 something is, 2 wrong call, 3 it could not be\n"
      "decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    check_page(options.threeds_page);
    return run_threeds_page(options.threeds_page, options.common);
  };
  return command;
}

}  // namespace

Command threeds_commands(Options& options) {
  Command threeds{"threeds",
                  "Questions about 3-D Secure 2: its messages, and the page around them."};
  threeds.commands.push_back(lint_command(options));
  threeds.commands.push_back(decode_command(options));
  threeds.commands.push_back(explain_command(options));
  threeds.commands.push_back(page_command(options));
  return threeds;
}

}  // namespace checkoutdiag::usage
