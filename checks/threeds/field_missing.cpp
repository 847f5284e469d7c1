#include "checks/threeds/tell_fields.hpp"
#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

void run(const MessageCase& seen, Outcome& outcome) {
  tell_fields(seen, FieldProblem::missing, outcome);
}

}  // namespace

constinit const Check<MessageCase> field_missing{
    .rule =
        {.id = "threeds/field-missing",
         .level = Level::error,
         .title = "a field is missing that this message must have",
         .why = "A message without a required field is answered with Erro 201 or 203, or goes "
                "through and is challenged: the issuer had too little to judge by. A value that is "
                "empty counts as none.",
         .fix =
             "send the field; a 3DS Server fills some of them itself, which its documentation says",
         .references = kReferences},
    .skip = &not_in_table,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
