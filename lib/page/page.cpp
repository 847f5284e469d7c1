#include "lib/page/page.hpp"

#include <algorithm>

#include "lib/page/length.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/html.hpp"
#include "lib/text/words.hpp"
#include "lib/threeds/base64url.hpp"

namespace checkoutdiag::page {
namespace {

using text::HtmlEvent;

// Those of a page that somebody could pay on; each form is held against each frame.
constexpr std::size_t kMostFrames = 1000, kMostForms = 100, kMostFields = 20;

constexpr std::string_view kFields[] = {"creq", "cres", "threeDSMethodData", "threeDSSessionData"};

std::string attribute(const HtmlEvent& tag, const char* name) {
  const std::string* value = tag.find(name);
  return value ? *value : std::string();
}

// "three-DS_method" as "threedsmethod".
std::string plain(std::string_view name) {
  std::string out;
  for (char c : name)
    if (c != '-' && c != '_' && c != ' ') out += text::lower(c);
  return out;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What a frame is called tells what it is for, where no form of the page names it.
Role role_by_name(const HtmlEvent& tag) {
  const std::string all = plain(attribute(tag, "name") + ' ' + attribute(tag, "id") + ' ' +
                                attribute(tag, "class") + ' ' + attribute(tag, "title"));
  const bool is_secure = has(all, "3ds") || has(all, "threeds") || has(all, "3dsecure");
  if (is_secure && (has(all, "method") || has(all, "fingerprint"))) return Role::method;
  const bool is_captcha = has(all, "captcha") || has(all, "turnstile");
  if (is_secure || has(all, "creq") || has(all, "acsframe") || has(all, "acsiframe") ||
      (has(all, "challenge") && !is_captcha))
    return Role::challenge;
  return Role::other;
}

// A creq that the server wrote into the page; scripts write theirs later.
std::string window_size_of(const std::string& creq) {
  constexpr std::size_t kMost = 16 * 1024;
  if (creq.empty() || creq.size() > kMost) return {};
  const std::string json = threeds::decode_message(creq).json;
  constexpr std::string_view kName = "\"challengeWindowSize\"";
  const std::size_t at = json.find(kName);
  if (at == std::string::npos) return {};
  const std::size_t begin = json.find_first_not_of(" :\t\"", at + kName.size());
  return begin == std::string::npos ? std::string() : json.substr(begin, 2);
}

/// One reading of a page.
class Reader {
 public:
  Reader(const Document& document, const Known& known, Page& to)
      : known_(known), base_(document.url), page_(to) {}

  void find_base(const std::vector<HtmlEvent>& events) {
    for (const HtmlEvent& each : events)
      if (each.kind == HtmlEvent::Kind::start && each.name == "base" && each.find("href")) {
        if (const auto url = resolve(*each.find("href"), base_)) base_ = *url;
        return;
      }
  }

  void read(const HtmlEvent& event) {
    if (event.kind == HtmlEvent::Kind::start) start(event);
    if (event.kind == HtmlEvent::Kind::end && event.name == "form") end_form();
  }

  /// A form's target tells better than a name what a frame is for.
  void finish() {
    end_form();
    for (const Form& form : page_.forms)
      for (Frame& frame : page_.frames)
        if (form.role != Role::other && !form.target.empty() &&
            (frame.name == form.target || frame.id == form.target))
          frame.role = form.role;
  }

 private:
  void start(const HtmlEvent& tag) {
    if (tag.name == "meta") return meta(tag);
    if (tag.name == "form") return begin_form(tag);
    if (tag.name == "input" || tag.name == "textarea") return field(tag);
    if (tag.name == "iframe" || tag.name == "frame") return frame(tag);
    if (tag.name == "script") {
      page_.has_scripts = true;
      return load(Load::Kind::script, tag, "src");
    }
    if (tag.name == "link" && has(text::lower(attribute(tag, "rel")), "stylesheet"))
      return load(Load::Kind::style, tag, "href");
    for (const char* name : {"img", "audio", "video", "source"})
      if (tag.name == name) load(Load::Kind::image, tag, "src");
  }

  void meta(const HtmlEvent& tag) {
    if (text::equal_ignoring_case(text::trimmed(attribute(tag, "http-equiv")),
                                  "content-security-policy"))
      add_meta_policy(page_.policies, attribute(tag, "content"));
  }

  void load(Load::Kind kind, const HtmlEvent& tag, const char* name) {
    const std::string* value = tag.find(name);
    if (!value) return;
    const auto url = resolve(*value, base_);
    if (url && url->scheme == "http" && !is_trustworthy(*url))
      page_.insecure.push_back({kind, tag.line, *url});
  }

  Role role_of(const HtmlEvent& tag, const std::optional<Url>& url) const {
    if (url && known_.acs && is_same_origin(*url, *known_.acs)) return Role::challenge;
    if (url && known_.method_url && is_same_origin(*url, *known_.method_url)) return Role::method;
    return role_by_name(tag);
  }

  void frame(const HtmlEvent& tag) {
    load(Load::Kind::frame, tag, "src");
    Frame frame;
    if (tag.find("src")) frame.url = resolve(*tag.find("src"), base_);
    frame.role = role_of(tag, frame.url);
    frame.line = tag.line;
    frame.name = attribute(tag, "name");
    frame.id = attribute(tag, "id");
    if (tag.find("sandbox")) frame.sandbox = text::lower(*tag.find("sandbox"));
    frame.width = length_of(tag, "width");
    frame.height = length_of(tag, "height");
    frame.is_hidden = is_hidden(tag);
    if (page_.frames.size() < kMostFrames)
      page_.frames.push_back(std::move(frame));
    else
      page_.is_cut = true;
  }

  // A form within a form is none: the outer one goes on.
  void begin_form(const HtmlEvent& tag) {
    if (form_) return;
    load(Load::Kind::form, tag, "action");
    form_.emplace();
    form_->line = tag.line;
    if (!text::trimmed(attribute(tag, "action")).empty())
      form_->url = resolve(*tag.find("action"), base_);
    if (const std::string method = text::lower(attribute(tag, "method")); method == "post")
      form_->method = method;
    form_->target = attribute(tag, "target");
    form_->encoding = text::lower(attribute(tag, "enctype"));
  }

  void field(const HtmlEvent& tag) {
    const std::string name = attribute(tag, "name");
    const std::string_view meant = meant_field(name);
    if (!form_ || (meant.empty() && !is_of_version_1(name))) return;
    if (form_->fields.size() < kMostFields) form_->fields.push_back(name);
    if (meant == "threeDSMethodData") form_->role = Role::method;
    if (meant != "creq") return;
    form_->role = Role::challenge;
    form_->window_size = window_size_of(attribute(tag, "value"));
  }

  void end_form() {
    if (form_ && !form_->fields.empty()) {
      if (page_.forms.size() < kMostForms)
        page_.forms.push_back(std::move(*form_));
      else
        page_.is_cut = true;
    }
    form_.reset();
  }

  const Known& known_;
  Url base_;
  Page& page_;
  std::optional<Form> form_;
};

}  // namespace

std::string_view meant_field(std::string_view name) {
  const std::string wanted = plain(name);
  for (const std::string_view each : kFields)
    if (plain(each) == wanted) return each;
  return {};
}

bool is_of_version_1(std::string_view name) {
  const std::string wanted = plain(name);
  return wanted == "pareq" || wanted == "termurl";
}

std::string_view plural(Load::Kind kind) {
  constexpr text::Words<Load::Kind> kWords[] = {{"scripts", Load::Kind::script},
                                                {"style sheets", Load::Kind::style},
                                                {"frames", Load::Kind::frame},
                                                {"forms", Load::Kind::form},
                                                {"images or media", Load::Kind::image}};
  return text::word(kWords, kind);
}

Page read_page(const Document& document, const std::string& file, const Known& known) {
  Page page;
  page.url = document.url;
  page.is_address_known = document.is_address_known;
  page.cookies = cookies_of(document.headers);
  for (const http::Header& each : document.headers) {
    if (text::equal_ignoring_case(each.name, "content-security-policy"))
      add_header_policies(page.policies, each.value);
    if (text::equal_ignoring_case(each.name, "content-security-policy-report-only"))
      add_header_policies(page.reported, each.value);
  }
  Reader reader(document, known, page);
  const std::vector<HtmlEvent> events = text::read_html(document.body, file);
  reader.find_base(events);
  for (const HtmlEvent& each : events)
    reader.read(each);
  reader.finish();
  return page;
}

}  // namespace checkoutdiag::page
