#include "checks/fields/fields.hpp"
#include "checks/shell.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"JSON Schema 2020-12 section 6.5.3: required",
     "https://json-schema.org/draft/2020-12/json-schema-validation#name-required"},
};

void run(const SchemaCase& seen, Outcome& outcome) {
  for (const Field* each : seen.gateway_only) {
    if (each->language.optional) continue;
    const std::string name = text::printable(each->name, 80);
    outcome.fail("no field of the form is the gateway's {}, which it asks for", name)
        .with("field", each->name)
        .fixed_by("ask for " + name + ", or say which field of the form it is:" +
                  paste("checkoutdiag fields diff " + shell_word(seen.front.source) + " " +
                        shell_word(seen.gateway.source) + " --map " +
                        shell_word("FIELD=" + each->name)));
  }
}

}  // namespace

constinit const Check<SchemaCase> field_missing{
    .rule = {.id = "fields/field-missing",
             .level = Level::warning,
             .title = "the gateway asks for a field that the form does not have",
             .why = "A request without a required member is refused as a whole, whatever the "
                    "shopper typed. The value may come from elsewhere (an account, a script), "
                    "which a form does not show.",
             .fix = "ask for the field, or name the field of the form that becomes it:\n"
                    "  checkoutdiag fields diff FORM GATEWAY --map FIELD=NAME",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
