//! The facts of a person that counts of many rest on, in a short form: what decides enrolments and placements, and apart from
//! it the benefits, the attendance, and the conditions for benefits. Absence, which no count of those who lie ready looks at, is
//! left out.
//!
//! A fact that adds nothing may still be the first of a person's or of an enrolment, or migrated: it stays where no other says
//! so in its place.

use std::collections::BTreeSet;

use hovedbok_core::entries::{AbsenceEntry, BenefitEntry, MeasureEntry, ParticipantEntry};
use hovedbok_core::field::List;
use hovedbok_core::pack::{Packer, Unpacker, Words};
use hovedbok_core::{Day, EnrolmentId, Entry, Fact, PersonEntry, Row, Seq, StreamFact};
use hovedbok_projection::{History, Knowledge};

use crate::event::{To, belongs};

/// A fact of a person, with what decides whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyFact {
    /// From which day it counts.
    pub(crate) holds: Day,
    /// The last day of the period in which it holds in the world.
    pub(crate) last: Day,
    /// Position of the slot's original.
    slot: Seq,
    /// Position of the entry that states it.
    seq: Seq,
    /// Whether the slot's original was migrated.
    pub(crate) migrated: bool,
    /// The positions at which it is in force, as half-open spans: the first one, and the others.
    span: (Seq, Seq),
    spans: Vec<(Seq, Seq)>,
    /// What it says.
    pub(crate) fact: PersonEntry,
}

/// What is ready of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packed {
    /// What decides enrolments and placements.
    pub courses: Vec<u8>,
    /// The benefits.
    pub benefits: Vec<u8>,
    /// The attendance.
    pub attendance: Vec<u8>,
    /// The conditions for benefits, and what became of them.
    pub conditions: Vec<u8>,
    /// Whether nothing can be made ready, because the person was merged or has an entry that is unknown here.
    pub odd: bool,
}

const SIMPLE: u8 = 1;
const OWN_SLOT: u8 = 2;
const MIGRATED: u8 = 4;
const ONE_DAY: u8 = 8;

const FOREVER: Seq = Seq(u64::MAX);

impl Packed {
    /// What is ready of a person with this history. Its texts are those of the entries, so that it is the same bytes whenever
    /// it is made.
    pub fn of(history: &History<PersonEntry>, words: &mut Words) -> Packed {
        let merges = |row: &Row<PersonEntry>| is_merging(&row.fact);
        if !history.unknown().is_empty() || !history.malformed().is_empty() || history.rows().iter().any(merges) {
            return Packed { odd: true, ..Packed::default() };
        }
        let mut courses: Vec<ReadyFact> = Vec::new();
        let (mut benefits, mut attendance, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
        for (row, known) in history.known_in_order() {
            let Some(mut fact) = ReadyFact::of(row, known) else { continue };
            forget_remarks(&mut fact.fact);
            if !courses.iter().any(|other| other.speaks_for(&fact)) {
                courses.push(fact);
            } else {
                match &fact.fact {
                    PersonEntry::Benefit(BenefitEntry::Paid(_)) => benefits.push(fact),
                    PersonEntry::Absence(AbsenceEntry::Attendance(_)) => attendance.push(fact),
                    PersonEntry::Benefit(BenefitEntry::ConditionSet(_) | BenefitEntry::ConditionAnswered(_)) => {
                        conditions.push(fact);
                    }
                    PersonEntry::Participant(_)
                    | PersonEntry::Measure(_)
                    | PersonEntry::Absence(AbsenceEntry::Absence(_)) => {}
                }
            }
        }
        let all = [courses, benefits, attendance, conditions];
        let [courses, benefits, attendance, conditions] = all.map(|facts| packed(&facts, words));
        Packed { courses, benefits, attendance, conditions, odd: false }
    }
}

/// The entries of a person that bear on no enrolment, no placement and no condition for a benefit: whoever is folded without
/// them is the same but for the benefits and the days there and away.
pub fn needless(history: &History<PersonEntry>) -> BTreeSet<Seq> {
    let (mut courses, mut needless): (Vec<ReadyFact>, _) = (Vec::new(), BTreeSet::new());
    for fact in history.known_in_order().filter_map(|(row, known)| ReadyFact::of(row, known)) {
        if !courses.iter().any(|other| other.speaks_for(&fact)) {
            courses.push(fact);
        } else if fact.slot == fact.seq && fact.was_never_corrected() && !is_of_condition(&fact.fact) {
            needless.insert(fact.seq);
        }
    }
    needless
}

fn is_of_condition(entry: &PersonEntry) -> bool {
    matches!(entry, PersonEntry::Benefit(BenefitEntry::ConditionSet(_) | BenefitEntry::ConditionAnswered(_)))
}

fn is_merging(entry: &PersonEntry) -> bool {
    matches!(entry, PersonEntry::Participant(ParticipantEntry::Merged(_) | ParticipantEntry::MergedFrom(_)))
}

fn packed(facts: &[ReadyFact], words: &mut Words) -> Vec<u8> {
    let mut out = Packer::onto(Vec::new(), words);
    let (mut day, mut seq) = (Day::MIN, 0_u64);
    for fact in facts {
        let simple = fact.was_never_corrected();
        let bit = |set: bool, bit: u8| if set { bit } else { 0 };
        out.raw(&[bit(simple, SIMPLE)
            | bit(fact.slot == fact.seq, OWN_SLOT)
            | bit(fact.migrated, MIGRATED)
            | bit(fact.last == fact.holds, ONE_DAY)]);
        out.number(fact.holds.days_since(day).unsigned_abs());
        out.signed(fact.seq.0.wrapping_sub(seq).cast_signed());
        (day, seq) = (fact.holds, fact.seq.0);
        if fact.slot != fact.seq {
            out.number(fact.seq.0 - fact.slot.0);
        }
        if fact.last != fact.holds {
            out.signed(fact.last.days_since(fact.holds));
        }
        if !simple {
            out.number(fact.spans.len() as u64);
            for (from, to) in fact.spans() {
                out.number(from.0);
                out.number(if *to == FOREVER { 0 } else { to.0 - from.0 });
            }
        }
        Fact::Person(fact.fact.clone()).pack(&mut out);
    }
    out.bytes
}

impl ReadyFact {
    /// Nothing of a fact that was never in force.
    fn of(row: &Row<PersonEntry>, known: &Knowledge) -> Option<ReadyFact> {
        let (span, spans) = known.spans().split_first()?;
        Some(ReadyFact {
            holds: row.holds,
            last: row.effective.end(),
            slot: row.slot,
            seq: row.seq,
            migrated: row.slot_migrated,
            span: *span,
            spans: spans.to_vec(),
            fact: row.fact.clone(),
        })
    }

    /// What an entry states that nothing corrects; nothing when it is no person's fact.
    pub fn stated(entry: &Entry, fact: Fact) -> Option<ReadyFact> {
        let holds = fact.takes_hold().day(&entry.draft.effective);
        Some(ReadyFact {
            holds,
            last: entry.draft.effective.end(),
            slot: entry.seq,
            seq: entry.seq,
            migrated: entry.draft.migrated.is_some(),
            span: (entry.seq, FOREVER),
            spans: Vec::new(),
            fact: PersonEntry::from_fact(fact)?,
        })
    }

    fn was_never_corrected(&self) -> bool {
        self.span == (self.seq, FOREVER) && self.spans.is_empty()
    }

    /// Whether it says that two participants are one person.
    pub fn merges(&self) -> bool {
        is_merging(&self.fact)
    }

    /// The last position at which it began or ceased to be in force.
    pub(crate) fn last_change(&self) -> Seq {
        let ends = self.spans().map(|(from, to)| if *to == FOREVER { *from } else { *to });
        ends.max().unwrap_or_default()
    }

    /// Whether the slot's original was migrated.
    pub fn is_migrated(&self) -> bool {
        self.migrated
    }

    /// Where it stands among the facts of the person.
    pub fn place(&self) -> (Day, Seq, Seq) {
        (self.holds, self.slot, self.seq)
    }

    /// Whether it is in force at a position.
    pub(crate) fn known_at(&self, position: Seq) -> bool {
        self.spans().any(|(from, to)| *from <= position && position < *to)
    }

    /// The spans of positions at which it is in force.
    fn spans(&self) -> impl Iterator<Item = &(Seq, Seq)> {
        std::iter::once(&self.span).chain(&self.spans)
    }

    /// Whether it leaves nothing to say for another fact that comes after it: it is there wherever the other is, is migrated if
    /// that is, and the records of its programme end no earlier.
    fn speaks_for(&self, other: &ReadyFact) -> bool {
        let says_it = match adds(&other.fact) {
            Adds::ToTheCourse => false,
            Adds::ThatThereIs(enrolment) => enrolment_of(&self.fact) == Some(enrolment),
            Adds::Nothing => matches!(
                self.fact,
                PersonEntry::Participant(ParticipantEntry::Registered(_) | ParticipantEntry::DetailsChanged(_))
            ),
        };
        let holds = |(from, to): &(Seq, Seq)| self.spans().any(|(own_from, own_to)| own_from <= from && to <= own_to);
        says_it && (self.migrated || !other.migrated) && other.spans().all(holds)
    }
}

/// Leaves out what nothing is counted by, and nobody else says again.
fn forget_remarks(fact: &mut PersonEntry) {
    let entry = match fact {
        PersonEntry::Participant(entry) => entry,
        PersonEntry::Measure(MeasureEntry::Started(body)) => return body.note = None,
        PersonEntry::Measure(MeasureEntry::Changed(body)) => return body.note = None,
        PersonEntry::Measure(MeasureEntry::Ended(body)) => return body.note = None,
        PersonEntry::Absence(_) | PersonEntry::Benefit(_) => return,
    };
    match entry {
        ParticipantEntry::Registered(body) => body.note = None,
        ParticipantEntry::DetailsChanged(body) => body.note = None,
        ParticipantEntry::Applied(body) => body.note = None,
        ParticipantEntry::Referred(body) => body.note = None,
        ParticipantEntry::Waitlisted(body) => body.note = None,
        ParticipantEntry::Withdrawn(body) => body.note = None,
        ParticipantEntry::Decided(body) => body.note = None,
        ParticipantEntry::Intake(body) => body.note = None,
        ParticipantEntry::CounsellorAssigned(body) => body.note = None,
        ParticipantEntry::Suspended(body) => body.note = None,
        ParticipantEntry::Resumed(body) => body.note = None,
        ParticipantEntry::Transitioned(body) => body.note = None,
        ParticipantEntry::Exited(body) => body.note = None,
        ParticipantEntry::FollowedUp(body) => body.note = None,
        ParticipantEntry::PlanOffered(body) => body.note = None,
        ParticipantEntry::Reviewed(body) => {
            body.note = None;
            body.findings = List::default();
        }
        ParticipantEntry::Merged(_)
        | ParticipantEntry::MergedFrom(_)
        | ParticipantEntry::Assessed(_)
        | ParticipantEntry::CertificateConsidered(_) => {}
    }
}

/// What a fact adds to a person's enrolments and placements.
enum Adds {
    /// Something of its own.
    ToTheCourse,
    /// That there is this enrolment, and nothing else.
    ThatThereIs(EnrolmentId),
    /// That there is the person, and nothing else.
    Nothing,
}

fn adds(fact: &PersonEntry) -> Adds {
    let entry = match fact {
        PersonEntry::Participant(entry) => entry,
        PersonEntry::Measure(_) => return Adds::ToTheCourse,
        PersonEntry::Absence(_) | PersonEntry::Benefit(_) => return Adds::Nothing,
    };
    match entry {
        ParticipantEntry::Assessed(body) => Adds::ThatThereIs(body.enrolment),
        ParticipantEntry::CertificateConsidered(body) => Adds::ThatThereIs(body.enrolment),
        ParticipantEntry::Registered(_)
        | ParticipantEntry::DetailsChanged(_)
        | ParticipantEntry::Merged(_)
        | ParticipantEntry::MergedFrom(_)
        | ParticipantEntry::Applied(_)
        | ParticipantEntry::Referred(_)
        | ParticipantEntry::Waitlisted(_)
        | ParticipantEntry::Withdrawn(_)
        | ParticipantEntry::Decided(_)
        | ParticipantEntry::Intake(_)
        | ParticipantEntry::CounsellorAssigned(_)
        | ParticipantEntry::Suspended(_)
        | ParticipantEntry::Resumed(_)
        | ParticipantEntry::Transitioned(_)
        | ParticipantEntry::FollowedUp(_)
        | ParticipantEntry::PlanOffered(_)
        | ParticipantEntry::Reviewed(_)
        | ParticipantEntry::Exited(_) => Adds::ToTheCourse,
    }
}

/// The enrolment that a fact says there is. A benefit says so of none.
fn enrolment_of(fact: &PersonEntry) -> Option<EnrolmentId> {
    match belongs(fact) {
        To::Enrolment(id) => Some(id).filter(|_| !matches!(fact, PersonEntry::Benefit(_))),
        To::Person | To::Placement(_) => None,
    }
}

/// Reads what was packed of one person, up to the last fact that counts by a day, behind those that are there. Nothing where
/// the bytes are none that [`Packed`] has.
///
/// `met` is given each fact in which a name may be spelled in another way than first.
pub fn unpack(
    bytes: &[u8],
    words: &Words,
    until: Day,
    met: &mut dyn FnMut(&mut Fact),
    facts: &mut Vec<ReadyFact>,
) -> Option<()> {
    let mut from = Unpacker::new(bytes, words);
    let (mut day, mut seq) = (Day::MIN, 0_u64);
    while !from.is_done() {
        let flags = from.byte()?;
        day = plus(day, i64::try_from(from.number()?).ok()?)?;
        if day > until {
            break;
        }
        seq = seq.checked_add_signed(from.signed()?)?;
        let slot = if flags & OWN_SLOT == 0 { seq.checked_sub(from.number()?)? } else { seq };
        let last = if flags & ONE_DAY == 0 { plus(day, from.signed()?)? } else { day };
        let (mut span, mut spans) = ((Seq(seq), FOREVER), Vec::new());
        if flags & SIMPLE == 0 {
            let more = from.number()?;
            span = read_span(&mut from)?;
            for _ in 0..more {
                spans.push(read_span(&mut from)?);
            }
        }
        let mut fact = Fact::unpack(&mut from)?;
        if from.met() {
            met(&mut fact);
        }
        let Fact::Person(fact) = fact else { return None };
        let migrated = flags & MIGRATED != 0;
        facts.push(ReadyFact { holds: day, last, slot: Seq(slot), seq: Seq(seq), migrated, span, spans, fact });
    }
    Some(())
}

fn read_span(from: &mut Unpacker<'_>) -> Option<(Seq, Seq)> {
    let (first, length) = (from.number()?, from.number()?);
    Some((Seq(first), if length == 0 { FOREVER } else { Seq(first.checked_add(length)?) }))
}

/// The day that is a number of days later; nothing where there is no such day.
fn plus(day: Day, days: i64) -> Option<Day> {
    let moved = day.plus_days(days);
    (moved.days_since(day) == days).then_some(moved)
}
