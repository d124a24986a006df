//! The rows of an import, gathered from all its files, and what is done with each once it is known what becomes of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::proposal::{Origin, Proposal};
use hovedbok_core::{Body, Day, EntryId, Fact, Period, Seq, StreamId, Text};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::content::{Content, fingerprint};
use super::keys::{Courses, Key};
use super::mark::{self, Made, Mark, Marking};
use super::meeting::{Contents, Incoming, Known, meet};
use super::refused::Refused;
use super::report::{Became, ListedEntry, RowReport};
use super::stated::{Stated, StatedDays};
use super::steps::{Step, Steps};
use super::tables::TableImport;
use crate::error::{LedgerError, Refusal, Why as Reason};
use crate::open::Edge;
use crate::open::read::decode_ref;
use crate::record::correct::{Marks, Restated, Why};
use crate::record::judge::Statement;
use crate::record::pending::GENERATED;
use crate::record::proposed::{effective_of, fact};

const BY_IMPORT: Why = Why { reason: ReasonCode::Import, note: None, id: None };

/// A row of a file.
struct Row {
    proposal: Proposal,
    stream: StreamId,
    file: usize,
}

impl Row {
    fn origin(&self) -> &Origin {
        self.proposal.origin.as_ref().unwrap_or(&NOWHERE)
    }
}

static NOWHERE: Origin = Origin { file: String::new(), line: 0 };

/// The rows of an import.
#[derive(Default)]
pub(super) struct Rows {
    rows: Vec<Row>,
    stated: BTreeMap<StreamId, Vec<Stated>>,
    /// What each file has no column for.
    unstated: Vec<Vec<String>>,
    /// The rows that are refused.
    pub(super) refused: Refused,
    /// The corrections that were made, with the entries that they correct.
    pub(super) corrections: HashMap<EntryId, Seq>,
}

impl Rows {
    /// Only what came of them.
    pub(super) fn done(self) -> Rows {
        Rows { refused: self.refused, corrections: self.corrections, ..Rows::default() }
    }

    pub(super) fn begin_file(&mut self, unstated: Vec<String>) {
        self.unstated.push(unstated);
    }

    pub(super) fn state_days(
        &mut self,
        stream: StreamId,
        placement: Option<String>,
        days: BTreeSet<Day>,
        origin: Origin,
    ) {
        self.stated.entry(stream).or_default().push(Stated { placement, days, origin });
    }

    pub(super) fn add(&mut self, proposal: Proposal, stream: StreamId) {
        let file = self.unstated.len().saturating_sub(1);
        self.rows.push(Row { proposal, stream, file });
    }

    /// What the file of a row has no column for.
    fn unstated(&self, row: &Row) -> &[String] {
        self.unstated.get(row.file).map_or(&[], Vec::as_slice)
    }

    /// What files have no column for, each once: files that have the same columns are of one form.
    fn forms(&self) -> Vec<&[String]> {
        let mut forms: Vec<&[String]> = Vec::new();
        for unstated in &self.unstated {
            if !forms.contains(&unstated.as_slice()) {
                forms.push(unstated);
            }
        }
        forms
    }
}

impl TableImport<'_> {
    /// Decides what becomes of the rows, and does it, in their order.
    pub(super) fn meet(&mut self, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        let mut by_stream: BTreeMap<&StreamId, Vec<usize>> =
            self.rows.stated.keys().map(|stream| (stream, Vec::new())).collect();
        for (at, row) in self.rows.rows.iter().enumerate() {
            by_stream.entry(&row.stream).or_default().push(at);
        }
        self.work.load_all(by_stream.keys().copied().cloned().collect())?;
        // Participants who are one person are compared as one.
        let mut by_subject: BTreeMap<Vec<StreamId>, Vec<usize>> = BTreeMap::new();
        for (stream, rows) in by_stream {
            by_subject.entry(self.work.one_subject(stream)).or_default().extend(rows);
        }
        by_subject.values_mut().for_each(|rows| rows.sort_unstable());
        let documents = self.documents(by_subject.keys().flatten())?;
        let mut steps = Steps::default();
        steps.rows.resize_with(self.rows.rows.len(), || None);
        steps.marks.resize_with(self.rows.unstated.len(), BTreeMap::new);
        for (streams, rows) in by_subject {
            self.decide(&streams, &rows, &documents, &mut steps)?;
        }
        steps.settle_later();
        self.list_missing(&steps)?;
        self.apply(steps, edge)
    }

    /// The documents that the entries of these streams rest on, where a row names one.
    fn documents<'s>(&self, streams: impl Iterator<Item = &'s StreamId>) -> Result<HashMap<Seq, Text>, LedgerError> {
        let mut documents = HashMap::new();
        let named = |row: &Row| row.proposal.source.is_some();
        if !self.rows.rows.iter().any(named) {
            return Ok(documents);
        }
        let mut positions = Vec::new();
        for stream in streams {
            for stream in self.ledger.namesakes(stream)? {
                positions.extend(self.ledger.positions(&stream)?.take_while(|seq| *seq <= self.base).map(|seq| seq.0));
            }
        }
        positions.sort_unstable();
        self.ledger.log.read_at::<LedgerError>(positions, |entry| {
            let decoded = decode_ref(entry);
            documents.extend(decoded.draft.source.map(|source| (decoded.seq, source)));
            Ok(())
        })?;
        Ok(documents)
    }

    /// What becomes of the rows of one subject, whose streams these are.
    fn decide(
        &self,
        streams: &[StreamId],
        rows: &[usize],
        documents: &HashMap<Seq, Text>,
        steps: &mut Steps,
    ) -> Result<(), LedgerError> {
        let types = self.kind.type_names;
        let forms = self.rows.forms();
        let mut known = Vec::new();
        let mut courses = Courses::default();
        let mut slots: HashMap<EntryId, Seq> = HashMap::new();
        let (mut by_hand, mut of_others): (HashSet<Seq>, HashSet<Seq>) = Default::default();
        for history in streams.iter().filter_map(|stream| self.work.streams.get(stream)) {
            history.each_statement(&mut |statement| {
                if statement.in_force {
                    courses.learn(&statement.fact, &statement.effective);
                }
                if types.contains(&statement.fact.type_name()) {
                    slots.insert(statement.id, statement.slot);
                    // What counts although it was corrected was restored by hand; and a grid takes back nothing that
                    // another table said either.
                    let restored = statement.in_force && statement.corrected.is_some();
                    by_hand.extend(Some(statement.slot).filter(|_| restored || !mark::of_grid(statement.id)));
                    // What a grid recorded it corrects, also where a hand has corrected it meanwhile, as every table does.
                    let by_table = Mark::of(statement.id.0).is_some() && !mark::of_grid(statement.id);
                    let others = by_table || !mark::of_grid(statement.original);
                    of_others.extend(Some(statement.slot).filter(|_| others));
                    known.extend(as_known(statement, &forms, documents));
                }
            });
        }
        known.sort_by_key(|known: &Known| known.seq);
        let stated = StatedDays(streams.iter().filter_map(|stream| self.rows.stated.get(stream)).flatten().collect());
        let of_grid = !stated.0.is_empty();
        for known in &mut known {
            known.grids = !of_others.contains(&known.slot) && stated.covers(known, &courses).is_some();
        }
        let rows = if !of_grid { self.comparable(rows, &known, steps) } else { rows.to_vec() };
        let (mut compared, mut incoming) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for at in &rows {
            let Some(row) = self.rows.rows.get(*at) else { continue };
            let (proposal, origin) = (&row.proposal, row.origin());
            let Some(key) = Key::of(&proposal.type_name) else {
                steps.set(*at, Step::New { beside: None });
                continue;
            };
            let mut slot = None;
            if let Some(id) = proposal.id
                && let Some(seq) = self.ledger.position_of(id)?
            {
                let Some(own) = slots.get(&id) else {
                    let why = Reason::Refused(Box::new(Refusal::IdConflict { id, seq }));
                    steps.set(*at, Step::Refused(why));
                    continue;
                };
                // An entry that counts no more has no use for its id.
                slot = Some(*own).filter(|own| known.iter().any(|known| known.slot == *own));
                steps.known_ids.insert(*at);
            }
            let effective = effective(proposal);
            let unstated = self.rows.unstated(row);
            let form = forms.iter().position(|form| *form == unstated).unwrap_or_default();
            let content = Content::of(key, &effective, &proposal.fields, unstated);
            let document = proposal.source.as_ref();
            compared.push(*at);
            incoming.push(Incoming { key, content, form, document, origin, of_grid, slot });
        }
        let fates = meet(&incoming, &mut known, &courses, self.again);
        for (at, fate) in compared.into_iter().zip(fates) {
            let file = self.rows.rows.get(at).map_or(0, |row| row.file);
            steps.decided(at, file, fate, &known);
        }
        steps.taken.extend(known.iter().filter(|known| known.taken).map(|known| known.seq));
        for left in known.iter().filter(|known| known.corrected.is_none() && !known.taken) {
            let Some(row) = stated.covers(left, &courses) else { continue };
            steps.taken.insert(left.seq);
            if !by_hand.contains(&left.slot) {
                steps.voids.push((left.id, left.seq, row.origin.clone()));
            } else {
                steps.by_hand.push((left.seq, row.origin.clone()));
            }
        }
        Ok(())
    }

    /// The rows that there is something to compare with: an entry of their type, or another row that may say the same. The
    /// rest is new.
    fn comparable(&self, rows: &[usize], known: &[Known], steps: &mut Steps) -> Vec<usize> {
        let once = |row: &Row| Key::of(&row.proposal.type_name).is_some_and(Key::once);
        let types: BTreeSet<&str> = known.iter().map(|known| known.key.type_name).collect();
        if let ([one], true) = (rows, types.is_empty()) {
            steps.set(*one, Step::New { beside: None });
            return Vec::new();
        }
        let alike = |row: &Row| {
            let (alike, _) = Key::of(&row.proposal.type_name).map(Key::alike).unwrap_or_default();
            types.contains(row.proposal.type_name.as_str()) || alike.iter().any(|other| types.contains(other))
        };
        // 0 for what is compared whatever it says, also what a person has once.
        let print = |row: &Row| {
            let told_apart = !once(row) && !alike(row);
            if told_apart { fingerprint(&row.proposal, self.rows.unstated(row)) } else { 0 }
        };
        let printed = rows.iter().filter_map(|at| self.rows.rows.get(*at).map(|row| (*at, print(row))));
        let printed: Vec<(usize, u64)> = printed.collect();
        let mut counts: HashMap<u64, usize> = HashMap::with_capacity(printed.len());
        printed.iter().for_each(|(_, print)| *counts.entry(*print).or_default() += 1);
        let mut comparable = Vec::new();
        for (at, print) in printed {
            if print != 0 && counts.get(&print) == Some(&1) {
                steps.set(at, Step::New { beside: None });
            } else {
                comparable.push(at);
            }
        }
        comparable
    }

    /// Lists what earlier versions of the table brought and no row says any more.
    fn list_missing(&mut self, steps: &Steps) -> Result<(), LedgerError> {
        let marks: HashSet<Mark> = steps.marks.iter().flat_map(BTreeMap::keys).copied().collect();
        if marks.is_empty() {
            return Ok(());
        }
        let of_the_table = |id: &Uuid| Mark::of(*id).is_some_and(|mark| marks.contains(&mark));
        let mut entries = Vec::new();
        for seq in self.ledger.log.positions_where(of_the_table)?.into_iter().map(Seq) {
            if steps.taken.contains(&seq) || seq > self.base {
                continue;
            }
            let draft = self.ledger.entry(seq)?.draft;
            let type_name = match &draft.body {
                Body::Fact(fact) => fact.type_name(),
                Body::Replaced(replaced) => replaced.fact.type_name(),
                Body::Voided(_) | Body::Unknown(_) => continue,
            };
            if self.kind.type_names.contains(&type_name) {
                entries.push((seq, type_name, draft));
            }
        }
        self.work.load_all(entries.iter().map(|(_, _, draft)| draft.stream.clone()).collect())?;
        for (seq, type_name, draft) in entries {
            if self.work.streams.get(&draft.stream).is_some_and(|stream| stream.can_void(draft.id).is_ok()) {
                let (type_name, effective, stream) = (type_name.to_owned(), draft.effective, draft.stream);
                self.report.missing.push(ListedEntry { seq, type_name, effective, stream, row: None });
            }
        }
        Ok(())
    }

    fn apply(&mut self, steps: Steps, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        let made = if self.rows.stated.is_empty() { Made::Rows } else { Made::Grid };
        let mut markings: Vec<Marking> = Vec::with_capacity(steps.marks.len());
        for marks in &steps.marks {
            let most = marks.iter().max_by_key(|(_, count)| **count).map(|(mark, _)| *mark);
            markings.push(Marking::new(most, made, (edge.random)()));
        }
        for (seq, origin) in steps.by_hand {
            let listed = self.listed(seq, &origin)?;
            self.report.by_hand.push(listed);
        }
        for (id, seq, origin) in steps.voids {
            let listed = self.listed(seq, &origin)?;
            self.report.voided.push(listed);
            let mut standing = Some(id);
            while let (Some(id), Some(marking)) = (standing, markings.first_mut()) {
                // What a voiding brings back is what an earlier version of the month said.
                let made = marking.next();
                self.rows.corrections.insert(made, seq);
                let why = Why { id: Some(made), ..BY_IMPORT };
                standing = self.work.void_next(id, why, edge).map_err(|error| error.at(Some(origin.clone())))?;
            }
        }
        let (rows, unstated) = (std::mem::take(&mut self.rows.rows), std::mem::take(&mut self.rows.unstated));
        for (at, (row, step)) in rows.into_iter().zip(steps.rows).enumerate() {
            let (mut proposal, Some(step), Some(marking)) = (row.proposal, step, markings.get_mut(row.file)) else {
                continue;
            };
            if steps.known_ids.contains(&at) {
                proposal.id = None;
            }
            let unstated = unstated.get(row.file).map_or(&[][..], Vec::as_slice);
            self.step(proposal, step, marking, unstated, edge)?;
        }
        Ok(())
    }

    fn step(
        &mut self,
        mut proposal: Proposal,
        step: Step,
        marking: &mut Marking,
        unstated: &[String],
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        if matches!(step, Step::New { beside: None }) && !self.report.dry_run {
            // Most rows of most tables.
            proposal.id = proposal.id.or_else(|| Some(marking.next()));
            return self.propose(proposal, edge).map(drop);
        }
        let origin = proposal.origin.clone().unwrap_or_else(|| NOWHERE.clone());
        let (type_name, subject) = (proposal.type_name.clone(), proposal.subject.clone());
        let report = |became: Became, entries: Vec<Seq>| RowReport::new(&origin, became, &type_name, entries);
        let became = match step {
            Step::New { beside } => {
                if let Some(seq) = beside {
                    self.report.other_document.push(report(Became::New, vec![seq]));
                }
                proposal.id = proposal.id.or_else(|| Some(marking.next()));
                if self.propose(proposal, edge)? { Became::New.and(beside) } else { Became::Refused.and(None) }
            }
            Step::Already(seq) => {
                self.report.already += 1;
                Became::Already.and(seq)
            }
            Step::OtherDocument(seq) => {
                self.report.other_document.push(report(Became::OtherDocument, vec![seq]));
                Became::OtherDocument.and(Some(seq))
            }
            Step::Since { seq, by } => {
                let row = RowReport { by, ..report(Became::CorrectedSince, vec![seq]) };
                self.report.corrected_since.push(row);
                Became::CorrectedSince.and(Some(seq))
            }
            Step::Corrects { id, seq, by_hand } => {
                let made = marking.next();
                match self.put_in_place(proposal, id, made, unstated, edge) {
                    Ok(true) => {
                        self.rows.corrections.insert(made, seq);
                        let row = RowReport { by_hand, ..report(Became::Corrected, vec![seq]) };
                        self.report.corrected.push(row);
                        Became::Corrected.and(Some(seq))
                    }
                    Ok(false) => {
                        self.report.already += 1;
                        Became::Already.and(Some(seq))
                    }
                    Err(error) => {
                        self.rows.refused.take(error.at(Some(origin.clone())), &type_name, Some(&subject))?;
                        Became::Refused.and(Some(seq))
                    }
                }
            }
            Step::Refused(why) => {
                let entries = why.entries();
                self.rows.refused.add(origin.clone(), &type_name, why, Some(&subject));
                (Became::Refused, entries)
            }
        };
        if self.report.dry_run {
            self.report.every_row.push(report(became.0, became.1));
        }
        Ok(())
    }

    /// Puts what a row says in the place of an entry; ids, and what the table has no column for, stay as they were. Whether it
    /// says anything else.
    fn put_in_place(
        &mut self,
        proposal: Proposal,
        target: EntryId,
        made: EntryId,
        unstated: &[String],
        edge: &mut Edge<'_>,
    ) -> Result<bool, LedgerError> {
        // The entry may stand in the stream of another participant who is the same person.
        let (seq, entry) = self.work.target(target)?;
        let (old, held) = self.work.replaceable(seq, &entry)?;
        let kept = |name: &str| GENERATED.contains(&name) || unstated.iter().any(|field| field == name);
        let mut fields: Map<String, Value> = serde_json::from_slice(&old.to_json()).unwrap_or_default();
        fields.retain(|name, _| kept(name));
        let stated = proposal.fields.into_iter();
        fields.extend(stated.filter(|(name, _)| !unstated.iter().any(|field| field == name)));
        let new: Fact = fact(&proposal.type_name, fields, &self.work.cases)?;
        let effective = effective_of(&proposal.type_name, &new, proposal.effective)?;
        if new == old && effective == held {
            return Ok(false);
        }
        let marks = Marks { on_behalf_of: proposal.on_behalf_of, source: proposal.source, origin: proposal.origin };
        let why = Why { id: Some(made), ..BY_IMPORT };
        self.work.restate(target, Restated { fact: new, effective, marks }, why, edge)?;
        Ok(true)
    }

    fn listed(&self, seq: Seq, origin: &Origin) -> Result<ListedEntry, LedgerError> {
        let draft = self.ledger.entry(seq)?.draft;
        let type_name = match &draft.body {
            Body::Replaced(replaced) => replaced.fact.type_name(),
            other @ (Body::Fact(_) | Body::Voided(_) | Body::Unknown(_)) => other.type_name(),
        };
        let (type_name, row) = (type_name.to_owned(), Some(format!("{}, line {}", origin.file, origin.line)));
        Ok(ListedEntry { seq, type_name, effective: draft.effective, stream: draft.stream, row })
    }
}

impl Became {
    fn and(self, entry: Option<Seq>) -> (Became, Vec<Seq>) {
        (self, entry.into_iter().collect())
    }
}

/// What rows are compared with: what is in force, and what anything but an import corrected or voided.
fn as_known(statement: Statement, forms: &[&[String]], documents: &HashMap<Seq, Text>) -> Option<Known> {
    let corrected = match (statement.in_force, statement.corrected) {
        (true, _) => None,
        (false, Some((seq, reason))) if reason != ReasonCode::Import => Some(seq),
        (false, _) => return None,
    };
    let key = Key::of(statement.fact.type_name())?;
    let fields: Map<String, Value> = serde_json::from_slice(&statement.fact.to_json()).unwrap_or_default();
    let content = |unstated: &[String]| Content::of(key, &statement.effective, &fields, unstated);
    let contents = match forms.split_first() {
        Some((first, others)) => Contents(content(first), others.iter().map(|form| content(form)).collect()),
        None => Contents(content(&[]), Vec::new()),
    };
    Some(Known {
        seq: statement.seq,
        slot: statement.slot,
        id: statement.id,
        key,
        contents,
        document: documents.get(&statement.seq).cloned(),
        corrected,
        mark: Mark::of(statement.original.0).or_else(|| Mark::of(statement.id.0)),
        by_hand: statement.id != statement.original && Mark::of(statement.id.0).is_none(),
        taken: false,
        grids: false,
    })
}

/// When a row holds: as it says, or from the first day of its own period.
fn effective(proposal: &Proposal) -> Period {
    let own = || {
        let period = proposal.fields.get("period")?;
        let period: Period = serde_json::from_value(period.clone()).ok()?;
        Some(Period::day(period.start()))
    };
    proposal.effective.clone().or_else(own).unwrap_or_else(|| Period::day(Day::MIN))
}
