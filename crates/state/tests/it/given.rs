//! Entries to be given to a question, each in a line.

use hovedbok_core::entries::codes::{
    BenefitKind, Decision, Destination, Ground, Outcome, Owner, ReasonCode, SuspensionKind,
};
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entries::measure::DaysPerWeek;
use hovedbok_core::entries::participant::{
    Applied, CounsellorAssigned, Decided, Exited, Intake, Merged, Registered, Resumed, Suspended, Waitlisted,
};
use hovedbok_core::entries::{BenefitEntry, MeasureEntry, ParticipantEntry, benefit, measure};
use hovedbok_core::field::AtLeastOne;
use hovedbok_core::{
    Body, Day, Draft, EnrolmentId, EntryId, Fact, Instant, Name, Ore, ParticipantId, Period, PersonEntry, PlacementId,
    Seq, ShareBp, StreamId,
};
use hovedbok_projection::{At, Timeline};
use hovedbok_state::{By, Selection, State, StateAnswer, state};
use uuid::Uuid;

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// `2016-01-01` or `2016-01-01..2016-12-31`.
pub fn period(text: &str) -> Period {
    match text.split_once("..") {
        Some((start, end)) => Period::new(day(start), day(end)).unwrap(),
        None => Period::day(day(text)),
    }
}

pub fn person(n: u128) -> ParticipantId {
    ParticipantId(Uuid::from_u128(n))
}

pub fn enrolment(n: u128) -> EnrolmentId {
    EnrolmentId(Uuid::from_u128(n))
}

pub fn placement(n: u128) -> PlacementId {
    PlacementId(Uuid::from_u128(n))
}

/// A ledger of participants' streams under way.
#[derive(Default)]
pub struct Given {
    pub timeline: Timeline<State>,
    seq: u64,
}

impl Given {
    /// Records an entry about person `n`; its position.
    pub fn put(&mut self, n: u128, effective: &str, entry: PersonEntry) -> u64 {
        self.learn(n, period(effective), None, Body::Fact(Fact::Person(entry)))
    }

    pub fn replace(&mut self, n: u128, target: u64, effective: &str, entry: PersonEntry) -> u64 {
        let body = Replaced { fact: Fact::Person(entry), reason: ReasonCode::Typing, note: None };
        self.learn(n, period(effective), Some(target), Body::Replaced(body))
    }

    pub fn void(&mut self, n: u128, target: u64) -> u64 {
        let body = Voided { reason: ReasonCode::NotTrue, note: None };
        self.learn(n, period("2000-01-01"), Some(target), Body::Voided(body))
    }

    pub fn learn(&mut self, n: u128, effective: Period, target: Option<u64>, body: Body) -> u64 {
        self.seq += 1;
        let entry_id = |seq: u64| EntryId(Uuid::from_u128(u128::from(seq)));
        let draft = Draft {
            id: entry_id(self.seq),
            stream: StreamId::Participant(person(n)),
            effective,
            actor: name("office"),
            on_behalf_of: None,
            source: None,
            target: target.map(entry_id),
            migrated: None,
            body,
        };
        let recorded = Instant::from_micros(i64::try_from(self.seq).unwrap()).unwrap();
        self.timeline.learn(&draft.placed(Seq(self.seq), recorded, 1));
        self.seq
    }

    /// Somebody registered at office North and taken into a programme.
    pub fn taken_in(&mut self, n: u128, on: &str, programme: &str, group: &str) {
        self.put(n, on, registered("North"));
        self.put(n, on, intake(n, programme, "North", group));
    }

    pub fn at(&self, as_of: &str) -> At {
        At { as_of: day(as_of), known_at: Seq(self.seq) }
    }

    pub fn known(&self, as_of: &str, seq: u64) -> At {
        At { as_of: day(as_of), known_at: Seq(seq) }
    }

    pub fn state(&self, as_of: &str) -> StateAnswer {
        state(&self.timeline, self.at(as_of), &Selection::default(), None)
    }

    /// The groups as `key participants/ever`.
    pub fn groups(&self, as_of: &str, selection: &Selection, by: By) -> Vec<String> {
        let answer = state(&self.timeline, self.at(as_of), selection, Some(by));
        answer.groups.iter().map(|g| format!("{} {}/{}", g.key, g.participants, g.ever)).collect()
    }

    /// The statuses that hold somebody.
    pub fn statuses(&self, as_of: &str, selection: &Selection) -> Vec<String> {
        self.groups(as_of, selection, By::Status).into_iter().filter(|group| !group.ends_with(" 0/0")).collect()
    }
}

pub fn said(entry: impl Into<ParticipantEntry>) -> PersonEntry {
    PersonEntry::Participant(entry.into())
}

pub fn registered(office: &str) -> PersonEntry {
    said(Registered { office: office.into(), birth_month: None, sex: None, background: None, note: None })
}

pub fn born(office: &str, month: &str) -> PersonEntry {
    let birth_month = Some(month.parse().unwrap());
    said(Registered { office: office.into(), birth_month, sex: None, background: None, note: None })
}

pub fn applied(e: u128, programme: &str) -> PersonEntry {
    said(Applied { enrolment: enrolment(e), programme: name(programme), committee: None, note: None })
}

pub fn waitlisted(e: u128, programme: &str) -> PersonEntry {
    said(Waitlisted { enrolment: enrolment(e), programme: name(programme), committee: None, note: None })
}

pub fn decided(e: u128, decision: Decision) -> PersonEntry {
    let grounds = AtLeastOne::of(Ground::SocialServices2009Section29, []);
    said(Decided {
        enrolment: enrolment(e),
        decision,
        grounds,
        grounds_text: None,
        valid_until: None,
        decided_by: None,
        note: None,
    })
}

pub fn intake(e: u128, programme: &str, office: &str, group: &str) -> PersonEntry {
    intake_of(e, programme, office, group, &[])
}

pub fn intake_of(e: u128, programme: &str, office: &str, group: &str, cohorts: &[&str]) -> PersonEntry {
    said(Intake {
        enrolment: enrolment(e),
        programme: name(programme),
        office: office.into(),
        target_group: name(group),
        also: Vec::new().into(),
        cohorts: cohorts.iter().map(|cohort| name(cohort)).collect::<Vec<_>>().into(),
        referred_by: None,
        note: None,
    })
}

pub fn counsellor(e: u128, id: &str) -> PersonEntry {
    said(CounsellorAssigned { enrolment: enrolment(e), counsellor: name(id), note: None })
}

pub fn suspended(e: u128) -> PersonEntry {
    said(Suspended { enrolment: enrolment(e), kind: SuspensionKind::Other, note: None })
}

pub fn resumed(e: u128) -> PersonEntry {
    said(Resumed { enrolment: enrolment(e), kind: None, note: None })
}

pub fn exited(e: u128, destination: Destination) -> PersonEntry {
    said(Exited { enrolment: enrolment(e), destination, note: None })
}

pub fn merged(into: u128) -> PersonEntry {
    said(Merged { into: person(into), note: None })
}

pub fn started(p: u128, e: u128, provider: &str) -> PersonEntry {
    PersonEntry::Measure(MeasureEntry::from(measure::Started {
        placement: placement(p),
        enrolment: enrolment(e),
        measure: "work training".into(),
        provider: provider.into(),
        step: None,
        owner: Owner::Municipal,
        share_bp: ShareBp(10_000),
        days_per_week: Some(DaysPerWeek(5)),
        planned_end: None,
        note: None,
    }))
}

pub fn ended(p: u128, outcome: Outcome) -> PersonEntry {
    PersonEntry::Measure(MeasureEntry::from(measure::Ended { placement: placement(p), outcome, note: None }))
}

pub fn paid(kind: BenefitKind, for_period: &str) -> PersonEntry {
    PersonEntry::Benefit(BenefitEntry::from(benefit::Paid {
        enrolment: None,
        kind,
        amount_ore: Ore::new(100).unwrap(),
        for_period: period(for_period),
        note: None,
    }))
}
