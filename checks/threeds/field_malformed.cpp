#include "checks/threeds/tell_fields.hpp"
#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

void run(const MessageCase& seen, Outcome& outcome) {
  tell_fields(seen, FieldProblem::malformed, outcome);
}

}  // namespace

constinit const Check<MessageCase> field_malformed{
    .rule = {.id = "threeds/field-malformed",
             .level = Level::error,
             .title = "a field has a value, a type or a length that it must not have",
             .why = "One field with another format is Erro 203 for the whole message. Numbers and "
                    "booleans are texts in most fields, and the other way round in a few; amounts "
                    "are digits in minor units, dates have no hyphens, countries are three digits.",
             .fix = "send what the field takes in that version, which tells:\n  checkoutdiag "
                    "threeds explain FIELD",
             .references = kReferences},
    .skip = &not_in_table,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
