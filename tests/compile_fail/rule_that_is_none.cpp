#include <kvalspc/ruleset.hpp>

struct Hunch {};

const kvalspc::RuleSet guesses("guesses", kvalspc::rule::RunsTest::none, {{"hunch", Hunch{}}});
