//! What comes in and what goes out: one file a format.
//!
//! Tables come in through [`table`] (CSV and XLSX to rows of text), [`headers`]
//! (columns to fields), [`number`] (text to integers), [`written`] (text to days and periods) and [`birth`] (text to
//! months of birth); what was taken to mean something it need not mean is a [`remark`]. [`kinds`] says what a table's rows become. [`template`] writes the
//! empty table that people fill in.
//! [`json`] reads JSON that people write.
//! [`journal`] goes out: the books in plain text.
//!
//! What stays true here: days and amounts come in as they are written, amounts as whole øre (H7); no clock and no
//! randomness (H10). Personal data in a table is refused later, before anything is recorded (H11). A remark describes a
//! text that may be personal data or a case number instead of repeating it.

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod birth;
pub mod exports;
pub mod headers;
pub mod journal;
pub mod json;
pub mod kinds;
pub mod number;
pub mod remark;
pub mod table;
pub mod template;
pub mod value;
pub mod words;
pub mod written;
