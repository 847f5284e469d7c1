#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

void add_side(Command& command, const std::string& side, std::string& pattern, std::string& dialect,
              std::string& match) {
  Rows rows{command, side == "front" ? "The front end" : "The gateway"};
  const auto add = [&](std::string name, const char* value, const char* what, std::string& to) {
    rows.add({std::move(name), value, what, [&to](const std::string& v) { to = v; }});
  };
  add("--" + side, "PATTERN", "its pattern: /.../flags, or without the slashes", pattern);
  add("--" + side + "-dialect", "NAME", "who reads it (default: javascript)", dialect);
  add("--" + side + "-match", "search|full|prefix", "(default: the dialect's)", match);
}

void check(const FieldsOptions& options) {
  constexpr const char* kExample =
      "checkoutdiag fields diff form.html openapi.yaml#Card, or --front '/^[\\d ]+$/' "
      "--gateway '/^\\d{13,19}$/'";
  const bool pair = !options.front.empty() || !options.gateway.empty();
  refuse_both(pair, !options.pairs.empty(), "patterns and --pairs");
  refuse_both(pair, !options.schemas.empty(), "patterns and schemas");
  refuse_both(!options.pairs.empty(), !options.schemas.empty(), "--pairs and schemas");
  refuse_both(options.maxlength >= 0, !options.schemas.empty(), "--maxlength and schemas");
  refuse_both(options.luhn, !options.schemas.empty(), "--luhn and schemas");
  const bool reads_patterns = options.front_dialect != "javascript" ||
                              options.gateway_dialect != "javascript" ||
                              !options.front_match.empty() || !options.gateway_match.empty();
  refuse_both(
      reads_patterns, options.front.empty(),
      "how a pattern is read (--front-dialect, --gateway-match, ...) and schemas or --pairs");
  if (!options.schemas.empty() && options.schemas.size() != 2)
    throw Failure(Kind::usage, "fields diff takes two schemas, the form's and the gateway's",
                  kExample);
  if (options.schemas.empty() && options.pairs.empty() &&
      (options.front.empty() || options.gateway.empty()))
    throw Failure(Kind::usage, "fields diff takes two schemas, --front and --gateway, or --pairs",
                  kExample);
}

Command diff_command(Options& options) {
  FieldsOptions& to = options.fields;
  Command command{"diff",
                  "Where do a form's rule and the gateway's differ? Decides it, and shows the "
                  "shortest value that one of them takes and the other refuses."};
  command.positional = {"SCHEMA", "the form's, then the gateway's",
                        [&to](const std::string& v) { to.schemas.push_back(v); }, true};
  add_side(command, "front", to.front, to.front_dialect, to.front_match);
  {
    Rows rows{command, "The front end"};
    rows.add(
        {"--maxlength", "N", "the longest value that it lets be typed",
         [&to](const std::string& v) { to.maxlength = whole("--maxlength", v, 0, 1'000'000); }});
    rows.list("--normalise", "[FIELD=]LIST",
              "what is done before sending: of spaces, dashes, separators, white-space, "
              "digits-only, trim, upper and lower, with commas",
              to.normalise);
    rows.list("--map", "FIELD=NAME", "this field of the form is that one of the gateway",
              to.renamed);
    rows.list("--country", "CODE", "of rules by country, this one's (default: all)", to.countries);
  }
  add_side(command, "gateway", to.gateway, to.gateway_dialect, to.gateway_match);
  Rows rows{command, "The comparison"};
  rows.flag("--luhn", "of card numbers: only those with a right check digit count", to.luhn);
  rows.text("--pairs", "FILE", "compare the pairs of this NDJSON, one answer a line; - is stdin",
            to.pairs);
  rows.add({"--budget", "SECONDS", "of the processor for a pair; beyond it: unknown (default: 2)",
            [&to](const std::string& v) { to.budget = number("--budget", v, 0.001, 3600); }});
  add_common_options(command, options.common);
  command.notes =
      "A schema is an HTML page (its form), a JSON Schema or an OpenAPI description\n"
      "(JSON or YAML), a JSON file of fields, each with #PART for one of several, or\n"
      "one that is known: postal (postal codes by country), emv-3ds, paypal and the\n"
      "others that `checkoutdiag profile list` has.\n"
      "\n"
      "Dialects: javascript, html, json-schema, java, python, pcre, dotnet, ruby, re2.\n"
      "A pattern is searched for in the value, except by html and java (all of it).\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag fields diff checkout.html openapi.yaml#Card \\\n"
      "    --normalise number=separators\n"
      "  checkoutdiag fields diff checkout.html postal --country GB --country CH\n"
      "  checkoutdiag fields diff --normalise spaces --luhn \\\n"
      "    --front '/^[\\d ]{13,23}$/' --gateway '/^\\d{13,19}$/'\n"
      "  checkoutdiag fields diff --front '\\d{5}' --front-dialect html \\\n"
      "    --gateway '^\\d{5}$' --gateway-dialect pcre\n"
      "  checkoutdiag fields diff --pairs - < pairs.ndjson\n"
      "\n"
      "Exit: 0 the front end lets nothing through that is refused, 1 it does, 2 wrong\n"
      "call, 3 it could not be decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    check(options.fields);
    return run_fields_diff(options.fields, options.common);
  };
  return command;
}

void check_check(const FieldsOptions& options) {
  const bool file = !options.csv.empty() || !options.ndjson.empty();
  refuse_both(!options.csv.empty(), !options.ndjson.empty(), "--csv and --ndjson");
  refuse_both(!options.values.empty(), file, "values and a file of records");
  if (options.values.empty() && !file)
    throw Failure(Kind::usage, "fields check takes FIELD=VALUE, --csv or --ndjson",
                  "checkoutdiag fields check --country GB postal_code='SW1A 1AA'");
  if (!options.verdicts.empty() && !file)
    throw Failure(Kind::usage, "--verdicts is for --csv and --ndjson");
}

Command check_command(Options& options) {
  FieldsOptions& to = options.fields;
  Command command{"check",
                  "Would the gateway take these values, and if not, why? Single values, or every "
                  "record of a file."};
  command.positional = {"FIELD=VALUE", "a value; FIELD=@FILE reads it, FIELD=@- from stdin",
                        [&to](const std::string& v) { to.values.push_back(v); }, true};
  Rows rows{command, "The values"};
  rows.text("--csv", "FILE", "records with a header; - is stdin", to.csv);
  rows.text("--ndjson", "FILE", "a JSON object a line; - is stdin", to.ndjson);
  rows.text("--verdicts", "FILE", "write a line of JSON for each record", to.verdicts);
  Rows rules{command, "The rules"};
  rules.text("--schema", "SCHEMA",
             "what the gateway takes (default: what all of them do), as in fields diff", to.schema);
  rules.list("--country", "CODE", "of postal codes, where no field says it", to.countries);
  rules.list("--normalise", "[FIELD=]LIST",
             "what is done before sending: of spaces, dashes, separators, white-space, "
             "digits-only, trim, upper and lower, with commas",
             to.normalise);
  rules.text("--expiry-order", "month-first|year-first", "of four digits such as 1112",
             to.expiry_order);
  add_common_options(command, options.common);
  command.notes =
      "Fields are known by their names: card_number, expiry, cvc, card_name,\n"
      "postal_code, country, amount (in minor units), currency, email, phone, and\n"
      "what else they are called: cardNumber, billing.zip, cc-csc.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag fields check --country GB postal_code='SW1A 1AA' expiry=11/30\n"
      "  checkoutdiag fields check card_number=@- < number.txt\n"
      "  checkoutdiag fields check --csv dropped.csv --schema openapi.yaml#Card\n"
      "\n"
      "Exit: 0 all are taken, 1 some are refused, 2 wrong call, 3 it could not be\n"
      "decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    check_check(options.fields);
    return run_fields_check(options.fields, options.common);
  };
  return command;
}

void check_lint(const FieldsOptions& options) {
  refuse_both(!options.schema.empty(), !options.pattern.empty(), "a schema and --pattern");
  if (options.schema.empty() && options.pattern.empty())
    throw Failure(Kind::usage, "fields lint takes a schema, or --pattern",
                  "checkoutdiag fields lint checkout.html, or --pattern '/^(\\d+[ -]?)+$/'");
}

Command lint_command(Options& options) {
  FieldsOptions& to = options.fields;
  Command command{"lint",
                  "What is wrong with a schema's rules by themselves? Anchors, values that take "
                  "for ever, classes that are too wide, rules that contradict themselves."};
  command.positional = {"SCHEMA", "a form, a schema or a file of fields, as in fields diff",
                        [&to](const std::string& v) { to.schema = v; }};
  Rows rows{command, "The rules"};
  rows.text("--pattern", "PATTERN", "one pattern: /.../flags, or without the slashes", to.pattern);
  rows.text("--dialect", "NAME", "who reads it (default: javascript)", to.dialect);
  rows.text("--match", "search|full|prefix", "(default: the dialect's)", to.match);
  rows.list("--country", "CODE", "of rules by country, this one's (default: all)", to.countries);
  add_common_options(command, options.common);
  command.notes =
      "Examples:\n"
      "  checkoutdiag fields lint checkout.html#pay\n"
      "  checkoutdiag fields lint openapi.yaml#Card --fail-on warning\n"
      "  checkoutdiag fields lint --pattern '/^(\\d+[ -]?)+$/'\n"
      "\n"
      "Exit: 0 nothing is wrong, 1 something is, 2 wrong call, 3 it could not be\n"
      "decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    check_lint(options.fields);
    return run_fields_lint(options.fields, options.common);
  };
  return command;
}

}  // namespace

Command fields_commands(Options& options) {
  Command fields{"fields", "Questions about a form's fields."};
  fields.commands.push_back(diff_command(options));
  fields.commands.push_back(check_command(options));
  fields.commands.push_back(lint_command(options));
  return fields;
}

}  // namespace checkoutdiag::usage
