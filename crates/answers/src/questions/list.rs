//! `list`: the people that somebody works with, a row for each enrolment, and one for whoever is registered and has none.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, EnrolmentId, Name, ParticipantId, Seq, StreamKind};
use hovedbok_projection::At;
use hovedbok_state::{Enrolment, Person, Placement, Status, each_with_last_entry};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name, text};
use crate::error::AskError;
use crate::projections::Projections;

/// What may be missing of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// No plan was offered.
    Plan,
    /// Nobody follows up.
    Counsellor,
    /// The month of birth is not known.
    BirthMonth,
    /// There is no open placement.
    Placement,
    /// An open placement has no planned end.
    PlannedEnd,
}

impl Missing {
    /// Everything that may be missing.
    pub const ALL: &'static [Missing] =
        &[Missing::Plan, Missing::Counsellor, Missing::BirthMonth, Missing::Placement, Missing::PlannedEnd];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Missing::Plan => "plan",
            Missing::Counsellor => "counsellor",
            Missing::BirthMonth => "birth_month",
            Missing::Placement => "placement",
            Missing::PlannedEnd => "planned_end",
        }
    }

    /// The one of that spelling.
    pub fn from_word(word: &str) -> Option<Missing> {
        Missing::ALL.iter().copied().find(|missing| missing.word() == word)
    }
}

/// Who is listed; what is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListOf {
    /// Enrolments in this programme.
    pub programme: Option<Name>,
    /// Those whose last intake names this cohort, or whose last stay its definition takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort: Option<Name>,
    /// Those for whom this office is responsible; of somebody who was never taken in, the person's own office.
    pub office: Option<String>,
    /// Those whom this counsellor follows up.
    pub counsellor: Option<Name>,
    /// Those with one of these statuses; where none is given, in the programme or suspended.
    pub status: BTreeSet<Status>,
    /// Those admitted under this target group.
    pub target_group: Option<Name>,
    /// Those with an open placement at this provider.
    pub provider: Option<String>,
    /// Those of whom one of these is missing.
    pub missing: BTreeSet<Missing>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct List {
    /// The people, by programme, office and the day since which they have their status.
    pub rows: Vec<ListRow>,
}

/// An enrolment of somebody, or somebody who is registered and has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ListRow {
    /// The participant; of merged ones the one who stays.
    pub participant: ParticipantId,
    /// The enrolment; null of somebody who is registered and has none.
    pub enrolment: Option<EnrolmentId>,
    /// The programme.
    pub programme: Option<Name>,
    /// The status.
    pub status: Status,
    /// Since when.
    pub since: Option<Day>,
    /// The office responsible; of somebody who was never taken in, the person's own.
    pub office: Option<String>,
    /// The target group admitted under.
    pub target_group: Option<Name>,
    /// Who follows up.
    pub counsellor: Option<Name>,
    /// The measure of the open placement that began last.
    pub measure: Option<String>,
    /// Its provider.
    pub provider: Option<String>,
    /// Its last day as planned.
    pub planned_end: Option<Day>,
    /// The last entry about the person.
    pub last_entry: Option<Seq>,
    /// What is missing.
    pub missing: Vec<Missing>,
}

impl ListOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/list/2";

    fn takes_course(&self, enrolment: &Enrolment<'_>) -> bool {
        let of = |cohort: &Name| enrolment.segments().last().is_some_and(|segment| segment.is_of(cohort.as_str()));
        self.cohort.as_ref().is_none_or(of)
    }

    fn takes(&self, row: &ListRow) -> bool {
        let status = if self.status.is_empty() { row.status.inside() } else { self.status.contains(&row.status) };
        fn is<T: PartialEq>(asked: &Option<T>, own: &Option<T>) -> bool {
            asked.is_none() || asked == own
        }
        status
            && is(&self.programme, &row.programme)
            && is(&self.office, &row.office)
            && is(&self.counsellor, &row.counsellor)
            && is(&self.target_group, &row.target_group)
            && is(&self.provider, &row.provider)
            && (self.missing.is_empty() || row.missing.iter().any(|missing| self.missing.contains(missing)))
    }
}

/// The row of an enrolment, or of somebody who has none.
fn row(person: &Person<'_>, enrolment: Option<&Enrolment<'_>>, last_entry: Option<Seq>) -> ListRow {
    let segment = enrolment.and_then(|enrolment| enrolment.segments().last());
    let id = enrolment.map(|enrolment| enrolment.id);
    let open = |placement: &&Placement<'_>| Some(placement.enrolment) == id && placement.ended.is_none();
    let placement = person.placements.iter().rfind(open);
    let counsellor = enrolment.and_then(|enrolment| enrolment.counsellors.last());
    let counsellor = counsellor.map(|(_, counsellor)| (*counsellor).clone());
    let status_since = enrolment.and_then(|enrolment| enrolment.statuses.last()).map(|(day, _)| *day);
    let lacks = |missing: &Missing| match missing {
        Missing::Plan => enrolment.is_none_or(|enrolment| enrolment.plans_offered.is_empty()),
        Missing::Counsellor => counsellor.is_none(),
        Missing::BirthMonth => person.details.birth_month.is_none(),
        Missing::Placement => placement.is_none(),
        Missing::PlannedEnd => placement.is_some_and(|placement| placement.planned_end.is_none()),
    };
    let missing = Missing::ALL.iter().copied().filter(lacks).collect();
    ListRow {
        participant: person.id,
        enrolment: id,
        programme: enrolment.and_then(|enrolment| enrolment.programme).cloned(),
        status: enrolment.map_or(Status::Registered, Enrolment::status),
        since: status_since.or(person.registered.map(|(from, _)| from)),
        office: segment.map(|segment| segment.office).or(person.details.office).map(str::to_owned),
        target_group: segment.map(|segment| segment.target_group.clone()),
        measure: placement.map(|placement| placement.measure.to_owned()),
        provider: placement.map(|placement| placement.provider.to_owned()),
        planned_end: placement.and_then(|placement| placement.planned_end),
        counsellor,
        last_entry,
        missing,
    }
}

impl Ask for ListOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
        name(NameKind::Cohort, &mut self.cohort, with);
        name(NameKind::TargetGroup, &mut self.target_group, with);
        name(NameKind::Counsellor, &mut self.counsellor, with);
        text(NameKind::Office, &mut self.office, with);
        text(NameKind::Provider, &mut self.provider, with);
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::Courses)
    }

    fn needs_more_of(&self, reply: &Reply) -> BTreeSet<ParticipantId> {
        let Reply::List(list) = reply else { return BTreeSet::new() };
        list.rows.iter().map(|row| row.participant).collect()
    }

    fn complete(&self, reply: &mut Reply, persons: &Projections, at: At) {
        let Reply::List(list) = reply else { return };
        let mut last = BTreeMap::new();
        each_with_last_entry(&persons.state, at, &mut |person, entry| {
            last.insert(person.id, entry);
        });
        for row in &mut list.rows {
            row.last_entry = last.get(&row.participant).copied().flatten();
        }
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let mut rows = Vec::new();
        let take = |rows: &mut Vec<ListRow>, person: &Person<'_>, last_entry: Option<Seq>| {
            // Whoever has begun nothing is registered, whatever is said of enrolments.
            let registered = person.registered.is_some_and(|(_, until)| until.is_none());
            let own = person.enrolments.iter().filter(|enrolment| enrolment.begun() || registered);
            let own = own.filter(|enrolment| self.takes_course(enrolment));
            let own = own.map(|enrolment| row(person, Some(enrolment), last_entry));
            let without = registered && person.enrolments.is_empty() && self.cohort.is_none();
            let without = without.then(|| row(person, None, last_entry));
            rows.extend(own.chain(without).filter(|row| self.takes(row)));
        };
        let projections = &*projections.with_cohort(self.cohort.as_ref(), self.programme.as_ref(), at.known_at);
        if projections.counted.is_some() {
            // What persons are counted by does not say what was recorded last: that is read once it is known who is listed.
            let counsellor = self.counsellor.as_ref().map(Name::as_str);
            let names: Vec<&str> =
                [self.office.as_deref(), self.provider.as_deref(), counsellor].into_iter().flatten().collect();
            let of_parts =
                projections.everybody().gather(&[at], &names, &Vec::new, &|rows, _, person| take(rows, person, None));
            rows.extend(of_parts.into_iter().flatten());
        } else {
            each_with_last_entry(&projections.state, at, &mut |person, last| take(&mut rows, person, last));
        }
        let key =
            |row: &ListRow| (row.programme.clone(), row.office.clone(), row.since, row.enrolment, row.participant);
        rows.sort_by_cached_key(key);
        Ok(Reply::List(List { rows }))
    }
}
