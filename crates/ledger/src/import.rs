//! Files in: tables of proposals, plans compared with the plan in force, JSON lines.

mod content;
mod document;
mod grants;
pub(crate) mod jsonl;
mod keys;
mod lines;
mod mark;
mod meeting;
mod plan;
mod report;
mod rows;
mod stated;
mod steps;
mod tables;
#[cfg(test)]
mod tests;

pub use crate::error::{InputError, RefusedRow, RefusedRows, Why};
pub use jsonl::Taken;
pub use plan::PlanOptions;
pub use report::{Became, ImportReport, ListedEntry, RowReport, Told};
pub use tables::{InputFile, TableOptions, Tables};
