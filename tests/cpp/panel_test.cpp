#include <kvalspc/panel.hpp>

#include <stdexcept>

#include <Eigen/Core>

#include "catch.hpp"

using kvalspc::BatchSeries;
using kvalspc::Panel;

namespace {

const Eigen::MatrixXd events = (Eigen::MatrixXd(3, 2) << 1, 4, 2, 5, 3, 6).finished();
const Eigen::MatrixXd patients = Eigen::MatrixXd::Constant(3, 2, 9.0);

}  // namespace

TEST_CASE("Column k of a panel is series k, where it is") {
  const Eigen::Ref<const Eigen::MatrixXd> numerator = events;
  const Panel panel(numerator, patients);
  const BatchSeries series = panel.series();
  REQUIRE(series.size() == 2);
  CHECK(series.numerator.data() == events.data());
  CHECK(series.denominator.data() == patients.data());
  CHECK(series.series(1).numerator[0] == 4.0);
  CHECK(series.size_of(1) == 3);
  CHECK(Panel(events).series().denominator.empty());
}

TEST_CASE("Some columns of a larger matrix, and panels without units or periods") {
  CHECK(Panel(events.rightCols(1).eval()).series().numerator[2] == 6.0);
  const Eigen::Ref<const Eigen::MatrixXd> right = events.rightCols(1);
  CHECK(Panel(right).series().numerator.data() == events.data() + 3);
  CHECK(Panel(Eigen::MatrixXd(4, 0)).series().size() == 0);
  CHECK(Panel(Eigen::MatrixXd(0, 5)).series().size() == 5);
}

TEST_CASE("A panel must lie in one piece, and its two matrices have one shape") {
  const Eigen::Ref<const Eigen::MatrixXd> upper = events.topRows(2);
  CHECK_THROWS_WITH(Panel(upper),
                    "numerator: got columns that are 3 numbers apart, need 2, one after the other");
  CHECK_THROWS_WITH(Panel(events, patients.leftCols(1).eval()),
                    "denominator: got 3 x 1, need the numerator's 3 x 2");
}
