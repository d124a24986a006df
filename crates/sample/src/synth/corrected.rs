//! Corrections of synthetic entries: content, amounts and days replaced, entries voided, and corrections of corrections. Each
//! leaves a ledger in which no refusing rule is broken, at every position.

use hovedbok_core::entries::absence::{Absence, Attendance};
use hovedbok_core::entries::benefit::{ConditionAnswered, ConditionSet, Paid};
use hovedbok_core::entries::codes::{
    AbsenceKind, Answer, ConditionConsequence, ConditionKind, ConditionOutcome, Destination, Ground, Instrument,
    ReasonCode,
};
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::fund::{FundSpent, GrantSpent};
use hovedbok_core::entries::measure::Started;
use hovedbok_core::entries::participant::{
    Assessed, CounsellorAssigned, Decided, Exited, FollowedUp, Intake, PlanOffered, Registered,
};
use hovedbok_core::entries::plan::MilestonePlanned;
use hovedbok_core::entries::programme::TargetSet;
use hovedbok_core::entries::{
    AbsenceEntry, BenefitEntry, Fact, FigureEntry, FundEntry, MeasureEntry, ParticipantEntry, PersonEntry, PlanEntry,
    ProgrammeEntry,
};
use hovedbok_core::entry::Body;
use hovedbok_core::field::AtLeastOne;
use hovedbok_core::{Day, Draft, EntryId, Instant, Month, Ore, Period, ShareBp};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::bundle::Bundle;
use super::words;
use crate::archive::Recorded;
use crate::given::{kroner, month, name};

/// What of an entry can be corrected beside its content, without breaking what rests on it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Can {
    /// Whether it can go away for good.
    pub gone: bool,
    /// Whether it can go away for some weeks.
    pub away: bool,
    /// The days between which it can be moved.
    pub moved: Option<(Day, Day)>,
}

impl Can {
    /// Only its content.
    pub(super) const KEEP: Can = Can { gone: false, away: false, moved: None };
    /// Everything: nothing rests on it.
    pub(super) const GO: Can = Can { gone: true, away: true, moved: None };

    /// Its day, between these two, both included.
    pub(super) fn move_to(from: Day, to: Day) -> Can {
        Can { moved: (from <= to).then_some((from, to)), ..Can::KEEP }
    }
}

/// A way to correct an entry.
#[derive(Clone, Copy)]
enum Way {
    Content,
    Moved(Day),
    Voided,
    VoidedVoid,
    Twice,
    VoidedReplacement,
}

/// The entries that correct one, in the order in which they are recorded.
pub(super) fn corrections(bundle: &mut Bundle, of: &Draft, recorded: Instant, can: Can) -> Vec<Recorded> {
    let mut made = Made { bundle, of, at: recorded, entries: Vec::new() };
    let Some(way) = made.way(can) else { return Vec::new() };
    match way {
        Way::Voided => drop(made.void(of.id)),
        Way::VoidedVoid => {
            let void = made.void(of.id);
            made.void(void);
        }
        Way::Moved(day) => drop(made.moved(day)),
        Way::Content => drop(made.content(of.id)),
        Way::Twice => {
            if let Some(first) = made.content(of.id) {
                made.content(first);
            }
        }
        Way::VoidedReplacement => {
            if let Some(replaced) = made.content(of.id) {
                made.void(replaced);
            }
        }
    }
    made.entries
}

struct Made<'a> {
    bundle: &'a mut Bundle,
    of: &'a Draft,
    at: Instant,
    entries: Vec<Recorded>,
}

impl Made<'_> {
    /// One of the ways that leave everything else as it is.
    fn way(&mut self, can: Can) -> Option<Way> {
        let mut ways = Vec::new();
        if self.of.body.fact().is_some_and(|fact| put_right(&mut self.bundle.rng.clone(), fact).is_some()) {
            ways.extend([Way::Content, Way::Content, Way::Content, Way::Twice, Way::VoidedReplacement]);
        }
        if can.gone {
            ways.extend([Way::Voided, Way::Voided]);
        }
        if can.away {
            ways.push(Way::VoidedVoid);
        }
        if let Some((from, to)) = can.moved {
            let day = from.plus_days(self.bundle.days(0, to.days_since(from)));
            if day != self.of.effective.start() {
                ways.extend([Way::Moved(day), Way::Moved(day)]);
            }
        }
        ways.choose(&mut self.bundle.rng).copied()
    }

    fn void(&mut self, target: EntryId) -> EntryId {
        let body = Body::Voided(Voided { reason: ReasonCode::NotTrue, note: self.note() });
        self.put(target, self.of.effective.clone(), body)
    }

    fn content(&mut self, target: EntryId) -> Option<EntryId> {
        let (fact, reason) = put_right(&mut self.bundle.rng, self.of.body.fact()?)?;
        let note = self.note();
        Some(self.put(target, self.of.effective.clone(), Body::Replaced(Replaced { fact, reason, note })))
    }

    fn moved(&mut self, day: Day) -> Option<EntryId> {
        let (fact, note) = (self.of.body.fact()?.clone(), self.note());
        let body = Body::Replaced(Replaced { fact, reason: ReasonCode::WrongDay, note });
        Some(self.put(self.of.id, Period::day(day), body))
    }

    fn note(&mut self) -> Option<hovedbok_core::Text> {
        self.bundle.happens(1, 2).then(|| words::sentence(&mut self.bundle.rng))
    }

    /// Records a correction, some days after the one before.
    fn put(&mut self, target: EntryId, effective: Period, body: Body) -> EntryId {
        let after = Day::from_date(self.at.utc().date_naive()).unwrap_or(Day::MAX);
        let on = after.plus_days(self.bundle.days(1, 20)).max(effective.end());
        self.at = self.bundle.at_work(on);
        let id = EntryId(self.bundle.uuid());
        let draft = Draft { id, effective, target: Some(target), source: None, body, ..self.of.clone() };
        self.entries.push(Recorded { recorded: self.at, draft });
        id
    }
}

fn one<T: Copy>(rng: &mut ChaCha8Rng, of: &[T], otherwise: T) -> T {
    of.choose(rng).copied().unwrap_or(otherwise)
}

/// A smaller amount: what is spent of other money can only become less.
fn less(rng: &mut ChaCha8Rng, amount: Ore) -> Ore {
    let most = (amount.get() / 100 - 1).max(1);
    kroner(rng.random_range((most / 2).max(1)..=most))
}

/// The same fact with another content, if there is one that leaves everything else as it is.
fn put_right(rng: &mut ChaCha8Rng, fact: &Fact) -> Option<(Fact, ReasonCode)> {
    let (amount, new) = (ReasonCode::WrongAmount, ReasonCode::NewInformation);
    Some(match fact {
        Fact::Person(entry) => {
            let (entry, reason) = of_person(rng, entry)?;
            (Fact::Person(entry), reason)
        }
        Fact::Fund(FundEntry::FundSpent(spent)) => {
            let amount_ore = Some(less(rng, spent.amount_ore?));
            (Fact::Fund(FundSpent { amount_ore, ..spent.as_ref().clone() }.into()), amount)
        }
        Fact::Fund(FundEntry::GrantSpent(spent)) => {
            let amount_ore = Some(less(rng, spent.amount_ore?));
            (Fact::Fund(GrantSpent { amount_ore, ..spent.as_ref().clone() }.into()), amount)
        }
        Fact::Plan(PlanEntry::MilestonePlanned(planned)) => {
            let body = MilestonePlanned { title: words::sentence(rng), ..planned.as_ref().clone() };
            (Fact::Plan(body.into()), ReasonCode::Typing)
        }
        Fact::Programme(ProgrammeEntry::TargetSet(target)) => {
            let body = TargetSet { value: rng.random_range(20..2000), ..target.as_ref().clone() };
            (Fact::Programme(body.into()), new)
        }
        Fact::Figure(FigureEntry::Published(figure)) => {
            let body = Published { value: Some(rng.random_range(20..2000)), ..figure.as_ref().clone() };
            (Fact::Figure(body.into()), ReasonCode::Typing)
        }
        Fact::Fund(_) | Fact::Plan(_) | Fact::Programme(_) | Fact::Risk(_) | Fact::Ledger(_) => return None,
    })
}

fn of_person(rng: &mut ChaCha8Rng, entry: &PersonEntry) -> Option<(PersonEntry, ReasonCode)> {
    let (amount, new, typing) = (ReasonCode::WrongAmount, ReasonCode::NewInformation, ReasonCode::Typing);
    let participant = |entry: ParticipantEntry| PersonEntry::Participant(entry);
    Some(match entry {
        PersonEntry::Benefit(BenefitEntry::Paid(paid)) => {
            let amount_ore = kroner(rng.random_range(2000..16_000));
            (PersonEntry::Benefit(Paid { amount_ore, ..paid.as_ref().clone() }.into()), amount)
        }
        PersonEntry::Benefit(BenefitEntry::ConditionSet(set)) => {
            let kind = one(rng, ConditionKind::ALL, ConditionKind::Other);
            (PersonEntry::Benefit(ConditionSet { kind, ..set.as_ref().clone() }.into()), typing)
        }
        PersonEntry::Benefit(BenefitEntry::ConditionAnswered(answered)) => {
            let outcome = one(rng, ConditionOutcome::ALL, ConditionOutcome::Met);
            let answered = ConditionAnswered { outcome, ..answered.as_ref().clone() };
            // A benefit is cut only where a condition was broken.
            let answered = if outcome == ConditionOutcome::NotMet {
                answered
            } else {
                let consequence = Some(ConditionConsequence::None);
                ConditionAnswered { consequence, consequence_from: None, reduced_ore: None, ..answered }
            };
            (PersonEntry::Benefit(answered.into()), new)
        }
        PersonEntry::Absence(AbsenceEntry::Absence(absence)) => {
            let kind = one(rng, AbsenceKind::ALL, AbsenceKind::Other);
            (PersonEntry::Absence(Absence { kind, ..absence.as_ref().clone() }.into()), new)
        }
        PersonEntry::Absence(AbsenceEntry::Attendance(attended)) => {
            let present_minutes = rng.random_range(0..=attended.planned_minutes);
            let body = Attendance { present_minutes, ..attended.as_ref().clone() };
            (PersonEntry::Absence(body.into()), typing)
        }
        PersonEntry::Measure(MeasureEntry::Started(started)) => {
            let (provider, share_bp) = (words::provider(rng), ShareBp(rng.random_range(2..=10) * 1000));
            (PersonEntry::Measure(Started { provider, share_bp, ..started.as_ref().clone() }.into()), new)
        }
        PersonEntry::Participant(ParticipantEntry::Registered(registered)) => {
            let birth_month = registered.birth_month.map(|born| another_month(rng, born));
            (participant(Registered { birth_month, ..registered.as_ref().clone() }.into()), typing)
        }
        PersonEntry::Participant(ParticipantEntry::Intake(intake)) => {
            (participant(Intake { office: words::place(rng), ..intake.as_ref().clone() }.into()), typing)
        }
        PersonEntry::Participant(ParticipantEntry::CounsellorAssigned(assigned)) => {
            let counsellor = name(&format!("c{}", rng.random_range(100..500)));
            (participant(CounsellorAssigned { counsellor, ..assigned.as_ref().clone() }.into()), typing)
        }
        PersonEntry::Participant(ParticipantEntry::Decided(decided)) => {
            let ground = one(rng, Ground::ALL, Ground::Other);
            let grounds = AtLeastOne::of(ground, []);
            (participant(Decided { grounds, ..decided.as_ref().clone() }.into()), typing)
        }
        PersonEntry::Participant(ParticipantEntry::Assessed(assessed)) => {
            let instrument = one(rng, Instrument::ALL, Instrument::Kis);
            (participant(Assessed { instrument, ..assessed.as_ref().clone() }.into()), typing)
        }
        PersonEntry::Participant(ParticipantEntry::PlanOffered(offered)) => {
            let answer = one(rng, Answer::ALL, Answer::Open);
            (participant(PlanOffered { answer, ..offered.as_ref().clone() }.into()), new)
        }
        PersonEntry::Participant(ParticipantEntry::Exited(exited)) => {
            let destination = one(rng, Destination::ALL, Destination::Unknown);
            (participant(Exited { destination, ..exited.as_ref().clone() }.into()), new)
        }
        PersonEntry::Participant(ParticipantEntry::FollowedUp(followed)) => {
            let situation = one(rng, Destination::ALL, Destination::Unknown);
            (participant(FollowedUp { situation, ..followed.as_ref().clone() }.into()), new)
        }
        PersonEntry::Participant(_) | PersonEntry::Measure(_) => return None,
    })
}

/// Another month of the same year.
fn another_month(rng: &mut ChaCha8Rng, born: Month) -> Month {
    month(born.first().year(), rng.random_range(1..=12))
}
