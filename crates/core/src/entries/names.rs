//! Which fields name something, and what: the office, the provider, the programme. Texts of one kind that have the same
//! canonical form (see [`identity`](crate::identity)) name the same thing.

use super::codes::codes;
use super::{Fact, PersonEntry};
use crate::ids::Name;
use crate::stream::StreamId;

codes! {
    /// What a text names.
    NameKind {
        /// A programme.
        Programme = "programme",
        /// A milestone plan.
        Plan = "plan",
        /// Where the money of a fund comes from.
        Source = "source",
        /// An office.
        Office = "office",
        /// Who provides measures.
        Provider = "provider",
        /// A measure.
        Measure = "measure",
        /// A step or arena.
        Step = "step",
        /// A target group.
        TargetGroup = "target group",
        /// A cohort.
        Cohort = "cohort",
        /// A counsellor.
        Counsellor = "counsellor",
        /// A committee.
        Committee = "committee",
        /// Who refers people.
        Referrer = "referrer",
        /// A grant.
        Grant = "grant",
        /// Who receives or gives money.
        Payee = "payee",
        /// A project.
        Project = "project",
        /// A municipality.
        Municipality = "municipality",
        /// A district of a municipality.
        District = "district",
        /// An office or a provider: an entry about a changed name does not say which.
        Unit = "office or provider",
        /// A body that meets.
        Body = "body",
        /// With whom an agreement is made.
        Party = "party",
        /// A phase.
        Phase = "phase",
        /// A goal.
        Goal = "goal",
        /// What is counted.
        Indicator = "indicator",
        /// A report.
        Report = "report",
        /// Who delivers reports.
        Reporter = "reporter",
        /// A role.
        Role = "role",
        /// A duty.
        Duty = "duty",
        /// A member of a body.
        Organisation = "organisation",
        /// A recommendation.
        Recommendation = "recommendation",
        /// A contract.
        Contract = "contract",
        /// What is delivered under a contract.
        Deliverable = "deliverable",
        /// A survey.
        Survey = "survey",
        /// A risk's number.
        Risk = "risk",
        /// A part of a programme, written `dimension=value;…`: it holds names of other kinds.
        Part = "part",
    }
}

impl NameKind {
    /// Whether it is the code of a person, which is never the person's name (H11).
    pub fn is_of_persons(self) -> bool {
        self == NameKind::Counsellor
    }

    /// What a field of a type names; nothing where its text is no name.
    pub const fn of(type_name: &str, field: &str) -> Option<NameKind> {
        Some(match (type_name.as_bytes(), field.as_bytes()) {
            (_, b"programme") => NameKind::Programme,
            (_, b"office") => NameKind::Office,
            (_, b"provider") => NameKind::Provider,
            (_, b"measure") => NameKind::Measure,
            (_, b"target_group" | b"also") => NameKind::TargetGroup,
            (_, b"cohort" | b"cohorts") => NameKind::Cohort,
            (_, b"counsellor") => NameKind::Counsellor,
            (_, b"committee") => NameKind::Committee,
            (_, b"referred_by") => NameKind::Referrer,
            // One of a few words.
            (b"programme.tender_step", b"step") => return None,
            (_, b"step") | (b"participant.transitioned", b"from" | b"to") => NameKind::Step,
            (_, b"grant") => NameKind::Grant,
            (_, b"recipient" | b"supplier") | (b"grant.received", b"from") => NameKind::Payee,
            (_, b"project") => NameKind::Project,
            (_, b"municipality" | b"partners") => NameKind::Municipality,
            (_, b"district") => NameKind::District,
            (b"programme.unit_renamed", b"from" | b"to") => NameKind::Unit,
            (_, b"body") | (b"participant.decided", b"decided_by") => NameKind::Body,
            (_, b"party") => NameKind::Party,
            (_, b"phase") => NameKind::Phase,
            (_, b"goal") => NameKind::Goal,
            (_, b"indicator") => NameKind::Indicator,
            (_, b"report") => NameKind::Report,
            (b"programme.report_due" | b"programme.report_received", b"from") => NameKind::Reporter,
            (b"programme.duty_set", b"by") => NameKind::Reporter,
            (b"programme.unit_reviewed", b"unit") | (b"programme.visit_made", b"to") => NameKind::Unit,
            (_, b"role") => NameKind::Role,
            (_, b"duty") => NameKind::Duty,
            (_, b"organisation") => NameKind::Organisation,
            (_, b"recommendation") => NameKind::Recommendation,
            (_, b"contract") => NameKind::Contract,
            (_, b"deliverable") => NameKind::Deliverable,
            (_, b"survey") => NameKind::Survey,
            ([b'r', b'i', b's', b'k', b'.', ..], b"number") => NameKind::Risk,
            (b"figure.published", b"part") => NameKind::Part,
            _ => return None,
        })
    }

    /// The kind whose names it shares: offices and providers are told apart by where they stand alone.
    #[must_use]
    pub fn shared(self) -> NameKind {
        if matches!(self, NameKind::Office | NameKind::Provider) { NameKind::Unit } else { self }
    }

    /// What a dimension of a part names.
    pub fn of_dimension(dimension: &str) -> Option<NameKind> {
        Some(match dimension {
            "provider" => NameKind::Provider,
            "office" => NameKind::Office,
            "target_group" => NameKind::TargetGroup,
            "cohort" => NameKind::Cohort,
            _ => return None,
        })
    }
}

/// A spelling in the place of another of the same name; nothing where it stays.
pub type Respell<'r> = dyn FnMut(NameKind, &str) -> Option<String> + 'r;

impl Fact {
    /// Calls back for each name in the body.
    pub fn names<'a>(&'a self, found: &mut dyn FnMut(NameKind, &'a str)) {
        match self {
            Fact::Person(PersonEntry::Participant(entry)) => entry.names(found),
            Fact::Person(PersonEntry::Measure(entry)) => entry.names(found),
            Fact::Person(PersonEntry::Absence(entry)) => entry.names(found),
            Fact::Person(PersonEntry::Benefit(entry)) => entry.names(found),
            Fact::Programme(entry) => entry.names(found),
            Fact::Plan(entry) => entry.names(found),
            Fact::Fund(entry) => entry.names(found),
            Fact::Risk(entry) => entry.names(found),
            Fact::Figure(entry) => entry.names(found),
            Fact::Ledger(entry) => entry.names(found),
        }
    }

    /// Spells the names in the body otherwise.
    pub fn respell(&mut self, with: &mut Respell<'_>) {
        match self {
            Fact::Person(PersonEntry::Participant(entry)) => entry.respell(with),
            Fact::Person(PersonEntry::Measure(entry)) => entry.respell(with),
            Fact::Person(PersonEntry::Absence(entry)) => entry.respell(with),
            Fact::Person(PersonEntry::Benefit(entry)) => entry.respell(with),
            Fact::Programme(entry) => entry.respell(with),
            Fact::Plan(entry) => entry.respell(with),
            Fact::Fund(entry) => entry.respell(with),
            Fact::Risk(entry) => entry.respell(with),
            Fact::Figure(entry) => entry.respell(with),
            Fact::Ledger(entry) => entry.respell(with),
        }
    }
}

impl StreamId {
    /// Calls back for each name in the stream's own.
    pub fn names<'a>(&'a self, found: &mut dyn FnMut(NameKind, &'a str)) {
        match self {
            StreamId::Programme(name) | StreamId::Risk(name) | StreamId::Figure(name) => {
                found(NameKind::Programme, name.as_str());
            }
            StreamId::Plan(name) => found(NameKind::Plan, name.as_str()),
            StreamId::Fund(fund) => {
                found(NameKind::Programme, fund.programme.as_str());
                found(NameKind::Source, fund.source.as_str());
            }
            StreamId::Participant(_) | StreamId::Ledger | StreamId::Other(_) => {}
        }
    }

    /// Spells the names in it otherwise.
    pub fn respell(&mut self, with: &mut Respell<'_>) {
        let mut name = |kind, name: &mut Name| {
            if let Some(other) = with(kind, name.as_str()).and_then(|other| Name::stored(&other)) {
                *name = other;
            }
        };
        match self {
            StreamId::Programme(own) | StreamId::Risk(own) | StreamId::Figure(own) => name(NameKind::Programme, own),
            StreamId::Plan(own) => name(NameKind::Plan, own),
            StreamId::Fund(fund) => {
                name(NameKind::Programme, &mut fund.programme);
                name(NameKind::Source, &mut fund.source);
            }
            StreamId::Participant(_) | StreamId::Ledger | StreamId::Other(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries::catalogue::FAMILIES;
    use crate::field::Shape;

    #[test]
    fn only_texts_are_names() {
        for (info, field) in FAMILIES.iter().flat_map(|f| f.types).flat_map(|t| t.fields.iter().map(move |f| (t, f))) {
            if NameKind::of(info.name, field.name).is_some() && !info.name.starts_with("entry.") {
                let text = matches!(field.shape, Shape::Text | Shape::Label | Shape::List(Shape::Text | Shape::Label));
                assert!(text, "{} {}", info.name, field.name);
            }
        }
    }

    #[test]
    fn every_entry_about_a_risk_names_it_by_its_number() {
        for info in crate::entries::RiskEntry::TYPES {
            let number = info.fields.iter().find(|field| field.name == "number").unwrap();
            assert_eq!(NameKind::of(info.name, number.name), Some(NameKind::Risk), "{}", info.name);
        }
        assert_eq!(NameKind::of("plan.milestone_planned", "number"), None);
    }

    #[test]
    fn names_are_found_and_spelled_otherwise_wherever_they_stand() {
        let intake = br#"{"enrolment":"6f9619ff-8b86-4d01-b42d-00cf4fc964ff","programme":"STEP","office":"Nord","target_group":"u30","also":["a","b"],"cohorts":["c"]}"#;
        let mut fact = Fact::from_json("participant.intake", 1, intake).unwrap().unwrap();
        let mut found = Vec::new();
        fact.names(&mut |kind, text| found.push(format!("{kind} {text}")));
        assert_eq!(
            found,
            ["programme STEP", "office Nord", "target group u30", "target group a", "target group b", "cohort c"]
        );
        fact.respell(&mut |_, text| Some(text.to_uppercase()));
        let json = String::from_utf8(fact.to_json()).unwrap();
        assert!(json.contains(r#""office":"NORD","target_group":"U30","also":["A","B"],"cohorts":["C"]"#), "{json}");
        let mut stream: StreamId = "fund/STEP/2026/municipal".parse().unwrap();
        stream.respell(&mut |_, text| Some(text.to_lowercase()));
        assert_eq!(stream.to_string(), "fund/step/2026/municipal");
    }
}
