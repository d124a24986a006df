//! How answers look, for every edge: words in English and bokmål, tables that fit a terminal, CSV for programs and
//! spreadsheets. Columns are named by their JSON keys; tables show labels.
//!
//! Nothing here reads a log, a file or a clock. JSON is not made here: it is the same in every language.
//!
//! What stays true here: what is shown follows from the answer alone (H5, H10), and where the records end before the
//! day asked about, every form of the answer says so (H14).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

pub mod calendar;
pub mod ends;
pub mod errors;
mod escaped;
mod events;
mod fit;
mod lanes;
mod lang;
mod lines;
mod metrics;
pub mod places;
mod section;
pub mod sentences;
mod separated;
mod shown;
mod table;
mod value;
pub mod words;
mod workbook;

pub use escaped::Shown;
pub use fit::GivenUp;
pub use lanes::{Lane, lanes};
pub use lang::Lang;
pub use lines::lines;
pub use metrics::{Metric, Sample, metrics};
pub use section::Section;
pub use separated::{Dialect, separated};
pub use table::{columns, prose, tables, width};
pub use workbook::{WorkbookError, workbook};
