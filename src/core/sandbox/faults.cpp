#include "core/sandbox/faults.hpp"

namespace bkxsms::sandbox {

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
    }
    return answer;
}

} // namespace bkxsms::sandbox
