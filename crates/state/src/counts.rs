//! The answer *state*: how many are in the programme, how many ever were, and by group.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, ParticipantId};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use crate::everybody::Everybody;
use crate::group::{By, Standing, keys};
use crate::narrow::Narrow;
use crate::person::{Enrolment, Person};
use crate::status::Status;

/// Whom `state` counts; what is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Enrolments in this programme.
    pub programme: Option<Name>,
    /// The days inside on which the last intake names this cohort; of a defined cohort all days of the stays that it takes.
    pub cohort: Option<Name>,
    /// Persons of the selection, in programme or gone, with a benefit whose period includes D.
    pub receiving: bool,
    /// The office that follows up by the intake; before an intake the person's own.
    pub office: Option<String>,
}

/// The result of `state`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StateAnswer {
    /// Persons in programme or suspended at D; with `receiving`, persons of the selection, in programme or gone, who receive
    /// at D.
    pub participants: usize,
    /// Persons with a day in the programme by D; with `receiving`, those of them who received anything by D.
    pub ever: usize,
    /// Empty when not grouped; groups by key, statuses in their own order.
    pub groups: Vec<Group>,
}

/// One group. A person in two groups counts in both; the totals are distinct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Group {
    /// The key.
    pub key: String,
    /// As `participants` of the whole; by status, persons with that status at D.
    pub participants: usize,
    /// As `ever` of the whole; by status, persons who had that status by D, if only for part of a day.
    pub ever: usize,
}

/// Who stands behind the two numbers of a row, by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Members {
    /// Those behind `participants`.
    pub participants: Vec<ParticipantId>,
    /// Those behind `ever`.
    pub ever: Vec<ParticipantId>,
}

/// Who stands behind every number of a [`StateAnswer`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Membership {
    /// Behind the totals.
    pub total: Members,
    /// Behind each group, in the answer's order.
    pub groups: Vec<(String, Members)>,
}

impl Members {
    /// Notes a person once; what is noted of one person comes together.
    fn note(&mut self, id: ParticipantId, now: bool, ever: bool) {
        for (list, counts) in [(&mut self.participants, now), (&mut self.ever, ever)] {
            if counts && list.last() != Some(&id) {
                list.push(id);
            }
        }
    }

    fn append(&mut self, mut others: Members) {
        self.participants.append(&mut others.participants);
        self.ever.append(&mut others.ever);
    }

    fn sort(&mut self) {
        self.participants.sort_unstable();
        self.ever.sort_unstable();
    }

    fn is_empty(&self) -> bool {
        self.participants.is_empty() && self.ever.is_empty()
    }
}

/// Answers `state` at a point of both times.
///
/// What the numbers of a group mean: the persons of the total whose selected course stands in the group at D
/// (`participants`), or ever stood in it by D (`ever`): the office, target group, cohort and counsellor of a day are those
/// of that day, and a move to another takes nobody out of what they stood in before. So `--by provider` counts in `participants` those with an open
/// placement there, `--by counsellor` those whom the counsellor follows up at D, `--by benefit` those whom that benefit is
/// paid for D, `--by outcome` nobody but `in_programme`. Age bands are those of D in both. A person without a placement,
/// counsellor or benefit stands in no such group. With `receiving`, who is gone stands in the groups they were in when
/// they left.
///
/// By status, a person counts by the status of each selected enrolment. `registered` is who is known and has no enrolment
/// that has begun, in whatever programme; an office selects them by the person's own. They belong to no programme: where one is
/// asked about, or a cohort or `receiving`, nobody stands there at D, and in `ever` only those who have an enrolment in it.
pub fn state<'e>(everybody: impl Into<Everybody<'e>>, at: At, selection: &Selection, by: Option<By>) -> StateAnswer {
    let Membership { total, groups } = members(everybody, at, selection, by);
    let count = |(key, of): (String, Members)| Group { key, participants: of.participants.len(), ever: of.ever.len() };
    StateAnswer {
        participants: total.participants.len(),
        ever: total.ever.len(),
        groups: groups.into_iter().map(count).collect(),
    }
}

/// The persons behind the answer, so that two answers can be compared person by person.
pub fn members<'e>(everybody: impl Into<Everybody<'e>>, at: At, selection: &Selection, by: Option<By>) -> Membership {
    let everybody = everybody.into();
    let narrow = Narrow {
        programme: selection.programme.as_ref(),
        cohort: selection.cohort.as_ref().map(Name::as_str),
        office: selection.office.as_deref(),
        target_group: None,
    };
    // A question about one programme is one about the last day that its records speak for.
    let as_of = everybody.streams().day(narrow.programme, RecordSubject::Participants, at.as_of);
    let at = At { as_of, ..at };
    let count = |(total, groups): &mut (Members, BTreeMap<String, Members>), person: &Person<'_>| {
        let ever = narrow.entered(person);
        let day = |enrolment: Option<&Enrolment<'_>>| {
            enrolment.map_or(at.as_of, |enrolment| everybody.reached(enrolment, at.as_of))
        };
        let (now, ever) = if selection.receiving {
            let mut days: Vec<Day> = narrow.taken(person).map(|enrolment| day(Some(enrolment))).collect();
            days.dedup();
            let begun = |day: &Day| person.benefits.iter().any(|benefit| benefit.for_period.start() <= *day);
            (days.iter().any(|day| person.receives(*day).next().is_some()), days.iter().any(begun))
        } else {
            (narrow.stays(person).any(|(_, stay)| narrow.inside(stay)), ever)
        };
        total.note(person.id, now, ever);
        let Some(by) = by else { return };
        let by_status = by == By::Status;
        let (now, ever) = if by_status && !selection.receiving { (true, true) } else { (now, ever) };
        // Who receives and is gone stands in the groups they left; status and benefit are those of D all the same.
        let gone_too = selection.receiving && !by_status && by != By::Benefit;
        keys(person, narrow, by, &day, |key, standing| {
            let counts = standing == Standing::Now || (gone_too && standing == Standing::Left);
            if !groups.contains_key(key) {
                groups.insert(key.to_owned(), Members::default());
            }
            if let Some(group) = groups.get_mut(key) {
                group.note(person.id, now && counts, ever);
            }
        });
    };
    let gathered = everybody.gather(&[at], &[], &Default::default, &|counted, _, person| count(counted, person));
    // Nobody is in two of them.
    let (mut total, mut groups) = (Members::default(), BTreeMap::<String, Members>::new());
    for (own, of_groups) in gathered {
        total.append(own);
        of_groups.into_iter().for_each(|(key, own)| groups.entry(key).or_default().append(own));
    }
    total.sort();
    groups.values_mut().for_each(Members::sort);
    Membership { total, groups: if by == Some(By::Status) { in_order(groups) } else { filled(groups) } }
}

/// All nine statuses, in the order of the contract.
fn in_order(mut groups: BTreeMap<String, Members>) -> Vec<(String, Members)> {
    let words = Status::ALL.iter().map(|status| status.word());
    words.map(|word| (word.to_owned(), groups.remove(word).unwrap_or_default())).collect()
}

/// The groups that hold somebody, by key.
fn filled(groups: BTreeMap<String, Members>) -> Vec<(String, Members)> {
    groups.into_iter().filter(|(_, members)| !members.is_empty()).collect()
}
