//! Files in: tables of proposals, plans compared with the plan in force, JSON lines.

mod bounded_lines;
mod content;
mod document;
mod grants;
pub(crate) mod jsonl;
mod keys;
mod mark;
mod meeting;
mod plan;
mod refused;
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
pub use report::{Became, FileRemark, ImportReport, LeftWhere, ListedEntry, RowReport};
pub use tables::{InputFile, TableOptions, Tables};
