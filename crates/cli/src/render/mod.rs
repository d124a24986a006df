//! Rows as tables for people and as CSV for programs and spreadsheets. Columns are named by their JSON keys; tables show
//! labels.

pub mod ends;
mod fit;
mod section;
mod separated;
mod shown;
mod table;

pub use fit::GivenUp;
pub use section::Section;
pub use separated::{Dialect, separated};
pub use table::{prose, tables, width};
