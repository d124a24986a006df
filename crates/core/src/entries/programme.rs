//! Family *programme*: what a programme is, where it runs, what it aims at. Stream `programme/<name>`.

use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::codes::{LimitKind, NoBaseline, RecordSubject, TargetKind, Unit, codes};
use super::define::family;
use crate::day::{Day, Period};
use crate::field::{Field, FieldInfo, List, Map, Shape};
use crate::ids::Name;
use crate::money::ShareBp;
use crate::pack::{Pack, Packer, Unpacker};
use crate::scan::{Scan, Scanner};
use crate::text::Text;

/// What a goal is measured from: a value, or the reason why there is none.
///
/// In JSON `{"value":428}` or `{"why":"not_recorded"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// The value at the start.
    Value(i64),
    /// There is none, and why.
    Missing(NoBaseline),
}

impl Serialize for Baseline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Baseline::Value(value) => map.serialize_entry("value", value)?,
            Baseline::Missing(why) => map.serialize_entry("why", why)?,
        }
        map.end()
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Either {
    Value,
    Why,
}

struct BaselineVisitor;

impl<'de> Visitor<'de> for BaselineVisitor {
    type Value = Baseline;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("{\"value\":n} or {\"why\":\"unknown|not_recorded|not_applicable\"}")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Baseline, A::Error> {
        let baseline = match map.next_key()? {
            Some(Either::Value) => Baseline::Value(map.next_value()?),
            Some(Either::Why) => Baseline::Missing(map.next_value()?),
            None => return Err(de::Error::missing_field("value")),
        };
        match map.next_key::<Either>()? {
            None => Ok(baseline),
            Some(_) => Err(de::Error::custom("a baseline is either a value or the reason why there is none, not both")),
        }
    }
}

impl<'de> Deserialize<'de> for Baseline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Baseline, D::Error> {
        deserializer.deserialize_map(BaselineVisitor)
    }
}

codes! {
    /// How the answers to a survey were given.
    Scale {
        /// How many gave each answer.
        Counts = "counts",
        /// Means in hundredths of the scale's step.
        MeanHundredths = "mean_hundredths",
    }
}

impl Scan for Baseline {
    fn scan(s: &mut Scanner<'_>) -> Option<()> {
        if s.takes(b"{\"value\":") {
            s.signed()?;
        } else {
            s.take(b"{\"why\":")?;
            NoBaseline::scan(s)?;
        }
        s.take(b"}")
    }
}

impl Pack for Baseline {
    fn pack(&self, out: &mut Packer<'_>) {
        let (value, why) = match self {
            Baseline::Value(value) => (Some(value), None),
            Baseline::Missing(why) => (None, Some(why)),
        };
        out.number(u64::from(value.is_some()));
        value.copied().pack(out);
        why.copied().pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Baseline> {
        match from.number()? {
            0 => NoBaseline::unpack(from).map(Baseline::Missing),
            1 => i64::unpack(from).map(Baseline::Value),
            _ => None,
        }
    }
}

impl Field for Baseline {
    const SHAPE: Shape = Shape::Object(&[
        FieldInfo { name: "value", shape: Shape::Integer, required: false, doc: " The value at the start." },
        FieldInfo { name: "why", shape: NoBaseline::SHAPE, required: false, doc: " Why there is none." },
    ]);
}

family! {
    /// An entry about a programme.
    ProgrammeEntry {
        /// The programme exists from this day.
        Established = "programme.established", FirstDay {
            /// Who owns it.
            owner: Text,
            /// Its basis in law or budget.
            legal_basis: Option<Text>,
            /// The planned first and last day.
            period: Period,
            /// What it is about.
            title: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// A phase begins.
        PhaseStarted = "programme.phase_started", FirstDay {
            /// The phase.
            phase: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A project takes part; if the source gives no exact day, the effective period is the one that it gives.
        ProjectAdmitted = "programme.project_admitted", FirstDay {
            /// The project.
            project: Text,
            /// The municipality that it is in.
            municipality: Text,
            /// The district of the municipality.
            district: Option<Text>,
            /// The year of admission as stated.
            year: Option<u16>,
            /// The planned last day.
            until: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// A project no longer takes part; the day is the last one on which it did.
        ProjectExcluded = "programme.project_excluded", DayAfter {
            /// The project.
            project: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A unit has another name.
        UnitRenamed = "programme.unit_renamed", FirstDay {
            /// The name before.
            from: Text,
            /// The name now.
            to: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A body that holds meetings was set up.
        BodyEstablished = "programme.body_established", FirstDay {
            /// The body.
            body: Text,
            /// How many times a calendar year it must meet, at least.
            meetings_per_year: Option<u16>,
            /// The day from which it must meet that often.
            meetings_from: Option<Day>,
            /// The last day on which it must meet that often.
            until: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// A body met.
        BodyMet = "programme.body_met", LastDay {
            /// The body.
            body: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// An agreement was signed.
        AgreementSigned = "programme.agreement_signed", LastDay {
            /// The other party.
            party: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// An agreement did not come about.
        AgreementFailed = "programme.agreement_failed", LastDay {
            /// The other party.
            party: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A goal was set.
        GoalSet = "programme.goal_set", FirstDay {
            /// The goal.
            goal: Name,
            /// What is measured: the name of a figure that the ledger can derive (see the glossary), or a free text.
            indicator: Text,
            /// What it is measured from.
            baseline: Baseline,
            /// The cohort that it is about.
            cohort: Option<Name>,
            /// A short note.
            note: Option<Text>,
        }
        /// A target was set for a goal.
        TargetSet = "programme.target_set", FirstDay {
            /// The goal.
            goal: Name,
            /// How it is measured.
            kind: TargetKind,
            /// How much.
            value: i64,
            /// What the value counts.
            unit: Unit,
            /// The office that it applies to.
            office: Option<Text>,
            /// The days that it is for.
            period: Period,
            /// A short note.
            note: Option<Text>,
        }
        /// A limit was set.
        LimitSet = "programme.limit_set", FirstDay {
            /// What the limit is for.
            what: LimitKind,
            /// The highest value allowed: 0 or more.
            value: i64,
            /// The act, regulation or circular.
            legal_source: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A report is to be delivered.
        ReportDue = "programme.report_due", FirstDay {
            /// The report.
            report: Text,
            /// The deadline.
            due: Period,
            /// Who delivers it.
            from: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// A report was received.
        ReportReceived = "programme.report_received", LastDay {
            /// The report.
            report: Text,
            /// Who delivered it.
            from: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// A role is filled from this day.
        StaffAssigned = "programme.staff_assigned", FirstDay {
            /// The role.
            role: Text,
            /// Share of a post, in basis points.
            share_bp: ShareBp,
            /// A short note.
            note: Option<Text>,
        }
        /// What a survey gave: anonymous totals.
        SurveyResult = "programme.survey_result", LastDay {
            /// The survey.
            survey: Text,
            /// How many answered.
            respondents: u32,
            /// Counts or means.
            scale: Scale,
            /// Question to answer to number; a count is at most the number of respondents.
            answers: Map<Map<i64>>,
            /// A short note.
            note: Option<Text>,
        }
        /// The records of some subjects end: nothing is known about them after that, which does not mean that nothing
        /// happened.
        RecordsEnd = "programme.records_end", LastDay {
            /// The last day that the records cover; the effective day if left out.
            day: Option<Day>,
            /// The subjects; all of them when left out.
            subjects: List<RecordSubject>,
            /// Why: where the statistics or the document end.
            reason: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// The programme is over; the day is its last one.
        Closed = "programme.closed", DayAfter {
            /// A short note.
            note: Option<Text>,
        }
    }
}
