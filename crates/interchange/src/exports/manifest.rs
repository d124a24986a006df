//! What an export rests on, beside its files: the times, the head of the tree, the rules, the program and the codebook.

use hovedbok_core::{Day, Seq};
use serde::Serialize;

use super::codebook::Line;
use super::measured::File;

/// The schema and version of a manifest.
pub const SCHEMA: &str = "hovedbok/export/1";

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// The schema and version of this document.
    pub schema: &'static str,
    /// The format.
    pub format: &'static str,
    /// The day that is answered for.
    pub as_of: Day,
    /// The state of knowledge.
    pub known_at_seq: Seq,
    /// Number of entries, and the root of the hash tree over them.
    pub tree_head: TreeHead,
    /// The rule set and its version.
    pub rules: &'static str,
    /// The version of the program.
    pub program: &'static str,
    /// Where the records of a programme end before the day asked about.
    pub reach: Vec<Reach>,
    /// Whether any entry that it rests on was migrated.
    pub rests_on_migrated: bool,
    /// What records of persons or money were put together from published totals, with what is assumed in them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reconstructed: Vec<Reconstructed>,
    /// How many streams hold what this program does not know: with a newer program the rows may be different.
    pub incomplete: usize,
    /// What was asked for.
    pub question: Question,
    /// For whom and what for, where rows are persons'.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_level: Option<PersonLevel>,
    /// The unit of time, where the format has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
    /// Cells from 1 to one less than this are not shown, where the format has cells that count persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppress: Option<u64>,
    /// The files.
    pub files: Vec<File>,
    /// What columns and codes mean.
    pub codebook: Vec<Line>,
}

/// Records of a programme that were put together from published totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reconstructed {
    /// The programme.
    pub programme: String,
    /// What they were put together from.
    pub published: String,
    /// What is assumed.
    pub assumed: String,
}

/// The head of the hash tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TreeHead {
    /// Number of entries.
    pub size: u64,
    /// The root as hexadecimal digits.
    pub root: String,
}

/// Where the records of a programme end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// The programme.
    pub programme: String,
    /// The last day for which they speak.
    pub day: Day,
    /// What says so.
    pub why: &'static str,
}

/// What was asked for: the same in every format of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Only this programme.
    pub programme: Option<String>,
    /// Only stays that begin at this office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Only stays of this cohort.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cohort: Option<String>,
    /// The day from which stays are observed, where one was named.
    pub observed_from: Option<Day>,
    /// Whether notes and other free text are in it.
    pub with_notes: bool,
}

/// For whom and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonLevel {
    /// What it is used for.
    pub purpose: String,
    /// Who receives it.
    pub recipient: String,
    /// The release that the pseudonyms are of.
    pub release: String,
}
