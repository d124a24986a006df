//! A finding, as it stands in an answer.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::rules::{Rule, Severity, Violation};
use hovedbok_core::{Day, Instant, Label, Name, Seq};
use serde::{Serialize, Serializer};

/// A broken rule or a missing record.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Finding {
    /// Which rule.
    #[serde(serialize_with = "word")]
    #[schemars(with = "String")]
    pub kind: Rule,
    /// How serious it is.
    pub severity: Severity,
    /// The programme that it is about.
    pub programme: Option<Name>,
    /// What is wrong, in words.
    pub what: String,
    /// The entries that it rests on.
    pub entries: Vec<Seq>,
    /// What the first of them came in with: findings of one import or batch can be told together.
    #[serde(skip)]
    pub together: Option<Together>,
    /// Of an end of records: which one.
    #[serde(skip)]
    pub ended: Option<Ended>,
}

/// What an entry was recorded with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Together {
    /// A batch of a migration.
    Batch(Label),
    /// An import or a command: everything in it was recorded at one instant.
    Import(Instant),
}

fn word<S: Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.word())
}

impl From<Violation> for Finding {
    fn from(violation: Violation) -> Finding {
        let Violation { rule, programme, entries, weight: _, what } = violation;
        Finding { kind: rule, severity: rule.severity(), programme, what, entries, together: None, ended: None }
    }
}

/// Where the records of a subject end, and what was open then: ends of one programme on one day can be told together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// What the records are about.
    pub subject: RecordSubject,
    /// The last day that they speak for.
    pub day: Day,
    /// What says so.
    pub by: &'static str,
    /// What was open then, in words.
    pub open: Option<String>,
}
