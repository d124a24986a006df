//! Persons as the newest facts leave them. Of most persons nothing more is going to change: what their facts come to holds for
//! every day from the last of them on, at every position from the last change of what is known on. It is the newest patch of
//! the person in both times, and is kept as the fold has it, so that there is no second meaning of a count. At all other points
//! the facts are folded.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::pack::{Pack, Unpacker, Words};
use hovedbok_core::{Day, EnrolmentId, Name, ParticipantId, PlacementId, Reach, Seq, ShareBp};
use hovedbok_projection::At;
use uuid::Uuid;

use crate::person::{Details, Enrolment, FollowUp, Person, Placement, Segment, Stay, Step};
use crate::status::Status;

/// The names and days that persons have.
#[derive(Debug)]
pub struct Listed {
    /// Each with whether it is not to be used.
    names: Vec<(Name, bool)>,
    texts: Vec<(Box<str>, bool)>,
    lists: Vec<(Vec<Name>, bool)>,
    first: u64,
    days: Vec<Day>,
}

impl Listed {
    /// Reads what `Settling::listed` wrote; nothing where the bytes are malformed. A person who has a name that is not to be used
    /// is not read.
    pub fn read(bytes: &[u8], is_unusable: &dyn Fn(&str) -> bool) -> Option<Listed> {
        let words = Words::default();
        let mut from = Unpacker::new(bytes, &words);
        let (first, last) = (from.number()?, from.number()?);
        let mut days = vec![Day::MIN.plus_days(i64::try_from(first).ok()?)];
        for _ in first..last.min(first.saturating_add(CALENDAR)) {
            days.push(days.last()?.next());
        }
        let name = |from: &mut Unpacker<'_>| {
            let text = from.written_out()?;
            Some((Name::stored(text)?, is_unusable(text)))
        };
        let names = (0..from.number()?).map(|_| name(&mut from)).collect::<Option<_>>()?;
        let text = |from: &mut Unpacker<'_>| from.written_out().map(|text| (text.into(), is_unusable(text)));
        let texts = (0..from.number()?).map(|_| text(&mut from)).collect::<Option<_>>()?;
        let list = |from: &mut Unpacker<'_>| {
            let names = (0..from.number()?).map(|_| name(from)).collect::<Option<Vec<_>>>()?;
            let unusable = names.iter().any(|(_, unusable)| *unusable);
            Some((names.into_iter().map(|(name, _)| name).collect(), unusable))
        };
        let lists = (0..from.number()?).map(|_| list(&mut from)).collect::<Option<_>>()?;
        Some(Listed { names, texts, lists, first, days })
    }
}

/// More days than the calendar has.
const CALENDAR: u64 = 366 * 300;

/// A person as the newest facts leave them, not yet read whole.
#[derive(Debug)]
pub struct Settled<'a> {
    from: Day,
    known_from: Seq,
    /// The programmes, each with the last day on which a fact about it takes hold.
    programmes: Vec<(&'a Name, Day)>,
    rest: In<'a>,
}

impl<'a> Settled<'a> {
    /// What `Settling::person` wrote; nothing where the bytes are malformed or have a name that is not to be used.
    pub fn of(bytes: &'a [u8], listed: &'a Listed, words: &'a Words) -> Option<Settled<'a>> {
        let mut rest = In { from: Unpacker::new(bytes, words), listed };
        let (from, known_from) = (rest.day()?, Seq(rest.from.number()?));
        let programmes = rest.all(|from| Some((from.name()?, from.day()?)))?;
        Some(Settled { from, known_from, programmes, rest })
    }

    /// Whether the person is so at a point of both times, as far as the records reach.
    pub(crate) fn holds_at(&self, at: At, reach: &Reach) -> bool {
        let subject = RecordSubject::Participants;
        let reached = |(programme, last): &(&Name, Day)| *last <= reach.day(Some(programme), subject, at.as_of);
        self.from <= at.as_of && self.known_from <= at.known_at && self.programmes.iter().all(reached)
    }

    /// The person; nothing where the bytes are malformed or have a name that is not to be used.
    pub(crate) fn person(mut self, id: ParticipantId) -> Option<Person<'a>> {
        let from = &mut self.rest;
        let birth_month = from.some(|from| from.day().map(Day::month))?;
        let sex = from.some(In::code)?;
        let offices = from.all(|from| Some((from.day()?, from.text()?)))?;
        let registered = from.some(|from| Some((from.day()?, from.some(In::day)?)))?;
        let enrolments = from.all(In::enrolment)?;
        let placements = from.all(|from| from.placement(&enrolments))?;
        if !from.from.is_done() {
            return None;
        }
        Some(Person {
            id,
            merged: Vec::new(),
            details: Details { office: offices.last().map(|(_, office)| *office), birth_month, sex },
            offices,
            registered,
            enrolments,
            placements,
            absences: Vec::new(),
            attendance: Vec::new(),
            benefits: Vec::new(),
            conditions: Vec::new(),
        })
    }
}

/// Reads one person.
#[derive(Debug)]
struct In<'a> {
    from: Unpacker<'a>,
    listed: &'a Listed,
}

impl<'a> In<'a> {
    fn number(&mut self) -> Option<usize> {
        usize::try_from(self.from.number()?).ok()
    }

    fn day(&mut self) -> Option<Day> {
        let number = self.from.number()?.checked_sub(self.listed.first)?;
        self.listed.days.get(usize::try_from(number).ok()?).copied()
    }

    fn name(&mut self) -> Option<&'a Name> {
        let (name, unusable) = self.listed.names.get(self.number()?)?;
        (!unusable).then_some(name)
    }

    fn text(&mut self) -> Option<&'a str> {
        let (text, unusable) = self.listed.texts.get(self.number()?)?;
        (!unusable).then_some(text)
    }

    fn list(&mut self) -> Option<&'a [Name]> {
        let Some(number) = self.number()?.checked_sub(1) else { return Some(&[]) };
        let (names, unusable) = self.listed.lists.get(number)?;
        (!unusable).then_some(names)
    }

    fn code<T: Pack>(&mut self) -> Option<T> {
        T::unpack(&mut self.from)
    }

    fn some<T>(&mut self, take: impl FnOnce(&mut In<'a>) -> Option<T>) -> Option<Option<T>> {
        if self.from.number()? == 0 { Some(None) } else { take(self).map(Some) }
    }

    fn all<T>(&mut self, mut take: impl FnMut(&mut In<'a>) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        // Each takes a byte at least.
        let mut all = Vec::with_capacity(count.min(self.from.left()));
        for _ in 0..count {
            all.push(take(self)?);
        }
        Some(all)
    }

    fn id(&mut self) -> Option<Uuid> {
        self.from.take(16)?.first_chunk().map(|id| Uuid::from_bytes(*id))
    }

    fn enrolment(&mut self) -> Option<Enrolment<'a>> {
        Some(Enrolment {
            id: EnrolmentId(self.id()?),
            programme: self.some(In::name)?,
            statuses: self.all(|from| Some((from.day()?, *Status::ALL.get(from.number()?)?)))?,
            stays: self.all(In::stay)?,
            counsellors: self.all(|from| Some((from.day()?, from.name()?)))?,
            steps: self.all(|from| Some(Step { day: from.day()?, from: from.some(In::text)?, to: from.text()? }))?,
            applied: self.some(In::day)?,
            decisions: self.all(|from| Some((from.day()?, from.code()?)))?,
            granted_until: self.some(|from| Some((from.day()?, from.some(In::day)?)))?,
            decided_by: self.all(In::text)?,
            plans_offered: self.all(In::day)?,
            reviews: self.all(In::day)?,
            follow_ups: self.all(|from| {
                let (day, months) = (from.day()?, from.number()?);
                Some(FollowUp { day, months_after: u16::try_from(months).ok()?, situation: from.code()? })
            })?,
        })
    }

    fn stay(&mut self) -> Option<Stay<'a>> {
        let (from, to, destination) = (self.day()?, self.some(In::day)?, self.some(In::code)?);
        let segments = self.all(|from| {
            Some(Segment {
                from: from.day()?,
                to: from.some(In::day)?,
                office: from.text()?,
                target_group: from.name()?,
                also: from.list()?,
                cohorts: from.list()?,
                defined: &[],
                migrated: from.number()? == 1,
            })
        })?;
        Some(Stay { from, to, segments, destination })
    }

    fn placement(&mut self, enrolments: &[Enrolment<'a>]) -> Option<Placement<'a>> {
        Some(Placement {
            id: PlacementId(self.id()?),
            enrolment: enrolments.get(self.number()?)?.id,
            measure: self.text()?,
            provider: self.text()?,
            step: self.some(In::text)?,
            owner: self.code()?,
            share_bp: self.code::<ShareBp>()?,
            days_per_week: self.some(|from| u8::try_from(from.number()?).ok())?,
            planned_end: self.some(In::day)?,
            from: self.day()?,
            ended: self.some(|from| Some((from.day()?, from.code()?)))?,
        })
    }
}
