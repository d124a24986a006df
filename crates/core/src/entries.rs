//! Entry types: what can be recorded, one family a file.
//!
//! A type has a pinned name (H8), a body with typed fields, and the day it takes hold (time.md).

pub mod absence;
mod baseline;
pub mod benefit;
pub mod catalogue;
pub mod codes;
pub mod correction;
pub mod decided;
pub(crate) mod define;
pub mod destinations;
pub mod figure;
pub mod fund;
pub mod ledger;
pub mod measure;
pub mod names;
pub mod participant;
pub mod plan;
pub mod programme;
pub mod risk;
mod target;

use crate::day::{Day, Period};
use crate::pack::{Packer, Unpacker};
use crate::personal::Search;
use crate::scan::Scanner;
use crate::stream::StreamKind;

pub use absence::AbsenceEntry;
pub use benefit::BenefitEntry;
pub use define::{Former, Read, TypeInfo};
pub use figure::FigureEntry;
pub use fund::FundEntry;
pub use ledger::LedgerEntry;
pub use measure::MeasureEntry;
pub use participant::ParticipantEntry;
pub use plan::PlanEntry;
pub use programme::ProgrammeEntry;
pub use risk::RiskEntry;

/// From which day an entry counts, given its `effective` period (time.md, *From which day an entry counts*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakesHold {
    /// The first day: something that lasts and begins, or a plan.
    FirstDay,
    /// The last day: something that happened.
    LastDay,
    /// The day after the last day inside: an end.
    DayAfter,
}

impl TakesHold {
    /// The day itself.
    pub fn day(self, effective: &Period) -> Day {
        match self {
            TakesHold::FirstDay => effective.start(),
            TakesHold::LastDay => effective.end(),
            TakesHold::DayAfter => effective.end().next(),
        }
    }

    /// The words of the catalogue.
    pub fn words(self) -> &'static str {
        match self {
            TakesHold::FirstDay => "the first day",
            TakesHold::LastDay => "the last day",
            TakesHold::DayAfter => "the day after the last day",
        }
    }
}

/// Everything that can stand in a participant's stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonEntry {
    /// The person and the person's enrolments.
    Participant(ParticipantEntry),
    /// Placements in measures.
    Measure(MeasureEntry),
    /// Absence and attendance.
    Absence(AbsenceEntry),
    /// Benefits paid.
    Benefit(BenefitEntry),
}

/// A fact or decision: everything that can be recorded but corrections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// In a participant's stream.
    Person(PersonEntry),
    /// In a programme's stream.
    Programme(ProgrammeEntry),
    /// In a plan's stream.
    Plan(PlanEntry),
    /// In a fund's stream.
    Fund(FundEntry),
    /// In a risk stream.
    Risk(RiskEntry),
    /// In a figure stream.
    Figure(FigureEntry),
    /// In the ledger's own stream.
    Ledger(LedgerEntry),
}

/// Calls `$do` with the family entry inside a fact, whichever it is.
macro_rules! each_family {
    ($fact:expr, $entry:ident => $do:expr) => {
        match $fact {
            Fact::Person(PersonEntry::Participant($entry)) => $do,
            Fact::Person(PersonEntry::Measure($entry)) => $do,
            Fact::Person(PersonEntry::Absence($entry)) => $do,
            Fact::Person(PersonEntry::Benefit($entry)) => $do,
            Fact::Programme($entry) => $do,
            Fact::Plan($entry) => $do,
            Fact::Fund($entry) => $do,
            Fact::Risk($entry) => $do,
            Fact::Figure($entry) => $do,
            Fact::Ledger($entry) => $do,
        }
    };
}

impl Fact {
    /// The pinned name of the type.
    pub fn type_name(&self) -> &'static str {
        each_family!(self, entry => entry.type_name())
    }

    /// The version of the body's fields that is written.
    pub fn schema(&self) -> u16 {
        each_family!(self, entry => entry.version())
    }

    /// The kind of stream that it belongs in.
    pub fn stream_kind(&self) -> StreamKind {
        match self {
            Fact::Person(_) => StreamKind::Participant,
            Fact::Programme(_) => StreamKind::Programme,
            Fact::Plan(_) => StreamKind::Plan,
            Fact::Fund(_) => StreamKind::Fund,
            Fact::Risk(_) => StreamKind::Risk,
            Fact::Figure(_) => StreamKind::Figure,
            Fact::Ledger(_) => StreamKind::Ledger,
        }
    }

    /// From which day it counts.
    pub fn takes_hold(&self) -> TakesHold {
        each_family!(self, entry => entry.takes_hold())
    }

    /// The body as canonical JSON.
    pub fn to_json(&self) -> Vec<u8> {
        each_family!(self, entry => entry.to_json())
    }

    /// The same as a value.
    pub fn to_value(&self) -> serde_json::Value {
        each_family!(self, entry => entry.to_value())
    }

    /// The first field in which a text that must be there shows nothing.
    pub fn blank_field(&self) -> Option<&'static str> {
        each_family!(self, entry => entry.blank_field())
    }

    /// Calls back for each text in the body with what it is searched for (H11).
    pub fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        each_family!(self, entry => entry.searched(found));
    }

    /// Reads the body of a type; nothing when the type or its schema is unknown here (H9). One of a former version says what it
    /// said then in the fields of today.
    pub fn from_json(type_name: &str, schema: u16, body: &[u8]) -> Option<Result<Fact, serde_json::Error>> {
        Fact::read(type_name, schema, body).map(|read| read.map(|read| read.what))
    }

    /// Reads a body that is to be written: in the fields of today, or in those of a former version of the type, for programs
    /// and tables that were made for it. What is wrong with it is said of the fields of today.
    pub fn proposed(type_name: &str, body: &[u8]) -> Option<Result<Fact, serde_json::Error>> {
        let (_, info) = catalogue::find(type_name)?;
        let newest = Fact::from_json(type_name, info.version, body)?;
        let former = || {
            let versions = info.former.iter().rev().map(|former| former.version);
            versions.filter_map(|version| Fact::from_json(type_name, version, body)?.ok()).next()
        };
        Some(newest.or_else(|error| former().ok_or(error)))
    }

    /// The same as [`Fact::from_json`], with how it was written, if in a former version.
    pub(crate) fn read(type_name: &str, schema: u16, body: &[u8]) -> Option<Result<Read<Fact>, serde_json::Error>> {
        fn of<T>(
            read: Option<Result<Read<T>, serde_json::Error>>,
            fact: impl FnOnce(T) -> Fact,
        ) -> Option<Result<Read<Fact>, serde_json::Error>> {
            read.map(|read| read.map(|read| read.map(fact)))
        }
        let person = |entry| Fact::Person(entry);
        match type_name.split('.').next().unwrap_or_default() {
            "participant" => {
                of(ParticipantEntry::read(type_name, schema, body), |e| person(PersonEntry::Participant(e)))
            }
            "measure" => of(MeasureEntry::read(type_name, schema, body), |e| person(PersonEntry::Measure(e))),
            "absence" | "attendance" => {
                of(AbsenceEntry::read(type_name, schema, body), |e| person(PersonEntry::Absence(e)))
            }
            "benefit" => of(BenefitEntry::read(type_name, schema, body), |e| person(PersonEntry::Benefit(e))),
            "programme" => of(ProgrammeEntry::read(type_name, schema, body), Fact::Programme),
            "plan" => of(PlanEntry::read(type_name, schema, body), Fact::Plan),
            "fund" | "grant" => of(FundEntry::read(type_name, schema, body), Fact::Fund),
            "risk" => of(RiskEntry::read(type_name, schema, body), Fact::Risk),
            "figure" => of(FigureEntry::read(type_name, schema, body), Fact::Figure),
            "ledger" | "key" => of(LedgerEntry::read(type_name, schema, body), Fact::Ledger),
            _ => None,
        }
    }

    /// Writes the fact in the short form: its family, and what that writes.
    pub fn pack(&self, out: &mut Packer<'_>) {
        let family = match self {
            Fact::Person(PersonEntry::Participant(_)) => 0,
            Fact::Person(PersonEntry::Measure(_)) => 1,
            Fact::Person(PersonEntry::Absence(_)) => 2,
            Fact::Person(PersonEntry::Benefit(_)) => 3,
            Fact::Programme(_) => 4,
            Fact::Plan(_) => 5,
            Fact::Fund(_) => 6,
            Fact::Risk(_) => 7,
            Fact::Figure(_) => 8,
            Fact::Ledger(_) => 9,
        };
        out.number(family);
        each_family!(self, entry => entry.pack(out));
    }

    /// Reads a fact.
    pub fn unpack(from: &mut Unpacker<'_>) -> Option<Fact> {
        Some(match from.number()? {
            0 => Fact::Person(PersonEntry::Participant(ParticipantEntry::unpack(from)?)),
            1 => Fact::Person(PersonEntry::Measure(MeasureEntry::unpack(from)?)),
            2 => Fact::Person(PersonEntry::Absence(AbsenceEntry::unpack(from)?)),
            3 => Fact::Person(PersonEntry::Benefit(BenefitEntry::unpack(from)?)),
            4 => Fact::Programme(ProgrammeEntry::unpack(from)?),
            5 => Fact::Plan(PlanEntry::unpack(from)?),
            6 => Fact::Fund(FundEntry::unpack(from)?),
            7 => Fact::Risk(RiskEntry::unpack(from)?),
            8 => Fact::Figure(FigureEntry::unpack(from)?),
            9 => Fact::Ledger(LedgerEntry::unpack(from)?),
            _ => return None,
        })
    }

    /// Passes over a fact: from which day it counts.
    pub(crate) fn pass(from: &mut Unpacker<'_>) -> Option<TakesHold> {
        match from.number()? {
            0 => ParticipantEntry::pass(from),
            1 => MeasureEntry::pass(from),
            2 => AbsenceEntry::pass(from),
            3 => BenefitEntry::pass(from),
            4 => ProgrammeEntry::pass(from),
            5 => PlanEntry::pass(from),
            6 => FundEntry::pass(from),
            7 => RiskEntry::pass(from),
            8 => FigureEntry::pass(from),
            9 => LedgerEntry::pass(from),
            _ => None,
        }
    }

    /// Walks over the body of a version of a type; its name and the kind of stream that it belongs in, or nothing when the type is unknown
    /// here or the body not canonical.
    pub(crate) fn scan(type_name: &[u8], version: u64, s: &mut Scanner<'_>) -> Option<(&'static str, StreamKind)> {
        let family = type_name.split(|byte| *byte == b'.').next()?;
        let (scanned, kind) = match family {
            b"participant" => (ParticipantEntry::scan(type_name, version, s), StreamKind::Participant),
            b"measure" => (MeasureEntry::scan(type_name, version, s), StreamKind::Participant),
            b"absence" | b"attendance" => (AbsenceEntry::scan(type_name, version, s), StreamKind::Participant),
            b"benefit" => (BenefitEntry::scan(type_name, version, s), StreamKind::Participant),
            b"programme" => (ProgrammeEntry::scan(type_name, version, s), StreamKind::Programme),
            b"plan" => (PlanEntry::scan(type_name, version, s), StreamKind::Plan),
            b"fund" | b"grant" => (FundEntry::scan(type_name, version, s), StreamKind::Fund),
            b"risk" => (RiskEntry::scan(type_name, version, s), StreamKind::Risk),
            b"figure" => (FigureEntry::scan(type_name, version, s), StreamKind::Figure),
            b"ledger" | b"key" => (LedgerEntry::scan(type_name, version, s), StreamKind::Ledger),
            _ => return None,
        };
        scanned.map(|name| (name, kind))
    }
}
