//! The histories in which only some of the entries between two positions were recorded.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;
use hovedbok_core::rules::Rule;
use hovedbok_core::{Day, Fact, Instant, Name, Period, PersonEntry, Reach, Seq, StreamFact, StreamId};
use hovedbok_programmes::GoalRow;
use hovedbok_projection::{At, Projection, Timeline};
use serde_json::Value;

use super::rows::{Rows, rows, rows_of, under};
use crate::about::person_of;
use crate::find;
use crate::finding::Finding;
use crate::projections::{Each, Projections};
use crate::questions::{Findings, FindingsStatement, Goals, Question, Reply, Statement};
use crate::recording::{Mention, Recording};

/// Some of the entries between two positions.
pub(crate) type Chosen = BTreeSet<Seq>;

/// What of an answer is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Only {
    /// All of it.
    Everything,
    /// One published figure, whose fields are the rows.
    Figure,
    /// One goal with its targets.
    Goal {
        /// The programme.
        programme: Name,
        /// The goal.
        goal: Name,
    },
    /// Of a statement what belongs to programmes, and plans.
    Records,
    /// The findings of one kind.
    Findings(Rule),
}

/// A question, and the entries between two positions that its answer can rest on.
pub(crate) struct Trial<'p> {
    pub question: Question,
    /// What of the answer is looked at.
    pub only: Only,
    /// The rows that are looked at in the histories with only some of the entries; nothing where all are.
    wanted: Option<Arc<HashSet<String, RandomState>>>,
    /// The day asked about, and the later position.
    pub at: At,
    /// The earlier position.
    pub before: Seq,
    /// What is known at the later position.
    pub all: &'p Projections,
    /// The streams that learnt something in between.
    pub touched: BTreeSet<StreamId>,
    /// The entries in between, by position.
    pub candidates: Arc<BTreeMap<Seq, Candidate>>,
    /// Those that make a fact differ which bears on the day.
    pub turning: Arc<Chosen>,
    /// The persons who were ever said to be one.
    pub merged: Arc<Vec<BTreeSet<StreamId>>>,
    /// What was recorded when, up to the earlier position.
    base: Arc<Recording>,
    /// What is known with none of the entries, once that was asked.
    bare: Arc<OnceLock<Projections>>,
}

/// An entry between the two positions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Candidate {
    /// Its stream, where the question needs that.
    pub stream: Option<StreamId>,
    /// What it states, where it states something.
    pub stated: Option<Stated>,
    /// The day on which it was recorded, where it is the first ordinary entry of that day.
    step: Option<Day>,
    /// The day of the entry `ledger.opened`.
    opens: Option<Day>,
}

/// What an entry states.
#[derive(Debug, Clone)]
pub(crate) struct Stated {
    pub recorded: Instant,
    pub effective: Period,
    pub migrated: bool,
    pub corrects: bool,
    pub fact: Fact,
}

impl<'p> Trial<'p> {
    pub fn of(all: &'p Projections, question: &Question, as_of: Day, before: Seq, after: Seq) -> Trial<'p> {
        let at = At { as_of, known_at: after };
        let mut found =
            Found { before, at, touched: BTreeSet::new(), candidates: BTreeMap::new(), turning: BTreeSet::new() };
        all.each(&mut found);
        for (stream, seqs) in &all.others {
            for seq in seqs.iter().filter(|seq| **seq > before) {
                found.candidates.entry(*seq).or_default().stream = Some(stream.clone());
            }
        }
        for (seq, day) in all.recording.steps_after(before) {
            found.candidates.entry(seq).or_default().step = Some(day);
        }
        if let Some((seq, day)) = all.recording.opened_after(before) {
            found.candidates.entry(seq).or_default().opens = Some(day);
        }
        let Found { touched, candidates, turning, .. } = found;
        let merged = hovedbok_state::merged(&all.state);
        let base = Arc::new(base(all, &touched, &merged, before));
        Trial {
            question: question.spelled(&all.names),
            only: Only::Everything,
            wanted: None,
            at,
            before,
            all,
            touched,
            candidates: Arc::new(candidates),
            turning: Arc::new(turning),
            merged: Arc::new(merged),
            base,
            bare: Arc::default(),
        }
    }

    /// The same entries, and another question.
    pub fn asking(&self, question: &Question) -> Trial<'p> {
        Trial {
            question: question.spelled(&self.all.names),
            only: Only::Everything,
            wanted: None,
            touched: self.touched.clone(),
            candidates: Arc::clone(&self.candidates),
            turning: Arc::clone(&self.turning),
            merged: Arc::clone(&self.merged),
            base: Arc::clone(&self.base),
            bare: Arc::clone(&self.bare),
            ..*self
        }
    }

    /// The same, of which these rows are looked at.
    pub fn wanting(self, rows: HashSet<String, RandomState>) -> Trial<'p> {
        Trial { wanted: Some(Arc::new(rows)), ..self }
    }

    /// The same entries and question, and only a part of the answer.
    pub fn looking_at(&self, only: Only) -> Trial<'p> {
        Trial { only, wanted: self.wanted.clone(), ..self.asking(&self.question) }
    }

    /// The entries of the streams that what is looked at is read from. Of others it rests on no more than how far the records
    /// reach.
    pub fn own(&self) -> Chosen {
        let read = self.question.ask().streams();
        let persons = match &self.only {
            Only::Records => false,
            Only::Findings(rule) => !find::rests_on_no_person(*rule),
            Only::Everything | Only::Figure | Only::Goal { .. } => true,
        };
        let own = |stream: &StreamId| {
            read.contains(&stream.kind()) && (persons || !matches!(stream, StreamId::Participant(_)))
        };
        let own = |candidate: &Candidate| candidate.stream.as_ref().is_none_or(own);
        self.candidates.iter().filter(|(_, candidate)| own(candidate)).map(|(seq, _)| *seq).collect()
    }

    /// All of the entries.
    pub fn every(&self) -> Chosen {
        self.candidates.keys().copied().collect()
    }

    /// What was recorded when, had only some of the entries been recorded.
    pub fn recording(&self, some: &Chosen) -> Recording {
        let mut recording = Recording::clone(&self.base);
        some.iter().for_each(|seq| self.note(&mut recording, *seq));
        recording
    }

    /// The projections, had only some of the entries been recorded.
    pub fn projections(&self, some: &Chosen) -> Projections {
        let bare = self.bare.get_or_init(|| self.kept(self.all, &self.touched, &Chosen::new()));
        let stream = |seq: &Seq| self.candidates.get(seq).and_then(|candidate| candidate.stream.clone());
        let keep = |seq: Seq| seq <= self.before || some.contains(&seq);
        // Only streams that have one of the entries are something else than without.
        let kept = bare.taking(self.all, &some.iter().filter_map(stream).collect(), &keep);
        let others = others(self.all, &keep);
        Projections { recording: Arc::new(self.recording(some)), others, ..kept }
    }

    /// Everything, to leave out some of the entries.
    pub fn whole(&self) -> All<'_, 'p> {
        let every = self.every();
        let recording = Arc::new(self.recording(&every));
        let turns: Chosen = recording.turns().collect();
        let stream = |seq: &Seq| self.candidates.get(seq).and_then(|candidate| candidate.stream.as_ref());
        let persons = turns.iter().filter_map(stream).flat_map(|stream| person_of(stream, &self.merged)).collect();
        All { trial: self, every, recording, turns, persons }
    }

    /// Projections in which some of the entries were recorded in these streams; what was recorded when is left as it is.
    pub fn kept(&self, of: &Projections, streams: &BTreeSet<StreamId>, some: &Chosen) -> Projections {
        let keep = |seq: Seq| seq <= self.before || some.contains(&seq);
        Projections { others: others(of, &keep), ..of.taking(of, streams, &keep) }
    }

    /// The answer from projections, as rows; as far as the records reach by themselves, or as they are said to reach.
    pub fn rows(&self, projections: &Projections, reach: Option<&Arc<Reach>>) -> Rows {
        let reaching = match reach {
            Some(reach) => projections.reaching_to(reach),
            None => projections.reaching(self.at),
        };
        match &self.wanted {
            Some(wanted) => self.answered(&reaching, self.at, &|name| wanted.contains(name)),
            None => self.answered(&reaching, self.at, &|_| true),
        }
    }

    /// The answer as it was known at a position, as rows.
    pub fn rows_at(&self, known_at: Seq) -> Rows {
        let at = At { known_at, ..self.at };
        self.answered(&self.all.reaching(at), at, &|_| true)
    }

    /// What is looked at of the answer from projections as far as the records reach: the rows that are wanted, if others are
    /// there too.
    fn answered(&self, reaching: &Projections, at: At, wanted: &dyn Fn(&str) -> bool) -> Rows {
        match (&self.only, &self.question) {
            (Only::Records, Question::Statement(asked)) => {
                let records = Statement::of_records(reaching, at, asked.programme.as_ref());
                rows_of(records.ok().map(|records| Reply::Statement(Box::new(records))).as_ref(), wanted)
            }
            (Only::Findings(rule), _) => {
                let programmes = hovedbok_programmes::programmes(&reaching.programmes, at, None).into_iter();
                let programmes: Vec<Name> = programmes.map(|row| row.programme).collect();
                self.of_findings(&programmes, find::findings_of(reaching, at, *rule))
            }
            (Only::Everything | Only::Figure | Only::Goal { .. } | Only::Records, _) => {
                self.laid_out(self.question.ask().answer(reaching, at).ok().as_ref(), wanted)
            }
        }
    }

    /// The rows of these findings in an answer that has findings, where there are these programmes.
    pub fn of_findings(&self, programmes: &[Name], found: Vec<Finding>) -> Rows {
        let written = if let Question::Findings(asked) = &self.question {
            let findings = found.into_iter().filter(|finding| asked.takes(finding)).collect();
            serde_json::to_value(Findings { findings })
        } else {
            serde_json::to_value(FindingsStatement::of(programmes, self.question.programme(), found))
        };
        written.map(|written| under("", &written)).unwrap_or_default()
    }

    fn laid_out(&self, reply: Option<&Reply>, wanted: &dyn Fn(&str) -> bool) -> Rows {
        match reply {
            Some(Reply::Goals(goals)) if matches!(self.only, Only::Goal { .. }) => {
                let Only::Goal { programme, goal } = &self.only else { return Rows::new() };
                let own = |row: &&GoalRow| row.programme == *programme && row.goal == *goal;
                rows(Some(&Reply::Goals(Goals { goals: goals.goals.iter().filter(own).cloned().collect() })))
            }
            Some(Reply::Figures(figures)) if self.only == Only::Figure => {
                let fields = figures.figures.first().and_then(|figure| serde_json::to_value(figure).ok());
                let fields = fields.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
                fields.into_iter().collect()
            }
            reply => rows_of(reply, wanted),
        }
    }

    /// Whether an entry corrects what is said of a person, which can change the programme that later entries are about.
    pub fn corrects_persons(&self) -> bool {
        let corrects = |stated: &Stated| stated.corrects && matches!(stated.fact, Fact::Person(_));
        self.candidates.values().filter_map(|candidate| candidate.stated.as_ref()).any(corrects)
    }

    /// The entries after which the answer can be another one: all but those about persons who were never in the programme
    /// that is asked about, unless the ends of records rest on them.
    pub fn concerning(&self) -> Vec<Seq> {
        let Some(programme) = self.question.programme() else { return self.candidates.keys().copied().collect() };
        let named = |entry: &PersonEntry| match entry {
            PersonEntry::Participant(entry) => {
                entry.enrolment_and_programme().is_some_and(|(_, named)| named == programme)
            }
            PersonEntry::Measure(_) | PersonEntry::Absence(_) | PersonEntry::Benefit(_) => false,
        };
        let persons = self.all.state.streams().filter(|(_, history)| history.rows().iter().any(|row| named(&row.fact)));
        let persons: BTreeSet<StreamId> = persons.flat_map(|(stream, _)| person_of(stream, &self.merged)).collect();
        let ends: Chosen = self.all.recording.turns().collect();
        let concerns = |(seq, candidate): &(&Seq, &Candidate)| match &candidate.stream {
            Some(stream @ StreamId::Participant(_)) => persons.contains(stream) || ends.contains(seq),
            Some(_) | None => true,
        };
        self.candidates.iter().filter(concerns).map(|(seq, _)| *seq).collect()
    }

    /// Notes in a recording that one of the entries was recorded.
    pub fn note(&self, recording: &mut Recording, seq: Seq) {
        let Some(candidate) = self.candidates.get(&seq) else { return };
        match (&candidate.stream, &candidate.stated) {
            (Some(stream), Some(stated)) => {
                let Some(day) = stated.recorded.oslo_day() else { return };
                let Stated { migrated, corrects, fact, .. } = stated;
                recording.take(&Mention { seq, day, migrated: *migrated, corrects: *corrects, stream, fact });
            }
            (Some(_), None) => {}
            (None, _) => {
                if let Some(day) = candidate.step {
                    recording.step(seq, day);
                }
                if let Some(day) = candidate.opens {
                    recording.open(seq, day);
                }
            }
        }
    }

    /// Entries with those beside each other that bear on each other: those of one stream, those that change facts which bear
    /// on the day before all others.
    pub fn beside_each_other(&self, some: &Chosen) -> Vec<Seq> {
        let mut order: Vec<Seq> = some.iter().copied().collect();
        let stream = |seq: &Seq| self.candidates.get(seq).and_then(|candidate| candidate.stream.as_ref());
        order.sort_by_key(|seq| (!self.turning.contains(seq), stream(seq), *seq));
        order
    }

    /// Entries with those first that are tried first without: those that change no fact that bears on the day, then the
    /// later ones.
    pub fn in_order(&self, some: &Chosen) -> Vec<Seq> {
        let mut order: Vec<Seq> = some.iter().copied().collect();
        order.sort_by_key(|seq| (self.turning.contains(seq), std::cmp::Reverse(*seq)));
        order
    }
}

/// Tries to leave out each of the entries that are left, in this order, until a whole round leaves out none.
pub(super) fn until_each_is_needed<S>(
    order: &[Seq],
    standing: &mut S,
    left: impl Fn(&S) -> &Chosen,
    mut leave_out: impl FnMut(&mut S, Seq),
) {
    loop {
        let size = left(standing).len();
        for seq in order {
            if left(standing).contains(seq) {
                leave_out(standing, *seq);
            }
        }
        if left(standing).len() == size {
            return;
        }
    }
}

/// All of the entries.
pub(crate) struct All<'t, 'p> {
    trial: &'t Trial<'p>,
    every: Chosen,
    /// What was recorded when.
    recording: Arc<Recording>,
    /// The entries at which the end of any records moved, and the streams that have one of them.
    turns: Chosen,
    persons: BTreeSet<StreamId>,
}

impl All<'_, '_> {
    /// The projections without some of the entries. Only their streams are looked at, unless the ends of records can rest on
    /// them.
    pub fn without(&self, out: &[Seq]) -> Projections {
        let out: Chosen = out.iter().copied().collect();
        let mut streams = BTreeSet::new();
        let mut moves = false;
        for seq in &out {
            match self.trial.candidates.get(seq).and_then(|candidate| candidate.stream.as_ref()) {
                Some(stream) => {
                    moves |= self.turns.contains(seq) || self.persons.contains(stream);
                    streams.insert(stream.clone());
                }
                None => moves = true,
            }
        }
        let keep = |seq: Seq| !out.contains(&seq);
        let all = self.trial.all;
        let kept = Projections { others: others(all, &keep), ..all.taking(all, &streams, &keep) };
        let recording = if moves {
            Arc::new(self.trial.recording(&self.every.difference(&out).copied().collect()))
        } else {
            Arc::clone(&self.recording)
        };
        Projections { recording, ..kept }
    }
}

/// The streams of unknown kinds, had only some of the entries been recorded.
fn others(of: &Projections, keep: &dyn Fn(Seq) -> bool) -> BTreeMap<StreamId, Vec<Seq>> {
    let kept = |seqs: &Vec<Seq>| seqs.iter().copied().filter(|seq| keep(*seq)).collect::<Vec<_>>();
    let others = of.others.iter().map(|(stream, seqs)| (stream.clone(), kept(seqs)));
    others.filter(|(_, seqs)| !seqs.is_empty()).collect()
}

/// What was recorded when up to a position, with the courses of the persons of these streams.
fn base(all: &Projections, touched: &BTreeSet<StreamId>, merged: &[BTreeSet<StreamId>], before: Seq) -> Recording {
    let mut base = all.recording.up_to(before, |_| true);
    let persons = touched.iter().filter(|stream| matches!(stream, StreamId::Participant(_)));
    let streams: BTreeSet<StreamId> = persons.flat_map(|stream| person_of(stream, merged)).collect();
    let histories = streams.iter().filter_map(|stream| all.state.stream(stream));
    let mut rows: Vec<(Seq, bool, &PersonEntry)> = histories
        .flat_map(|history| history.rows())
        .filter(|row| row.seq <= before)
        .map(|row| (row.seq, row.corrects, &row.fact))
        .collect();
    rows.sort_by_key(|(seq, ..)| *seq);
    rows.into_iter().for_each(|(_, corrects, person)| base.follow(person, corrects));
    base
}

/// What is found in the streams.
struct Found {
    before: Seq,
    at: At,
    touched: BTreeSet<StreamId>,
    candidates: BTreeMap<Seq, Candidate>,
    turning: Chosen,
}

impl Each for Found {
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>) {
        let (before, after) = (self.before, self.at.known_at);
        for (stream, history) in timeline.streams() {
            let seqs = history.after(before);
            if seqs.is_empty() {
                continue;
            }
            self.touched.insert(stream.clone());
            for seq in seqs {
                self.candidates.entry(seq).or_default().stream = Some(stream.clone());
            }
            for (row, known) in history.known() {
                if row.seq > before {
                    self.candidates.entry(row.seq).or_default().stated = Some(Stated {
                        recorded: row.recorded,
                        effective: row.effective.clone(),
                        migrated: row.migrated,
                        corrects: row.corrects,
                        fact: row.fact.clone().into_fact(),
                    });
                }
                if row.holds <= self.at.as_of && known.at(before) != known.at(after) {
                    let edges = known.spans().iter().flat_map(|(from, to)| [*from, *to]);
                    self.turning.extend(edges.filter(|seq| before < *seq && *seq <= after));
                }
            }
        }
    }
}
