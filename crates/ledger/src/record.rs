//! Recording: proposals become drafts, drafts are judged together, and all of them are recorded or none. Corrections, moves
//! between persons and changes of keys are recorded the same way.

mod clock;
mod closing;
mod cohorts;
pub mod correct;
pub(crate) mod dry_run;
mod elsewhere;
mod fill;
pub(crate) mod judge;
mod judgement;
mod migrate;
mod moving;
pub(crate) mod nearest;
pub(crate) mod notice;
pub mod pending;
mod person;
pub(crate) mod personal;
pub(crate) mod proposed;
pub mod rotation;
pub(crate) mod select;
pub(crate) mod spell;
