//! The corrections of a log: each with what its target said before, and says after.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entries::{ParticipantEntry, PersonEntry};
use hovedbok_core::{Body, Entry, Fact, Instant, Name, Row, Seq, StreamId, Text};
use hovedbok_projection::History;
use memchr::memmem;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::error::LedgerError;
use crate::open::Ledger;
use crate::open::read::decode_ref;

/// How an entry was corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It says something else.
    Replaced,
    /// It does not count any more; or the correction does not that it was.
    Voided,
    /// It was recorded for the wrong participant.
    Moved,
    /// The participant turned out to be another one.
    Merged,
    /// A newer program wrote the correction.
    Unknown,
}

/// A correction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Corrected {
    /// Its position.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded: Instant,
    /// Who recorded it.
    pub actor: Name,
    /// On whose behalf.
    pub on_behalf_of: Option<Name>,
    /// How the entry was corrected.
    pub correction: How,
    /// The entry that it names; none of a merging.
    pub entry: Option<Seq>,
    /// The type of what was corrected.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The stream of the entry.
    pub stream: StreamId,
    /// Where the entry was moved, or who is kept.
    pub moved_to: Option<StreamId>,
    /// The entry that says it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_as: Option<Seq>,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// A short note.
    pub note: Option<Text>,
    /// What changed.
    pub changes: Vec<Change>,
}

/// A field that a correction changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The field; `effective` is the day or period.
    pub field: String,
    /// What it said before; null where it said nothing.
    pub before: Value,
    /// What it says after.
    pub after: Value,
}

/// A correction as it was recorded.
struct Found {
    entry: Entry,
    /// What was recorded for somebody else right after it, in the same commit.
    followed_by: Option<Entry>,
}

impl Ledger {
    /// The corrections from one position to another, both included, of those entries that are wanted, in order.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn corrections(
        &self,
        from: Seq,
        to: Seq,
        wanted: &dyn Fn(&Entry) -> bool,
    ) -> Result<Vec<Corrected>, LedgerError> {
        let mut histories: BTreeMap<StreamId, History<Fact>> = BTreeMap::new();
        let mut corrected = Vec::new();
        for found in self.found(from, to)?.into_iter().filter(|found| wanted(&found.entry)) {
            let stream = &found.entry.draft.stream;
            if !histories.contains_key(stream) {
                histories.insert(stream.clone(), self.history(stream, self.last())?);
            }
            let nothing = History::default();
            let history = histories.get(stream).unwrap_or(&nothing);
            let named = found.entry.draft.target.map(|id| self.position_of(id)).transpose()?.flatten();
            corrected.extend(of(found, named, history));
        }
        Ok(corrected)
    }

    /// The entries that correct something. The two entries of a merging are one correction, and so are those that correct
    /// both of them.
    fn found(&self, from: Seq, to: Seq) -> Result<Vec<Found>, LedgerError> {
        const MARKS: [&[u8]; 2] = [b"\"type\":\"entry.", b"\"type\":\"participant.merged\""];
        let marks = MARKS.map(memmem::Finder::new);
        let mut all: Vec<Found> = Vec::new();
        // The voidings of the commit that nothing has followed yet.
        let (mut open, mut recorded) = (Vec::new(), None);
        if from > to {
            return Ok(all);
        }
        self.log.read::<LedgerError>(from.0..=to.0, |entry| {
            if recorded != Some(entry.recorded) {
                open.clear();
                recorded = Some(entry.recorded);
            }
            if marks.iter().any(|mark| mark.find(entry.head).is_some()) {
                let entry = decode_ref(entry);
                match entry.draft.body {
                    Body::Voided(_) => open.push(all.len()),
                    Body::Fact(_) | Body::Replaced(_) | Body::Unknown(_) => open.clear(),
                }
                all.push(Found { entry, followed_by: None });
            } else if !open.is_empty() {
                let entry = decode_ref(entry);
                for at in open.drain(..) {
                    if let Some(found) = all.get_mut(at) {
                        found.followed_by = Some(entry.clone());
                    }
                }
            }
            Ok(())
        })?;
        Ok(all)
    }
}

/// What a correction did to a history; nothing of what only repeats a merging.
fn of(found: Found, named: Option<Seq>, history: &History<Fact>) -> Option<Corrected> {
    let Found { entry, followed_by } = found;
    let Entry { seq, recorded, draft, .. } = entry;
    let (before, after) = (in_force(history, Seq(seq.0.saturating_sub(1))), in_force(history, seq));
    let gone = before.iter().find(|row| !after.contains(*row)).copied();
    let come = after.iter().find(|row| !before.contains(*row)).copied();
    let place = |at: Option<Seq>| history.rows().iter().find(|row| Some(row.seq) == at);
    let type_name = gone.or(come).or_else(|| place(named)).map_or("", |row| row.fact.type_name());
    let (correction, reason, note) = match &draft.body {
        Body::Replaced(Replaced { reason, note, .. }) => (How::Replaced, Some(*reason), note.clone()),
        Body::Voided(Voided { reason, note }) => (How::Voided, Some(*reason), note.clone()),
        Body::Unknown(_) => (How::Unknown, None, None),
        Body::Fact(Fact::Person(PersonEntry::Participant(ParticipantEntry::Merged(body)))) => {
            let StreamId::Participant(own) = draft.stream else { return None };
            let changes = vec![Change { field: "participant".to_owned(), before: json!(own), after: json!(body.into) }];
            return Some(Corrected {
                seq,
                recorded,
                actor: draft.actor,
                on_behalf_of: draft.on_behalf_of,
                correction: How::Merged,
                entry: None,
                type_name: "participant.merged".to_owned(),
                moved_to: Some(StreamId::Participant(body.into)),
                moved_as: None,
                stream: draft.stream,
                reason: None,
                note: body.note.clone(),
                changes,
            });
        }
        Body::Fact(_) => return None,
    };
    if type_name == "participant.merged_from" {
        return None;
    }
    let taken = gone.filter(|_| correction == How::Voided && reason != Some(ReasonCode::Import));
    // An entry that was corrected is voided with all that it had been.
    let had_been = |slot: Seq| history.rows().iter().filter(move |row| row.slot == slot);
    let moved_to = followed_by
        .filter(|new| taken.is_some_and(|old| had_been(old.slot).any(|row| is_moved(row, &draft.stream, new))));
    Some(Corrected {
        seq,
        recorded,
        actor: draft.actor,
        on_behalf_of: draft.on_behalf_of,
        correction: if moved_to.is_some() { How::Moved } else { correction },
        entry: named,
        type_name: type_name.to_owned(),
        stream: draft.stream,
        moved_as: moved_to.as_ref().map(|new| new.seq),
        moved_to: moved_to.map(|new| new.draft.stream),
        reason,
        note,
        changes: changes(gone, come),
    })
}

fn in_force(history: &History<Fact>, known_at: Seq) -> Vec<&Row<Fact>> {
    history.in_force(known_at).collect()
}

/// Whether an entry says the same of another participant, apart from what it belongs to there.
fn is_moved(old: &Row<Fact>, stream: &StreamId, new: &Entry) -> bool {
    let Body::Fact(fact) = &new.draft.body else { return false };
    let (mut was, mut is) = (fields(&old.fact), fields(fact));
    for id in ["enrolment", "placement"] {
        was.remove(id);
        is.remove(id);
    }
    let of_persons = matches!((stream, &new.draft.stream), (StreamId::Participant(one), StreamId::Participant(other)) if one != other);
    of_persons && old.fact.type_name() == fact.type_name() && old.effective == new.draft.effective && was == is
}

/// The fields in which two statements differ, in their order.
fn changes(gone: Option<&Row<Fact>>, come: Option<&Row<Fact>>) -> Vec<Change> {
    let said = |row: &Row<Fact>| {
        let effective = ("effective".to_owned(), json!(row.effective));
        std::iter::once(effective).chain(fields(&row.fact)).collect::<Vec<_>>()
    };
    let (before, after) = (gone.map(said).unwrap_or_default(), come.map(said).unwrap_or_default());
    let value = |of: &[(String, Value)], field: &str| {
        of.iter().find(|(name, _)| name == field).map_or(Value::Null, |(_, value)| value.clone())
    };
    let mut seen = BTreeSet::new();
    let names = before.iter().chain(&after).map(|(name, _)| name).filter(|name| seen.insert(*name));
    let change =
        |field: &String| Change { field: field.clone(), before: value(&before, field), after: value(&after, field) };
    names.map(change).filter(|change| change.before != change.after).collect()
}

fn fields(fact: &Fact) -> Map<String, Value> {
    serde_json::from_slice(&fact.to_json()).unwrap_or_default()
}
