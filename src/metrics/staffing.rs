//! How many agents are needed: queueing formulas, a forecast of arrivals, a roster against both, and the patience of callers. Pure: no
//! clock, no I/O; it must not know where calls are recorded.
//!
//! A load is measured in erlang: calls per interval × handling time / interval, which is how many agents it keeps busy all the time.
//!
//! | what | by | source |
//! |---|---|---|
//! | callers wait for ever | Erlang C, M/M/n | A. K. Erlang, *Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges*, 1917 |
//! | callers hang up | Erlang A, M/M/n+M | C. Palm, *Research on telephone traffic carried by full availability groups*, 1957; O. Garnett, A. Mandelbaum, M. Reiman, *Designing a call center with impatient customers*, 2002 |
//! | how patient they are | the product limit | E. L. Kaplan, P. Meier, *Nonparametric estimation from incomplete observations*, 1958 |

mod arrivals;
mod back_test;
mod day;
mod demand;
mod erlang_a;
mod erlang_c;
mod forecast;
mod history;
mod integral;
mod need;
mod roster;
mod survival;

pub use arrivals::{Arrivals, Intervals};
pub use back_test::{BackTest, Miss};
pub use day::{Plan, Rostered, Staffed};
pub use demand::{Demand, Goal, Patience, Shrinkage, StaffingError};
pub use forecast::{Level, Method, Morning, Season};
pub use history::History;
pub use need::{Service, needed, service};
pub use roster::Roster;
pub use survival::{Survival, Waits};
