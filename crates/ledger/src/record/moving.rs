//! Moving: an entry goes to the participant that it is about, with the entries that depend on it. Nothing is changed or
//! removed.
//!
//! All of an enrolment depends on the entry that begins it: decisions, assessments, offers, placements, benefits and
//! the exit. Changes, end, absence and attendance of a placement depend on its start.

use hovedbok_core::entries::{MeasureEntry, ParticipantEntry};
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Body, Draft, EntryId, Fact, ParticipantId, Period, PersonEntry, Seq, StreamId};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::correct::{Why, because, fields_of, stands, stated};
use super::fill::Courses;
use super::judge::Stream;
use super::pending::{PendingCommit, Recorded};
use super::proposed::fact;
use crate::error::{LedgerError, Refusal};
use crate::open::Edge;

const IDS: [&str; 2] = ["enrolment", "placement"];

impl PendingCommit<'_> {
    /// Moves an entry to the participant that it is about, with the entries that depend on it: voided here, recorded
    /// there, in one commit. What it had been before it was corrected does not come back here.
    ///
    /// # Errors
    /// When it is no participant's entry, is not in force, or does not fit the other participant.
    pub fn move_to(
        &mut self,
        target: EntryId,
        to: ParticipantId,
        why: Why,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        let (seq, entry) = self.target(target)?;
        let (Body::Fact(_) | Body::Replaced(_), StreamId::Participant(from)) = (&entry.body, &entry.stream) else {
            return Err(Refusal::NotAPersons(seq, entry.stream.clone()).into());
        };
        if *from == to {
            return Err(Refusal::SamePerson(seq, to).into());
        }
        let there = StreamId::Participant(to);
        if let Some(done) = self.moved_before(seq, &entry, &there, &why)? {
            done.into_iter().for_each(|recorded| self.stood(recorded));
            return Ok(());
        }
        self.load(&entry.stream)?;
        let (old, held) = self.replaceable(seq, &entry)?;
        self.load(&there)?;
        let hanging = self.hanging_on(&entry, &old);
        let mut fields = fields_of(&old);
        self.forget_ids_of_another(to, old.type_name(), &held, &mut fields);
        self.carry(&entry, to, fields, why.id, &why, edge)?;
        let new = self.last_made().and_then(stated).map(|(new, _)| fields_of(new)).unwrap_or_default();
        let before = fields_of(&old);
        for (n, id) in (1..).zip(hanging) {
            let (seq, entry) = self.target(id)?;
            let (old, _) = self.replaceable(seq, &entry)?;
            let mut fields = fields_of(&old);
            for name in IDS {
                // It hangs on what the entry that was moved begins there.
                if let (Some(old), Some(new)) = (before.get(name), new.get(name))
                    && fields.get(name) == Some(old)
                {
                    fields.insert(name.to_owned(), new.clone());
                }
            }
            self.carry(&entry, to, fields, why.id.map(|id| along(id, n)), &why, edge)?;
        }
        Ok(())
    }

    /// Voids an entry with all that it had been, and records it for another participant.
    fn carry(
        &mut self,
        entry: &Draft,
        to: ParticipantId,
        fields: Map<String, Value>,
        id: Option<EntryId>,
        why: &Why,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        let Some((old, held)) = stated(entry) else { return Ok(()) };
        let (old, held) = (old.type_name().to_owned(), held.clone());
        let mut standing = Some(entry.id);
        while let Some(id) = standing {
            standing = self.void_next(id, Why { id: None, ..why.clone() }, edge)?;
        }
        let proposal = Proposal {
            type_name: old,
            subject: Subject::Participant(to),
            effective: Some(held),
            fields,
            id,
            on_behalf_of: entry.on_behalf_of.clone(),
            source: entry.source.clone(),
            origin: None,
        };
        self.propose(proposal, edge)
    }

    /// What hangs on an entry, in the order in which it holds.
    fn hanging_on(&self, entry: &Draft, fact: &Fact) -> Vec<EntryId> {
        let (Some(Stream::Person(history)), Fact::Person(fact)) = (self.streams.get(&entry.stream), fact) else {
            return Vec::new();
        };
        let rows: Vec<_> = history.current().collect();
        let own = rows.iter().position(|row| row.id == entry.id).unwrap_or_default();
        let before = |wanted: Begins| rows.iter().take(own).any(|row| begins(&row.fact) == Some(wanted.clone()));
        let (enrolment, placement) = match begins(fact) {
            None => return Vec::new(),
            // A placement that began before this entry stays with what began it, and so does an enrolment.
            Some(begun) if before(begun.clone()) => return Vec::new(),
            Some(Begins::Placement(id)) => (None, Some(id)),
            Some(Begins::Enrolment(id, _)) => (Some(id), None),
        };
        let after_application = enrolment.as_ref().is_some_and(|id| {
            rows.iter()
                .take(own)
                .any(|row| matches!(begins(&row.fact), Some(Begins::Enrolment(other, _)) if other == *id))
        });
        let mut placements: Vec<String> = placement.into_iter().collect();
        let mut hanging = Vec::new();
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| *at != own) {
            let fields = fields_of(&Fact::Person(row.fact.clone()));
            let id = |name: &str| fields.get(name).and_then(Value::as_str);
            let of_enrolment = enrolment.is_some() && id("enrolment") == enrolment.as_deref();
            let of_placement = id("placement").is_some_and(|id| placements.iter().any(|known| known == id));
            if (of_enrolment && !(after_application && at < own)) || of_placement {
                placements.extend(id("placement").map(str::to_owned));
                hanging.push(row.id);
            }
        }
        hanging
    }

    /// Takes out ids that belong to somebody else's enrolment or placement, so that they are filled in there; an entry that
    /// begins one brings its id along.
    fn forget_ids_of_another(
        &self,
        there: ParticipantId,
        type_name: &str,
        held: &Period,
        fields: &mut Map<String, Value>,
    ) {
        let courses = Courses::of(&self.person_rows(there));
        let begins_enrolment = match type_name {
            "participant.applied" | "participant.referred" => true,
            // Unless an application of the person's own waits for it.
            "participant.intake" => !matches!(courses.enrolment(type_name, fields, Some(held.start())), Ok(Some(_))),
            _ => false,
        };
        for (name, begins) in [("enrolment", begins_enrolment), ("placement", type_name == "measure.started")] {
            let foreign = fields.get(name).and_then(Value::as_str).is_some_and(|id| !courses.has(id));
            if foreign && !begins {
                fields.remove(name);
            }
        }
    }

    /// The entries that moved one before with the same id, if they said the same.
    fn moved_before(
        &self,
        seq: Seq,
        target: &Draft,
        there: &StreamId,
        why: &Why,
    ) -> Result<Option<Vec<Recorded>>, LedgerError> {
        let Some(id) = why.id else { return Ok(None) };
        let Some(last) = self.ledger.position_of(id)? else { return Ok(None) };
        let Some((_, stored)) = self.find(id)? else { return Ok(None) };
        let conflict = || LedgerError::from(Refusal::IdConflict { id, seq: last });
        let (Body::Fact(recorded), Some((old, held))) = (&stored.body, stated(target)) else { return Err(conflict()) };
        let ids = fields_of(recorded);
        let mut fields = fields_of(old);
        let mut filled = Map::new();
        for name in IDS {
            // Ids that were another's were filled in there, or left out.
            match (ids.get(name), fields.get(name)) {
                (Some(new), Some(old)) if new != old => {
                    filled.insert(name.to_owned(), new.clone());
                    fields.insert(name.to_owned(), new.clone());
                }
                (Some(_), _) => {}
                (None, _) => drop(fields.remove(name)),
            }
        }
        let said = (&stored.stream, &stored.effective, &stored.on_behalf_of, &stored.source);
        let same = said == (there, held, &target.on_behalf_of, &target.source)
            && old.type_name() == recorded.type_name()
            && fact(old.type_name(), fields, &self.cases).is_ok_and(|fact| fact == *recorded);
        // The voiding of the target comes first in the commit, then what was moved, then what hangs on it.
        let mut first = None;
        for at in self.ledger.positions(&target.stream)? {
            let voids = |draft: &Draft| draft.target == Some(target.id) && because(&draft.body, why);
            if seq < at && at < last && voids(&self.ledger.entry(at)?.draft) {
                first = Some(at.0);
            }
        }
        let Some(first) = first.filter(|_| same) else { return Err(conflict()) };
        let mut end = last;
        for n in 1.. {
            let Some(seq) = self.ledger.position_of(along(id, n))? else { break };
            end = seq;
        }
        let stood = |at: u64| Ok(stands(Seq(at), &self.ledger.entry(Seq(at))?.draft));
        let mut moved = (first..=end.0).map(stood).collect::<Result<Vec<_>, LedgerError>>()?;
        moved.iter_mut().filter(|entry| entry.seq == last).for_each(|entry| entry.filled = filled.clone());
        Ok(Some(moved))
    }
}

/// What an entry begins.
#[derive(Debug, Clone, PartialEq)]
enum Begins {
    /// An enrolment, or the person's time in the programme.
    Enrolment(String, Stage),
    Placement(String),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Applied,
    TakenIn,
}

fn begins(fact: &PersonEntry) -> Option<Begins> {
    match fact {
        PersonEntry::Participant(entry) => {
            let enrolment = |id: hovedbok_core::EnrolmentId, stage| Some(Begins::Enrolment(id.to_string(), stage));
            if let ParticipantEntry::Intake(body) = entry {
                enrolment(body.enrolment, Stage::TakenIn)
            } else if let ParticipantEntry::Applied(body) = entry {
                enrolment(body.enrolment, Stage::Applied)
            } else if let ParticipantEntry::Referred(body) = entry {
                enrolment(body.enrolment, Stage::Applied)
            } else if let ParticipantEntry::Waitlisted(body) = entry {
                enrolment(body.enrolment, Stage::Applied)
            } else {
                None
            }
        }
        PersonEntry::Measure(MeasureEntry::Started(body)) => Some(Begins::Placement(body.placement.to_string())),
        PersonEntry::Measure(MeasureEntry::Changed(_) | MeasureEntry::Ended(_))
        | PersonEntry::Absence(_)
        | PersonEntry::Benefit(_) => None,
    }
}

/// The id of the `n`th entry that is moved along: the same for the same move.
fn along(id: EntryId, n: u64) -> EntryId {
    let digest = Sha256::new().chain_update(id.0.as_bytes()).chain_update(n.to_be_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(place, byte)| *place = byte);
    EntryId(uuid::Builder::from_random_bytes(bytes).into_uuid())
}
