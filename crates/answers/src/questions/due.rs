//! `due`: what falls due, and what is overdue.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, EnrolmentId, Name, ParticipantId, StreamKind};
use hovedbok_projection::At;
use hovedbok_state::{Enrolment, Person, Stay};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name, text};
use crate::error::AskError;
use crate::projections::Projections;

/// How many months before a decision runs out the case is to be reviewed.
const REVIEWED_BEFORE: [u32; 2] = [6, 3];
/// How many days after an intake a plan is to be offered.
const PLAN_OFFERED_AFTER: i64 = 90;
/// How many months after an exit somebody is to be asked how it went.
const FOLLOWED_UP_AFTER: [u16; 3] = [3, 6, 12];

/// For how many rows there is room where persons are looked at: few parts of them have more. Room that is not used costs nothing,
/// and a list that grows is copied again and again.
const ROOM: usize = 2048;

/// What falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// The deadline of a milestone.
    Milestone,
    /// The planned end of an open placement.
    PlacementEnd,
    /// A review, six and three months before a decision runs out.
    Review,
    /// A plan to be offered, 90 days after the intake; only in programmes that record offers.
    PlanOffer,
    /// A follow-up 3, 6 and 12 months after the last day inside; only in programmes that record follow-ups.
    FollowUp,
    /// A report.
    Report,
    /// The last day on which a decision is valid.
    Decision,
    /// The last day on which a condition for a benefit can be met, while what became of it is not recorded.
    Condition,
}

impl DueKind {
    /// Every kind.
    pub const ALL: &'static [DueKind] = &[
        DueKind::Milestone,
        DueKind::PlacementEnd,
        DueKind::Review,
        DueKind::PlanOffer,
        DueKind::FollowUp,
        DueKind::Report,
        DueKind::Decision,
        DueKind::Condition,
    ];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            DueKind::Milestone => "milestone",
            DueKind::PlacementEnd => "placement_end",
            DueKind::Review => "review",
            DueKind::PlanOffer => "plan_offer",
            DueKind::FollowUp => "follow_up",
            DueKind::Report => "report",
            DueKind::Decision => "decision",
            DueKind::Condition => "condition",
        }
    }

    /// The kind of that spelling.
    pub fn from_word(word: &str) -> Option<DueKind> {
        DueKind::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    fn is_of_persons(self) -> bool {
        match self {
            DueKind::PlacementEnd
            | DueKind::Review
            | DueKind::PlanOffer
            | DueKind::FollowUp
            | DueKind::Decision
            | DueKind::Condition => true,
            DueKind::Milestone | DueKind::Report => false,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DueOf {
    /// How many days after the day asked about something may fall due.
    pub within_days: u32,
    /// Only what is about this programme.
    pub programme: Option<Name>,
    /// Only people for whom this office is responsible.
    pub office: Option<String>,
    /// Only people whom this counsellor follows up.
    pub counsellor: Option<Name>,
    /// Only what is about this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
    /// Only these kinds; all where none is given.
    pub kinds: BTreeSet<DueKind>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Due {
    /// What falls due, the earliest first.
    pub rows: Vec<DueRow>,
    /// What would be due, but is left out because the programme never records such things. Absent when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<NeverRecorded>,
}

/// A kind that is left out of what falls due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct NeverRecorded {
    /// The programme.
    pub programme: Option<Name>,
    /// The kind.
    pub kind: DueKind,
    /// How many there would be.
    pub would_be_due: u64,
}

/// Something that falls due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct DueRow {
    /// The last day on which it is in time.
    pub due: Day,
    /// What it is.
    pub kind: DueKind,
    /// What it is about: a milestone, a report, a condition, or an enrolment.
    pub about: String,
    /// The programme.
    pub programme: Option<Name>,
    /// The office responsible for the person.
    pub office: Option<String>,
    /// Whether the day has passed.
    pub overdue: bool,
    /// Of a person: whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
    /// Of a person: the enrolment; a condition may belong to none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<EnrolmentId>,
    /// Of a person: who follows up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counsellor: Option<Name>,
    /// Of a placement: with which provider it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Of a follow-up: how many months after the last day inside it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months_after: Option<u16>,
}

impl DueOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/due/1";

    fn asks(&self, kind: DueKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    fn of_persons(&self) -> bool {
        DueKind::ALL.iter().any(|kind| kind.is_of_persons() && self.asks(*kind))
    }

    /// Whether a person narrows it.
    fn narrows_persons(&self) -> bool {
        self.office.is_some() || self.counsellor.is_some() || self.participant.is_some()
    }

    fn is_of_programme(&self, programme: Option<&Name>) -> bool {
        self.programme.is_none() || self.programme.as_ref() == programme
    }
}

/// What falls due under way.
struct Rows<'q> {
    asked: &'q DueOf,
    last: Day,
    rows: Vec<DueRow>,
}

/// What something that is due of a person is about.
struct What<'w> {
    about: &'w str,
    /// Of a placement: with which provider it is.
    provider: Option<&'w str>,
    /// Of a follow-up: how many months after the last day inside.
    months_after: Option<u16>,
}

impl<'w> What<'w> {
    fn of(about: &'w str) -> What<'w> {
        What { about, provider: None, months_after: None }
    }
}

impl Rows<'_> {
    /// Adds something that is due on a day, if it is asked for; `until` is the last day that the records reach.
    fn add(&mut self, until: Day, row: DueRow) {
        if row.due <= self.last && self.asked.asks(row.kind) {
            self.rows.push(DueRow { overdue: row.due < until, ..row });
        }
    }

    /// Adds something about an enrolment.
    fn add_of(&mut self, until: Day, (person, enrolment): (&Person<'_>, &Enrolment<'_>), kind: DueKind, due: Day) {
        self.add_about(until, (person, Some(enrolment)), kind, due, &What::of(&enrolment.id.to_string()));
    }

    /// Adds something about a person, and an enrolment where it belongs to one.
    fn add_about(
        &mut self,
        until: Day,
        (person, enrolment): (&Person<'_>, Option<&Enrolment<'_>>),
        kind: DueKind,
        due: Day,
        what: &What<'_>,
    ) {
        let segment = enrolment.and_then(|enrolment| enrolment.segments().last());
        let office = segment.map(|segment| segment.office).or(person.details.office);
        let counsellor = enrolment.and_then(|enrolment| enrolment.counsellors.last());
        let counsellor = counsellor.map(|(_, counsellor)| (*counsellor).clone());
        let programme = enrolment.and_then(|enrolment| enrolment.programme);
        let asked = self.asked;
        let narrowed = asked.is_of_programme(programme)
            && asked.participant.is_none_or(|only| person.is(only))
            && asked.office.as_deref().is_none_or(|asked| office == Some(asked))
            && (asked.counsellor.is_none() || asked.counsellor == counsellor);
        if narrowed {
            let row = DueRow {
                due,
                kind,
                about: what.about.to_owned(),
                programme: programme.cloned(),
                office: office.map(str::to_owned),
                overdue: false,
                participant: Some(person.id),
                enrolment: enrolment.map(|enrolment| enrolment.id),
                counsellor,
                provider: what.provider.map(str::to_owned),
                months_after: what.months_after,
            };
            self.add(until, row);
        }
    }
}

/// What falls due of a person, whether the programme records offers of plans and follow-ups or not.
fn of_person(rows: &mut Rows<'_>, as_of: Day, until: &dyn Fn(&Enrolment<'_>) -> Day, person: &Person<'_>) {
    for condition in &person.conditions {
        let enrolment = condition.enrolment.and_then(|id| person.enrolment(id));
        let until = enrolment.map_or(as_of, until);
        let is_answered = condition.answers.iter().any(|(day, _)| *day <= until);
        if let Some(due) = condition.due.filter(|_| !is_answered) {
            let what = What::of(condition.condition.as_str());
            rows.add_about(until, (person, enrolment), DueKind::Condition, due, &what);
        }
    }
    for enrolment in &person.enrolments {
        let (until, own) = (until(enrolment), (person, enrolment));
        for placement in person.placements.iter().filter(|placement| placement.enrolment == enrolment.id) {
            if let (None, Some(planned_end)) = (placement.ended, placement.planned_end) {
                let id = enrolment.id.to_string();
                let what = What { provider: Some(placement.provider), ..What::of(&id) };
                rows.add_about(until, (person, Some(enrolment)), DueKind::PlacementEnd, planned_end, &what);
            }
        }
        match (enrolment.open_stay(), enrolment.stays.last()) {
            (Some(stay), _) => {
                if !enrolment.plans_offered.iter().any(|day| *day >= stay.from) {
                    rows.add_of(until, own, DueKind::PlanOffer, stay.from.plus_days(PLAN_OFFERED_AFTER));
                }
            }
            (None, Some(stay)) => follow_ups(rows, until, own, stay),
            (None, None) => {}
        }
        if enrolment.stays.is_empty() || enrolment.open_stay().is_some() {
            decision(rows, until, own);
        }
    }
}

fn follow_ups(rows: &mut Rows<'_>, until: Day, own: (&Person<'_>, &Enrolment<'_>), stay: &Stay<'_>) {
    let Some(to) = stay.to else { return };
    for months in FOLLOWED_UP_AFTER {
        let done = own.1.follow_ups.iter().any(|follow_up| follow_up.months_after == months && follow_up.day >= to);
        if !done {
            let id = own.1.id.to_string();
            let what = What { months_after: Some(months), ..What::of(&id) };
            let due = to.plus_days(-1).plus_months(months.into());
            rows.add_about(until, (own.0, Some(own.1)), DueKind::FollowUp, due, &what);
        }
    }
}

/// A decision that runs out, and the reviews before it: each is done by a review since the one before it, the first since the
/// decision.
fn decision(rows: &mut Rows<'_>, until: Day, own: (&Person<'_>, &Enrolment<'_>)) {
    let Some((decided, Some(valid_until))) = own.1.granted_until else { return };
    rows.add_of(until, own, DueKind::Decision, valid_until);
    let mut since = decided;
    for months in REVIEWED_BEFORE {
        let due = minus_months(valid_until, months);
        if due <= decided {
            continue;
        }
        if !own.1.reviews.iter().any(|day| *day > since) {
            rows.add_of(until, own, DueKind::Review, due);
        }
        since = due;
    }
}

/// The same day some months earlier, or the last one of that month.
fn minus_months(day: Day, months: u32) -> Day {
    let (year, month, of_month) = day.parts();
    let number = i64::from(year) * 12 + i64::from(month) - 1 - i64::from(months);
    let year = i32::try_from(number.div_euclid(12)).unwrap_or(year);
    let month = u32::try_from(number.rem_euclid(12) + 1).unwrap_or(month);
    (1..=of_month).rev().find_map(|of_month| Day::new(year, month, of_month)).unwrap_or(Day::MIN)
}

/// The programmes that record offers of plans, and those that record follow-ups.
#[derive(Default)]
struct Recorded {
    plans: BTreeSet<Option<Name>>,
    follow_ups: BTreeSet<Option<Name>>,
}

impl Recorded {
    /// Whether the programme records such things at all.
    fn expects(&self, row: &DueRow) -> bool {
        match row.kind {
            DueKind::PlanOffer => self.plans.contains(&row.programme),
            DueKind::FollowUp => self.follow_ups.contains(&row.programme),
            DueKind::Milestone
            | DueKind::PlacementEnd
            | DueKind::Review
            | DueKind::Report
            | DueKind::Decision
            | DueKind::Condition => true,
        }
    }

    fn and(mut self, other: Recorded) -> Recorded {
        self.plans.extend(other.plans);
        self.follow_ups.extend(other.follow_ups);
        self
    }

    fn learn(&mut self, person: &Person<'_>) {
        for enrolment in &person.enrolments {
            let programme = || enrolment.programme.cloned();
            if !enrolment.plans_offered.is_empty() {
                self.plans.insert(programme());
            }
            if !enrolment.follow_ups.is_empty() {
                self.follow_ups.insert(programme());
            }
        }
    }
}

impl Ask for DueOf {
    fn streams(&self) -> &'static [StreamKind] {
        if self.of_persons() {
            &[StreamKind::Participant, StreamKind::Plan, StreamKind::Programme]
        } else {
            &[StreamKind::Plan, StreamKind::Programme]
        }
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        if self.of_persons() {
            &[RecordSubject::Participants, RecordSubject::Plan, RecordSubject::Reports]
        } else {
            &[RecordSubject::Plan, RecordSubject::Reports]
        }
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        let counting = if self.asks(DueKind::Condition) { Counting::WithConditions } else { Counting::Courses };
        self.of_persons().then_some(counting)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
        name(NameKind::Counsellor, &mut self.counsellor, with);
        text(NameKind::Office, &mut self.office, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let mut rows = Rows { asked: self, last: at.as_of.plus_days(i64::from(self.within_days)), rows: Vec::new() };
        let mut left_out: BTreeMap<(Option<Name>, DueKind), u64> = BTreeMap::new();
        if self.of_persons() {
            let everybody = projections.everybody();
            let until = |enrolment: &Enrolment<'_>| everybody.reached(enrolment, at.as_of);
            let make = || {
                let own = Rows { asked: self, last: rows.last, rows: Vec::with_capacity(ROOM) };
                (Recorded::default(), own)
            };
            let found = everybody.gather(&[at], &[], &make, &|(recorded, rows), _, person| {
                recorded.learn(person);
                of_person(rows, at.as_of, &until, person);
            });
            let (recorded, due): (Vec<Recorded>, Vec<Rows<'_>>) = found.into_iter().unzip();
            let recorded = recorded.into_iter().fold(Recorded::default(), Recorded::and);
            rows.rows.reserve_exact(due.iter().map(|own| own.rows.len()).sum());
            for row in due.into_iter().flat_map(|own| own.rows) {
                // Nothing is expected of programmes that never record it.
                if recorded.expects(&row) {
                    rows.rows.push(row);
                } else {
                    *left_out.entry((row.programme, row.kind)).or_default() += 1;
                }
            }
        }
        if !self.narrows_persons() {
            milestones(&mut rows, projections, at);
            reports(&mut rows, projections, at);
        }
        let mut rows = rows.rows;
        rows.sort_unstable();
        let left_out = left_out.into_iter();
        let left_out =
            left_out.map(|((programme, kind), would_be_due)| NeverRecorded { programme, kind, would_be_due });
        Ok(Reply::Due(Due { rows, left_out: left_out.collect() }))
    }
}

fn milestones(rows: &mut Rows<'_>, projections: &Projections, at: At) {
    let timeline = &projections.milestones;
    for plan in hovedbok_milestones::plans(timeline, at) {
        let programme = hovedbok_milestones::programme_of(timeline, &plan, at.known_at);
        if !rows.asked.is_of_programme(programme.as_ref()) {
            continue;
        }
        let until = hovedbok_milestones::reached(timeline, &plan, at);
        for row in hovedbok_milestones::rows(timeline, at, &plan).iter().filter(|row| row.is_open()) {
            if let Some(due) = &row.due {
                let about = format!("{plan} {}", row.label());
                rows.add(until, plain(due.end(), DueKind::Milestone, about, programme.clone()));
            }
        }
    }
}

fn reports(rows: &mut Rows<'_>, projections: &Projections, at: At) {
    for (programme, reports) in hovedbok_programmes::reports(&projections.programmes, at) {
        if !rows.asked.is_of_programme(Some(&programme)) {
            continue;
        }
        let until = projections.programmes.day(Some(&programme), RecordSubject::Reports, at.as_of);
        for report in reports.into_iter().filter(|report| report.received.is_none()) {
            if let Some(due) = &report.due {
                let from = report.from.map(|from| format!(", {}", from.as_str())).unwrap_or_default();
                let about = format!("{}{from}", report.report.as_str());
                rows.add(until, plain(due.end, DueKind::Report, about, Some(programme.clone())));
            }
        }
    }
}

fn plain(due: Day, kind: DueKind, about: String, programme: Option<Name>) -> DueRow {
    let (office, participant, enrolment, counsellor, provider) = (None, None, None, None, None);
    let overdue = false;
    DueRow {
        due,
        kind,
        about,
        programme,
        office,
        overdue,
        participant,
        enrolment,
        counsellor,
        provider,
        months_after: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_earlier_end_in_their_month() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(minus_months(day("2010-08-31"), 6), day("2010-02-28"));
        assert_eq!(minus_months(day("2010-02-15"), 3), day("2009-11-15"));
        assert_eq!(minus_months(day("1900-01-01"), 3), Day::MIN);
    }
}
