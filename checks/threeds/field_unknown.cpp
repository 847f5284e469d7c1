#include "checks/threeds/tell_fields.hpp"
#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

void run(const MessageCase& seen, Outcome& outcome) {
  tell_fields(seen, FieldProblem::unknown, outcome);
}

}  // namespace

constinit const Check<MessageCase> field_unknown{
    .rule = {.id = "threeds/field-unknown",
             .level = Level::note,
             .title = "a field is in no version of the table",
             .why = "A field with a misspelt name is as if it were not there. A 3DS Server may "
                    "have fields of its own.",
             .fix = "compare the name, letter by letter and in its case, with the specification",
             .references = kReferences},
    .skip = &not_in_table,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
