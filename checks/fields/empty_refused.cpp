#include "checks/fields/fields.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"HTML: a control that is left empty is sent with an empty value",
     "https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#"
     "constructing-the-form-data-set"},
    {"JSON Schema 2020-12 section 6.5.3: what is not required may be left out",
     "https://json-schema.org/draft/2020-12/json-schema-validation#name-required"},
};

std::string_view skip(const PairCase& seen) {
  return seen.rules.refuses_empty
             ? ""
             : "the form asks for it, or the gateway does not take it left out";
}

void run(const PairCase& seen, Outcome& outcome) {
  if (*seen.rules.refuses_empty)
    outcome.fail("left empty, it is sent as \"\", which the gateway refuses: it takes {} left out",
                 seen.rules.gateway_name.empty() ? seen.rules.name : seen.rules.gateway_name);
}

}  // namespace

constinit const Check<PairCase> empty_refused{
    .rule = {.id = "fields/empty-refused",
             .level = Level::warning,
             .title = "what the shopper leaves empty is sent empty, and refused",
             .why = "A browser sends a control that was left empty with an empty value, and many "
                    "scripts do the same. A schema that does not require a member lets it be "
                    "absent: one that is there must still match the pattern, the length and the "
                    "list. So the shoppers who had nothing to type are those who cannot pay.",
             .fix = "leave empty fields out of the request before it is sent; where the schema is "
                    "yours, let it take the empty value",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
