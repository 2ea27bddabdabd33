#include "core/sandbox/faults.hpp"

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t huge_bytes = 1 << 20;

void leave_out(const std::vector<std::string>& ids, std::string* body) {
    for (const auto& id : ids)
        for (auto at = body->find(id); at != std::string::npos; at = body->find(id, at))
            body->erase(at, id.size());
}

} // namespace

Answer spoil(Answer answer, const Action& action, milliseconds usual_latency) {
    answer.wait = action.latency.value_or(usual_latency);
    switch (action.fault) {
    case FaultKind::none:
    case FaultKind::error:
        break;
    case FaultKind::hang_up:
        answer.ending = Ending::hang_up;
        break;
    case FaultKind::silent:
        answer.ending = Ending::silent;
        break;
    case FaultKind::cut:
        answer.ending = Ending::cut;
        answer.cut_after = action.bytes;
        break;
    case FaultKind::garbage:
        // A proxy's page under the API's status and media type: the worst thing to believe.
        answer.body = "<html><body>upstream \xff\xfe{\"sid\":</body></html>";
        break;
    case FaultKind::page:
        answer.status = action.status != 0 ? action.status : 200;
        answer.content_type = "text/html; charset=utf-8";
        answer.body = "<!DOCTYPE html>\n<title>Welcome</title>\n<p>Please log in.</p>\n";
        break;
    case FaultKind::empty:
        answer.body.clear();
        break;
    case FaultKind::no_id:
        leave_out(answer.ids, &answer.body);
        break;
    case FaultKind::huge:
        answer.body.append(huge_bytes, ' ');
        break;
    case FaultKind::trickle:
        answer.ending = Ending::trickle;
        break;
    }
    return answer;
}

} // namespace bkxsms::sandbox
