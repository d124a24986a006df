//! What comes in and what goes out: one file a format.
//!
//! Tables come in through [`table`] (CSV and XLSX to rows of text), [`headers`]
//! (columns to fields), [`number`] (text to integers), [`written`] (text to days and periods) and [`birth`] (text to
//! months of birth); what was taken to mean something it need not mean is a [`remark`]. [`kinds`] says what a table's rows become. [`template`] writes the
//! empty table that people fill in.
//! [`json`] reads JSON that people write.
//! [`journal`] goes out: the books in plain text.

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod birth;
pub mod headers;
pub mod journal;
pub mod json;
pub mod kinds;
pub mod number;
pub mod remark;
pub mod table;
pub mod template;
pub mod value;
pub mod written;
