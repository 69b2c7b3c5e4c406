//! How many agents: formulas against vectors, laws and chains reckoned out by hand; forecasts, patience and rosters.

mod commands;
mod erlang;
mod forecast;
mod patience;
mod roster;
mod vectors;
