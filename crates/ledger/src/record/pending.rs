//! One commit in the making: proposals become drafts, drafts are judged together, and all of them are recorded or none. What
//! it reads of the log is in `load`, what it gives to the log in `append`.

mod append;
mod load;

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::cases::Cases;
use hovedbok_core::entry::Migrated;
use hovedbok_core::proposal::{Origin, Proposal};
use hovedbok_core::{Body, Draft, Entry, EntryId, Instant, Label, Name, ParticipantId, Seq, StreamId, StreamKind};
use hovedbok_log::AppendError;
use serde_json::{Map, Value};
use tracing::info;

use super::judge::Stream;
use super::judgement::Judged;
use super::notice::{Notice, Said};
use super::personal::check_personal;
use super::proposed::{effective_of, fact, stream_of};
use super::rotation::{self, RotationError};
use crate::error::{LedgerError, Refusal};
use crate::open::index::Known;
use crate::open::{Edge, Ledger};

pub(crate) use append::{bytes, ordinary};

/// An entry that was recorded, or was already there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Recorded {
    /// Its position.
    pub seq: Seq,
    /// Its id.
    pub id: EntryId,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Its stream.
    pub stream: StreamId,
    /// Whether it was there before: the same id with the same content (nothing was changed).
    pub already: bool,
    /// Ids that were filled in because only one could be meant, or because they begin here.
    pub filled: Map<String, Value>,
}

/// A draft with where it came from.
#[derive(Debug, Clone)]
pub(crate) struct PendingEntry {
    pub(crate) draft: Draft,
    pub(crate) origin: Option<Origin>,
    pub(crate) filled: Map<String, Value>,
    pub(crate) corrects: bool,
}

/// How proposals are treated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommitOptions {
    /// The same content may be recorded again.
    pub again: bool,
    /// They are migrated: the rules do not refuse them.
    pub migration: Option<Migration>,
}

/// A migration's own time (time.md, *Migrating older records*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// When the archive came to know it.
    pub recorded: Instant,
    /// The batch, such as the file's name.
    pub batch: Label,
}

/// A commit in the making.
#[derive(Debug)]
pub struct PendingCommit<'l> {
    pub(crate) ledger: &'l Ledger,
    pub(crate) streams: BTreeMap<StreamId, Stream>,
    /// The end of the log when the commit was begun: every stream is read as it was there, and must still be so when
    /// the commit is appended (H13).
    pub(crate) base: Seq,
    /// Whether `ledger.opened` goes before the first entry.
    opening: bool,
    pub(crate) made: Vec<PendingEntry>,
    already: Vec<Recorded>,
    pub(crate) options: CommitOptions,
    /// Whether entries are taken as another ledger has them: nothing is added to them.
    pub(crate) as_written: bool,
    /// What is known of the whole log and of what was made.
    pub(crate) known: Known,
    /// What is worth saying of what was made.
    pub(crate) said: Said,
    pub(crate) judged: Option<Judged>,
    /// The case numbers that no text may name.
    pub(crate) cases: Cases,
    /// Whether the commit holds only while nobody else records anything: a rule looked through the whole log (H13).
    pub(crate) whole_log: bool,
    /// Programmes of which it was looked up whether the ledger has them.
    pub(crate) asked: BTreeSet<Name>,
}

/// How often a commit is made again for a log that others record in, before that is an error.
const ATTEMPTS: usize = 5;

/// What a commit came to: its entries, and what is worth saying of names that are new.
pub type Committed = (Vec<Recorded>, Vec<Notice>);

impl Ledger {
    /// Makes a commit and records it; made again from what the log then says when somebody else recorded meanwhile what it
    /// was judged by (H13).
    ///
    /// # Errors
    /// As [`PendingCommit::commit`]; when others were faster each time.
    pub fn commit(
        &self,
        options: &CommitOptions,
        edge: &mut Edge<'_>,
        mut make: impl FnMut(&mut PendingCommit<'_>, &mut Edge<'_>) -> Result<(), LedgerError>,
    ) -> Result<Committed, LedgerError> {
        let mut attempt = 1;
        loop {
            let mut work = self.begin(options.clone())?;
            make(&mut work, edge)?;
            let notices = work.notices();
            match work.commit(edge) {
                Err(LedgerError::Append(AppendError::Conflict { .. } | AppendError::Grown { .. }))
                    if attempt < ATTEMPTS =>
                {
                    attempt += 1;
                    info!(attempt, "others recorded meanwhile: the commit is made again");
                }
                outcome => return Ok((outcome?, notices)),
            }
        }
    }

    /// Begins a commit.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn begin(&self, options: CommitOptions) -> Result<PendingCommit<'_>, LedgerError> {
        let base = self.last();
        let opening = options.migration.is_none() && self.opened()?.is_none();
        let known = Known::new(self.index()?);
        let (streams, made, already) = (BTreeMap::new(), vec![], vec![]);
        let (asked, as_written, said, judged) = (BTreeSet::new(), false, Said::default(), None);
        let (cases, whole_log) = (Cases::default(), false);
        Ok(PendingCommit {
            ledger: self,
            streams,
            base,
            opening,
            made,
            already,
            options,
            as_written,
            known,
            said,
            judged,
            cases,
            whole_log,
            asked,
        })
    }
}

impl PendingCommit<'_> {
    /// Adds what is proposed.
    ///
    /// # Errors
    /// A refusal that names the row it comes from; the commit is then of no more use.
    pub fn propose(&mut self, proposal: Proposal, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        let origin = proposal.origin.clone();
        self.try_propose(proposal, edge).map_err(|error| error.at(origin))
    }

    fn try_propose(&mut self, mut proposal: Proposal, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        self.spell(&mut proposal);
        let stream = stream_of(&proposal)?;
        let stands = match proposal.id {
            Some(id) => self.ledger.position_of(id)?,
            None => None,
        };
        if let Some(seq) = stands {
            let recorded = self.compare(&proposal, &stream, seq)?;
            self.already.push(recorded);
            return Ok(());
        }
        self.load(&stream)?;
        let Proposal { type_name, effective, mut fields, id, on_behalf_of, source, origin, subject: _ } = proposal;
        let filled = self.fill(&type_name, &stream, &mut fields, effective.as_ref(), edge)?;
        let fact = fact(&type_name, fields, &self.cases)?;
        let effective = effective_of(&type_name, &fact, effective)?;
        let draft = Draft {
            id: id.unwrap_or_else(|| EntryId(edge.uuid())),
            stream: stream.clone(),
            effective,
            actor: edge.actor()?,
            on_behalf_of,
            source,
            target: None,
            migrated: self.migrated(edge),
            body: Body::Fact(fact),
        };
        if let Some(stands) = self.half_a_merging(&draft)? {
            self.already.push(stands);
            return Ok(());
        }
        if !self.options.again
            && let Some(seq) = self.same_content(&draft, &filled.fresh)
        {
            if type_name == "participant.registered" {
                // A person is registered once: the same registration again is no second one.
                let id = self.ledger.entry(seq)?.draft.id;
                self.stood(Recorded { seq, id, type_name, stream, already: true, filled: filled.ids });
                return Ok(());
            }
            return Err(Refusal::SameContent(seq, type_name).into());
        }
        self.add(PendingEntry { draft, origin, filled: filled.ids, corrects: false }, edge)
    }

    /// Notes an entry that was already there.
    pub(crate) fn stood(&mut self, recorded: Recorded) {
        self.already.push(recorded);
    }

    /// The entry with this id, its names as they are used: in the log, or made in this commit.
    pub(crate) fn find(&self, id: EntryId) -> Result<Option<(Seq, Draft)>, LedgerError> {
        if let Some(seq) = self.ledger.position_of(id)? {
            let mut draft = self.ledger.entry(seq)?.draft;
            draft.body.respell(&mut |kind, text| self.known.respell(kind, text));
            return Ok(Some((seq, draft)));
        }
        Ok(self.placed().find(|(_, made)| made.draft.id == id).map(|(seq, made)| (seq, made.draft.clone())))
    }

    /// What is worth saying of the entries that the commit makes.
    pub fn notices(&self) -> Vec<Notice> {
        self.said.all()
    }

    /// Everybody who was ever merged with a participant, directly or through others, in the log or in this commit, in force
    /// or not, and the participant.
    pub fn group(&self, participant: ParticipantId) -> BTreeSet<ParticipantId> {
        self.known.group(participant)
    }

    /// What was made last.
    pub(crate) fn last_made(&self) -> Option<&Draft> {
        self.made.last().map(|made| &made.draft)
    }

    /// What was made, at the positions that it will have.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (Seq, &PendingEntry)> {
        (self.first()..).map(Seq).zip(&self.made)
    }

    /// Position of the first entry that was made.
    pub(crate) fn first(&self) -> u64 {
        self.base.0 + 1 + u64::from(self.opening)
    }

    /// Adds a draft and lets the stream learn it.
    pub(crate) fn add(&mut self, mut made: PendingEntry, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        if made.corrects {
            // What is proposed is spelled already.
            made.draft.body.respell(&mut |kind, text| self.known.respell(kind, text));
        }
        if self.made.is_empty() {
            self.check_clock(edge)?;
        }
        check_personal(&made.draft)?;
        self.check_cases(&made)?;
        self.check_rotation(&made.draft)?;
        self.load(&made.draft.stream)?;
        if is_opening(&made.draft.body) {
            self.open_once()?;
        }
        // Only these bear on who is one person.
        let bears = !self.as_written && (made.corrects || made.draft.body.type_name() == MERGED);
        let merged = bears.then(|| self.mergings(&made.draft.stream));
        let entry = self.place(made.draft.clone(), edge);
        if let Some(stream) = self.streams.get_mut(&made.draft.stream) {
            stream.learn(&entry);
        }
        self.notice(&made)?;
        let today = edge.now.oslo_day().filter(|_| self.options.migration.is_none() && !self.as_written);
        if let Some(today) = today {
            self.said.ahead(&made.draft, today, made.origin.as_ref());
            self.said.deadline(&made.draft, made.origin.as_ref());
            // Who corrects an answer has seen it.
            if let Some(Stream::Person(course)) = self.streams.get(&made.draft.stream).filter(|_| !made.corrects) {
                self.said.answered(&made.draft, course, made.origin.as_ref());
            }
        }
        self.known.learn(entry.seq, &made.draft);
        let changed = merged.is_some_and(|merged| self.mergings(&made.draft.stream) != merged);
        let repeated = changed.then(|| made.clone());
        self.made.push(made);
        repeated.map_or(Ok(()), |made| self.repeat_mergings(&made, edge))
    }

    pub(crate) fn is_migration(&self) -> bool {
        self.options.migration.is_some()
    }

    /// An entry that opens the ledger takes the place of the one that would be added, once and before anything else.
    fn open_once(&mut self) -> Result<(), LedgerError> {
        let added = self.opening.then_some(Seq(self.base.0 + 1));
        let made = self.placed().find(|(_, made)| is_opening(&made.draft.body)).map(|(seq, _)| seq);
        let opened = self.ledger.opened()?.or(made).or(added.filter(|_| !self.made.is_empty()));
        if let Some(opened) = opened {
            return Err(Refusal::OpenedTwice(opened).into());
        }
        self.opening = false;
        Ok(())
    }

    pub(crate) fn migrated(&self, edge: &Edge<'_>) -> Option<Migrated> {
        self.options.migration.as_ref().map(|m| Migrated { batch: m.batch.clone(), written: edge.now })
    }

    fn recorded_at(&self, edge: &Edge<'_>) -> Instant {
        self.options.migration.as_ref().map_or(edge.now, |m| m.recorded)
    }

    fn place(&self, draft: Draft, edge: &Edge<'_>) -> Entry {
        let ahead = u64::try_from(self.made.len()).unwrap_or(u64::MAX);
        draft.placed(Seq(self.first() + ahead), self.recorded_at(edge), 0)
    }

    /// The entries as projections would learn them, for a dry run.
    pub fn entries(&self, edge: &Edge<'_>) -> Vec<Entry> {
        let shown = |made: &PendingEntry| Draft { stream: self.shown(&made.draft.stream), ..made.draft.clone() };
        self.placed().map(|(seq, made)| shown(made).placed(seq, self.recorded_at(edge), 0)).collect()
    }

    /// What was filled in, in the order of the entries.
    pub fn planned(&self) -> Vec<Recorded> {
        let planned = self.placed().map(|(seq, made)| recorded(made, seq));
        self.already.iter().cloned().chain(planned).collect()
    }

    /// A change of keys is recorded when the key announced last signed it.
    fn check_rotation(&self, draft: &Draft) -> Result<(), LedgerError> {
        let Some(body) = rotation::rotated(&draft.body) else { return Ok(()) };
        if self.options.migration.is_some() {
            return Err(Refusal::Rotation(RotationError::Migrated).into());
        }
        let mut rotations = self.ledger.recorded_rotations()?.rotations;
        let before =
            self.placed().filter_map(|(seq, made)| Some((seq, &made.draft, rotation::rotated(&made.draft.body)?)));
        for (seq, draft, body) in before.chain([(self.base, draft, body)]) {
            rotations.take(&rotation::change(seq, draft.id, body)).map_err(Refusal::Rotation)?;
        }
        Ok(())
    }

    /// A proposal whose id is in the log: the same content changes nothing, another is a conflict.
    pub(crate) fn compare(&self, proposal: &Proposal, stream: &StreamId, seq: Seq) -> Result<Recorded, LedgerError> {
        let mut draft = self.ledger.entry(seq)?.draft;
        draft.body.respell(&mut |kind, text| self.known.respell(kind, text));
        let conflict = Refusal::IdConflict { id: draft.id, seq };
        let stands = (draft.body.type_name(), &self.shown(&draft.stream), &draft.on_behalf_of, &draft.source)
            == (&proposal.type_name, stream, &proposal.on_behalf_of, &proposal.source);
        let Body::Fact(stored) = &draft.body else { return Err(conflict.into()) };
        if !stands {
            return Err(conflict.into());
        }
        let mut fields = proposal.fields.clone();
        let filled = self.fill_as(stored, stream, &mut fields, seq);
        let said = fact(&proposal.type_name, fields, &self.cases)?;
        let effective = effective_of(&proposal.type_name, &said, proposal.effective.clone())?;
        if said != *stored || effective != draft.effective {
            return Err(conflict.into());
        }
        let type_name = proposal.type_name.clone();
        Ok(Recorded { seq, id: draft.id, type_name, stream: stream.clone(), already: true, filled })
    }
}

/// Fields that the ledger fills in where they are left out.
pub(crate) const GENERATED: [&str; 3] = ["enrolment", "placement", "milestone"];

fn recorded(made: &PendingEntry, seq: Seq) -> Recorded {
    Recorded {
        seq,
        id: made.draft.id,
        type_name: made.draft.body.type_name().to_owned(),
        stream: made.draft.stream.clone(),
        already: false,
        filled: made.filled.clone(),
    }
}

/// The entry that says that two participants are one person.
pub(super) const MERGED: &str = "participant.merged";

/// The entry that closes the door for migration.
const OPENED: &str = "ledger.opened";

fn is_opening(body: &Body) -> bool {
    body.type_name() == OPENED
}

/// Whether entries of a kind of stream are about a programme that can be closed.
pub(crate) fn programme_bound(kind: StreamKind) -> bool {
    match kind {
        StreamKind::Participant | StreamKind::Programme | StreamKind::Plan | StreamKind::Risk => true,
        StreamKind::Fund | StreamKind::Figure | StreamKind::Ledger | StreamKind::Other => false,
    }
}
