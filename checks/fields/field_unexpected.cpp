#include "checks/fields/fields.hpp"
#include "checks/shell.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"JSON Schema 2020-12 section 10.3.2.3: additionalProperties",
     "https://json-schema.org/draft/2020-12/json-schema-core#name-additionalproperties"},
};

std::string_view skip(const SchemaCase& seen) {
  return seen.gateway.is_closed ? "" : "the gateway's schema takes other fields as well";
}

void run(const SchemaCase& seen, Outcome& outcome) {
  for (const Field* each : seen.front_only) {
    const std::string name = text::printable(each->name, 80);
    outcome
        .fail(
            "the form sends {}, and the gateway refuses a request with a field that it does "
            "not know",
            name)
        .with("field", each->name)
        .fixed_by("leave " + name + " out of the request, or say which of the gateway's it is:" +
                  paste("checkoutdiag fields diff " + shell_word(seen.front.source) + " " +
                        shell_word(seen.gateway.source) + " --map " +
                        shell_word(each->name + "=NAME")));
  }
}

}  // namespace

constinit const Check<SchemaCase> field_unexpected{
    .rule = {.id = "fields/field-unexpected",
             .level = Level::warning,
             .title = "the form sends a field that the gateway's schema refuses to know",
             .why = "A schema with additionalProperties: false refuses a request as a whole for "
                    "one member too many, whatever the others are. A script may send other fields "
                    "than the form has, which a form does not show.",
             .fix = "leave the field out of the request, or name the gateway's field that it "
                    "becomes:\n"
                    "  checkoutdiag fields diff FORM GATEWAY --map FIELD=NAME",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
