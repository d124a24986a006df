//! Since which entry the ledger contradicts a number: one that was published, or one that is given with a question and a
//! row of its answer.
//!
//! Every position is looked at, because a figure can agree, not agree, and agree again.

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::entries::codes::{Direction, TargetKind, Unit};
use hovedbok_core::{Day, Entry, Instant, Name, Seq, StreamId};
use hovedbok_programmes::{FigureRow, GoalRow, NotDerived, ProgrammeFact, Programmes};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;
use serde_json::Value;

use crate::error::AskError;
use crate::explain::parts::Parts;
use crate::explain::rows::rows;
use crate::explain::trial::{Only, Trial};
use crate::measured::is_of_persons;
use crate::narrowed::PublishedLater;
use crate::nearest;
use crate::parallel::Working;
use crate::projections::Projections;
use crate::questions::{FiguresOf, Goals, Question, Reply};

/// The schema and version of what `bisect` answers.
pub const SCHEMA: &str = "hovedbok/bisect/1";

/// Whether a number agrees with what the ledger derives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Nothing is published yet, or not any more.
    NotPublished,
    /// The ledger derives nothing, or has no such row.
    NothingDerived,
    /// They agree.
    Agrees,
    /// They do not.
    Contradicts,
}

/// An entry after which a number agrees, or does not, in another way than before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Turn {
    /// Its position.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded: Instant,
    /// Who recorded it.
    pub actor: Name,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Its stream.
    pub stream: StreamId,
    /// How it is from there on.
    pub agreement: Agreement,
    /// What the ledger derives from there on.
    pub derived: Value,
    /// The number that is compared with it from there on.
    pub published: Option<i64>,
}

/// What `bisect` answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bisection {
    /// The published figure, as it is known at the last position; null where a value was given, and while none is published.
    pub figure: Option<FigureRow>,
    /// The row of the answer; null for a published figure.
    pub row: Option<String>,
    /// How it is at the last position.
    pub agreement: Agreement,
    /// What the ledger derives there.
    pub derived: Value,
    /// The number that is compared with it there.
    pub published: Option<i64>,
    /// The entry since which the ledger contradicts the number without a break; null unless it does at the last position.
    pub since: Option<Turn>,
    /// Whether it ever agreed.
    pub ever_agreed: bool,
    /// How often the ledger began to contradict the number before that.
    pub others: usize,
    /// Every entry after which the agreement changed, the earliest first.
    pub turns: Vec<Turn>,
    /// Why the ledger derives nothing beside a published figure at the last position; absent where it does, and where a value
    /// was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_derived: Option<NotDerived>,
    /// Where the figure is published after the day asked about, so that nothing is derived beside it yet: when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<PublishedLater>,
}

/// A number that the ledger is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// A published figure, by the position of an entry that publishes it.
    Figure(Seq),
    /// A value that a row of an answer should have.
    Value {
        /// The question.
        question: Question,
        /// The row.
        row: String,
        /// The value.
        value: i64,
    },
}

impl Number {
    /// The question that derives what it is compared with.
    pub fn question(&self) -> Question {
        match self {
            Number::Figure(_) => Question::Figures(FiguresOf { programme: None }),
            Number::Value { question, .. } => question.clone(),
        }
    }
}

/// What is compared with what the ledger derives, from a position on.
struct Published {
    from: Seq,
    figure: Option<FigureRow>,
}

/// Compares a number with what the ledger derived at every position. `read` looks up an entry. Progress is in
/// positions.
///
/// # Errors
/// When the position publishes no figure, or the answer never has the row.
pub fn bisect(
    projections: &Projections,
    number: &Number,
    at: At,
    read: &dyn Fn(Seq) -> Option<Entry>,
    working: Working<'_>,
) -> Result<Bisection, AskError> {
    let (mut not_derived, mut later) = (None, None);
    let (row, derived, published) = match number {
        Number::Figure(seq) => {
            let (question, narrowed) = only_figure(projections, *seq)?;
            let published = published(&narrowed, &question, *seq, at);
            let skips = published
                .iter()
                .filter_map(|own| own.figure.as_ref())
                .all(|figure| !is_of_persons(figure.indicator.as_str()));
            let mut trial = Trial::of(&narrowed, &question, at.as_of, Seq(0), at.known_at);
            trial.only = Only::Figure;
            later = narrowed.published_later(question.programme(), at);
            not_derived = why_not(&narrowed, &question, at);
            (None, series(&trial, "derived", skips, working), published)
        }
        Number::Value { question, row, .. } => {
            let mut trial = Trial::of(projections, question, at.as_of, Seq(0), at.known_at);
            trial.only = only_goal(&trial, row).unwrap_or(Only::Everything);
            let derived = series(&trial, row, false, working);
            if derived.iter().all(|(_, value)| value.is_null()) {
                trial.only = Only::Everything;
                let rows = trial.rows_at(at.known_at);
                let known = nearest::names(row, rows.keys().map(String::as_str));
                return Err(AskError::NoRow { row: row.clone(), known });
            }
            (Some(row.clone()), derived, Vec::new())
        }
    };
    let states = states(number, &derived, &published);
    let told = told(row, states, published.last().and_then(|own| own.figure.clone()), read);
    Ok(Bisection { not_derived, later, ..told })
}

/// Why nothing is derived beside the only figure.
fn why_not(narrowed: &Projections, question: &Question, at: At) -> Option<NotDerived> {
    match narrowed.reply(question, at) {
        Ok(Reply::Figures(figures)) => figures.figures.first().and_then(|figure| figure.not_derived),
        _ => None,
    }
}

/// The goal that a row is about, where what is derived for it is a count of persons on one day, whatever was recorded of its
/// targets: then it is put together from persons.
fn only_goal(trial: &Trial<'_>, row: &str) -> Option<Only> {
    let Question::Goals(_) = &trial.question else { return None };
    let Ok(Reply::Goals(Goals { goals })) = trial.all.reply(&trial.question, trial.at) else { return None };
    let own = |goal: &GoalRow| rows(Some(&Reply::Goals(Goals { goals: vec![goal.clone()] }))).contains_key(row);
    let GoalRow { programme, goal, .. } = goals.into_iter().find(own)?;
    let histories = trial.all.programmes.streams().map(|(_, history)| history);
    let mut targets = histories.flat_map(|history| history.rows()).filter_map(|row| {
        let ProgrammeFact::Programme(ProgrammeEntry::TargetSet(target)) = &row.fact else { return None };
        (target.goal == goal).then_some(target)
    });
    let counts = targets.all(|target| {
        target.kind == TargetKind::Point
            && target.direction != Some(Direction::ReduceBy)
            && target.unit != Unit::BasisPoints
    });
    counts.then_some(Only::Goal { programme, goal })
}

/// A row's value from each position on at which it becomes another.
fn series(trial: &Trial<'_>, row: &str, without_persons: bool, working: Working<'_>) -> Vec<(Seq, Value)> {
    let value = |known_at: Seq| trial.rows_at(known_at).get(row).cloned().unwrap_or(Value::Null);
    let (then, now) = (value(trial.before), value(trial.at.known_at));
    let parts = if without_persons { None } else { Parts::of(trial) };
    let along = parts.and_then(|mut parts| parts.along(row, &then, &now, working.progress));
    along.unwrap_or_else(|| {
        let of_persons = |seq: &Seq| {
            trial.candidates.get(seq).is_some_and(|own| matches!(own.stream, Some(StreamId::Participant(_))))
        };
        let mut positions = trial.concerning();
        positions.retain(|seq| !(without_persons && of_persons(seq)));
        let asked = working.on_stretches(&positions, &|some: &[Seq]| {
            let mut changes: Vec<(Seq, Value)> = Vec::new();
            let mut last = some.first().map_or(0, |seq| seq.0);
            for seq in some {
                (working.progress)(seq.0 - last);
                last = seq.0;
                let value = value(*seq);
                if changes.last().is_none_or(|(_, last)| *last != value) {
                    changes.push((*seq, value));
                }
            }
            changes
        });
        let mut along = vec![(trial.before, then)];
        along.extend(asked.into_iter().flatten());
        along.dedup_by(|later, earlier| later.1 == earlier.1);
        along
    })
}

/// The question about the programme of a figure, and projections that have no other figure.
fn only_figure(projections: &Projections, seq: Seq) -> Result<(Question, Projections), AskError> {
    for (stream, history) in projections.programmes.streams() {
        let StreamId::Figure(programme) = stream else { continue };
        let Some(slot) = history.rows().iter().find(|row| row.seq == seq).map(|row| row.slot) else { continue };
        let own = history.parted(1, &|row| (row.slot != slot).then_some(1));
        let kept: std::collections::BTreeSet<Seq> = own.iter().flat_map(|own| own.after(Seq(0))).collect();
        let streams = std::collections::BTreeSet::from([stream.clone()]);
        let programmes = projections.programmes.kept(&streams, &|seq| kept.contains(&seq));
        let question = Question::Figures(FiguresOf { programme: Some(programme.clone()) });
        return Ok((question, Projections { programmes, ..projections.clone() }));
    }
    Err(AskError::NoFigure(seq))
}

/// What was published from each position on.
fn published(narrowed: &Projections, question: &Question, seq: Seq, at: At) -> Vec<Published> {
    let own = |(stream, _): &(&StreamId, _)| matches!(stream, StreamId::Figure(_));
    let programme = question.programme();
    let has = |row: &hovedbok_core::Row<ProgrammeFact>| row.seq == seq;
    let histories = narrowed.programmes.streams().filter(own);
    let positions = histories.filter(|(_, history)| history.rows().iter().any(has));
    let positions: Vec<Seq> = positions.flat_map(|(_, history)| history.after(Seq(0))).collect();
    let mut published = vec![Published { from: Seq(0), figure: None }];
    for from in positions {
        let figure = as_published(&narrowed.programmes, programme, At { known_at: from, ..at });
        published.push(Published { from, figure });
    }
    published
}

fn as_published(timeline: &Timeline<Programmes>, programme: Option<&Name>, at: At) -> Option<FigureRow> {
    // Also a figure about days to come is published.
    let at = At { as_of: Day::MAX, ..at };
    let nothing =
        |questions: &[hovedbok_programmes::FigureQuestion]| vec![Err(NotDerived::NotCounted); questions.len()];
    hovedbok_programmes::figures(timeline, at, programme, &nothing).into_iter().next()
}

/// How it is from a position on.
struct State {
    from: Seq,
    agreement: Agreement,
    derived: Value,
    published: Option<i64>,
}

fn states(number: &Number, derived: &[(Seq, Value)], published: &[Published]) -> Vec<State> {
    let mut positions: Vec<Seq> =
        derived.iter().map(|(seq, _)| *seq).chain(published.iter().map(|own| own.from)).collect();
    positions.sort_unstable();
    positions.dedup();
    let state = |from: Seq| {
        let known = derived.iter().rev().find(|(seq, _)| *seq <= from).map(|(_, value)| value.clone());
        let known = known.unwrap_or(Value::Null);
        let (agreement, compared) = match number {
            Number::Value { value, .. } => (equal(&known, *value), Some(*value)),
            Number::Figure(_) => {
                let figure = published.iter().rev().find(|own| own.from <= from).and_then(|own| own.figure.as_ref());
                (
                    figure.map_or(Agreement::NotPublished, |figure| compare(figure, &known)),
                    figure.and_then(|f| f.published),
                )
            }
        };
        State { from, agreement, derived: known, published: compared }
    };
    positions.into_iter().map(state).collect()
}

fn equal(derived: &Value, value: i64) -> Agreement {
    if derived.is_null() {
        Agreement::NothingDerived
    } else if derived.as_i64() == Some(value) {
        Agreement::Agrees
    } else {
        Agreement::Contradicts
    }
}

fn compare(figure: &FigureRow, derived: &Value) -> Agreement {
    let FigureRow { published, below, above, .. } = figure;
    if published.is_none() && below.is_none() && above.is_none() {
        return Agreement::NotPublished;
    }
    let Some(derived) = derived.as_i64() else { return Agreement::NothingDerived };
    let fits = published.is_none_or(|published| published == derived)
        && below.is_none_or(|below| derived < below)
        && above.is_none_or(|above| derived > above);
    if fits { Agreement::Agrees } else { Agreement::Contradicts }
}

/// The answer from how it is from each position on.
fn told(
    row: Option<String>,
    states: Vec<State>,
    figure: Option<FigureRow>,
    read: &dyn Fn(Seq) -> Option<Entry>,
) -> Bisection {
    let mut turns: Vec<Turn> = Vec::new();
    let mut before = None;
    let mut last = (Agreement::NothingDerived, Value::Null, None);
    for State { from, agreement, derived, published } in states {
        last = (agreement, derived.clone(), published);
        if before.is_some_and(|before| before != agreement)
            && let Some(entry) = read(from)
        {
            turns.push(Turn {
                seq: from,
                recorded: entry.recorded,
                actor: entry.draft.actor,
                type_name: entry.draft.body.type_name().to_owned(),
                stream: entry.draft.stream,
                agreement,
                derived,
                published,
            });
        }
        before = Some(agreement);
    }
    let contradicting = turns.iter().filter(|turn| turn.agreement == Agreement::Contradicts).count();
    let (agreement, derived, published) = last;
    let since = turns.last().filter(|turn| turn.agreement == Agreement::Contradicts).cloned();
    Bisection {
        figure,
        row,
        agreement,
        derived,
        published,
        others: contradicting - usize::from(since.is_some()),
        since,
        ever_agreed: turns.iter().any(|turn| turn.agreement == Agreement::Agrees),
        turns,
        not_derived: None,
        later: None,
    }
}
