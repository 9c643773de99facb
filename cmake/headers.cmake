# Every public header, one a line, sorted. `cmake -P cmake/update_headers.cmake` rewrites this file from the folder;
# a test fails when the two differ.
set(KVALSPC_HEADERS
    include/kvalspc/chart/concept.hpp
    include/kvalspc/chart/i.hpp
    include/kvalspc/chart/mr.hpp
    include/kvalspc/chart/p.hpp
    include/kvalspc/chart/run.hpp
    include/kvalspc/chart/u.hpp
    include/kvalspc/error.hpp
    include/kvalspc/limits.hpp
    include/kvalspc/math/constants.hpp
    include/kvalspc/math/real.hpp
    include/kvalspc/math/sum.hpp
    include/kvalspc/math/tails.hpp
    include/kvalspc/phase.hpp
    include/kvalspc/series.hpp
    include/kvalspc/signal.hpp
    include/kvalspc/status.hpp
    include/kvalspc/version.hpp
)
