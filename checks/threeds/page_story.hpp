#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/threeds/page.hpp"
#include "lib/page/csp.hpp"

// What several rules ask of a page.
namespace checkoutdiag::threeds {

inline constexpr std::string_view kUnread = "the page was not read";

/// A document of somebody else that a frame shows or a form goes to.
struct Party {
  std::string what;  // "the ACS"
  page::Url url;
  bool is_acs = false;
};

/// The ACS: named, or the action of the page's own creq forms; those into a frame alone where
/// `into_frames`. Then the 3DS Method, likewise.
std::vector<Party> parties_of(const PageCase& seen, bool into_frames);

/// What a page or a server said, without cards, keys and addresses. Escaped before it is redacted:
/// an escape that came afterwards would touch what was found to stand alone.
std::string safe(std::string_view said);

/// An ACS that no list can name: each issuer has its own.
const page::Url& any_acs();

/// "frame-src 'self' js.gateway.example", of a fallback with "(there is no frame-src)".
std::string words_of(const page::Refusal& refusal);

inline constexpr std::string_view kNoHeaders =
    "the headers that the page came with are not known, and a policy may be among them: add "
    "--headers FILE, or --header for each";

/// Judges a directive that frames or forms of 3-D Secure need: errors for the parties that it
/// refuses, a warning where its list leaves out those of issuers that nobody can list, a note
/// where a policy that only reports would do so.
void judge_directive(const PageCase& seen, page::Directive directive,
                     const std::vector<Party>& parties, Outcome& outcome);

/// Whether the name of a form's target means the whole window, or another one.
bool is_window(std::string_view target);

/// The place that a finding names: "line 12".
Finding& at_line(Finding& finding, int line);

/// What a person calls a frame: its name, its id, or its line, and where its role is a guess, that
/// it is one.
std::string called(const page::Frame& frame);

/// What is wrong with a frame whose role is a guess is a warning at most.
Finding& as_sure_as(Finding& finding, const page::Frame& frame);

}  // namespace checkoutdiag::threeds
