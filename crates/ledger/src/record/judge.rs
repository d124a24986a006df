//! Judging a commit: one stream's history with the guards its rules need (H6, H13).

use std::collections::BTreeSet;

use hovedbok_answers::about;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::ledger::Opened;
use hovedbok_core::entries::{AbsenceEntry, FigureEntry, FundEntry, LedgerEntry, PlanEntry, ProgrammeEntry, RiskEntry};
use hovedbok_core::rules::person::Member;
use hovedbok_core::rules::{self, Context, Violation};
use hovedbok_core::{
    Body, Day, Draft, Entry, EntryId, Fact, FundId, Name, Period, PersonEntry, Row, Seq, StreamFact, StreamId,
    StreamKind,
};
use hovedbok_projection::{History, NEWEST, TargetError};
use serde_json::{Map, Value};

use super::pending::{PendingCommit, programme_bound};
use crate::error::LedgerError;
use crate::open::{Edge, Ledger};

/// How many entries a refusal names.
const NAMED_MAX: usize = 5;

/// Entries as a refusal names them: the first few, and how many more there are.
pub(crate) fn named(entries: &BTreeSet<Seq>) -> String {
    let first: Vec<String> = entries.iter().take(NAMED_MAX).map(ToString::to_string).collect();
    match entries.len() - first.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// One stream's history, by the kind of the stream.
#[derive(Debug)]
pub(crate) enum Stream {
    Person(History<PersonEntry>),
    Programme(History<ProgrammeEntry>),
    Plan(History<PlanEntry>),
    Fund(History<FundEntry>),
    Risk(History<RiskEntry>),
    Figure(History<FigureEntry>),
    Ledger(History<LedgerEntry>),
    /// Of an unknown kind (H9): nothing of it is known, so nothing in it can be corrected.
    Other(History<Fact>),
}

/// Does the same with whichever history a stream has.
macro_rules! any {
    ($stream:expr, $history:ident => $do:expr) => {
        match $stream {
            Stream::Person($history) => $do,
            Stream::Programme($history) => $do,
            Stream::Plan($history) => $do,
            Stream::Fund($history) => $do,
            Stream::Risk($history) => $do,
            Stream::Figure($history) => $do,
            Stream::Ledger($history) => $do,
            Stream::Other($history) => $do,
        }
    };
}

impl Stream {
    /// Reads a stream as it was at a position.
    pub(crate) fn read(ledger: &Ledger, id: &StreamId, known_at: Seq) -> Result<Stream, LedgerError> {
        Ok(match id.kind() {
            StreamKind::Participant => Stream::Person(ledger.history_with_namesakes(id, known_at)?),
            StreamKind::Programme => Stream::Programme(ledger.history_with_namesakes(id, known_at)?),
            StreamKind::Plan => Stream::Plan(ledger.history_with_namesakes(id, known_at)?),
            StreamKind::Fund => Stream::Fund(ledger.history_with_namesakes(id, known_at)?),
            StreamKind::Risk => Stream::Risk(ledger.history_with_namesakes(id, known_at)?),
            StreamKind::Figure => Stream::Figure(ledger.history_with_namesakes(id, known_at)?),
            StreamKind::Ledger => Stream::Ledger(ledger.history_with_namesakes(id, known_at)?),
            StreamKind::Other => Stream::Other(ledger.history_with_namesakes(id, known_at)?),
        })
    }

    /// A stream without entries.
    pub(crate) fn empty(kind: StreamKind) -> Stream {
        match kind {
            StreamKind::Participant => Stream::Person(History::default()),
            StreamKind::Programme => Stream::Programme(History::default()),
            StreamKind::Plan => Stream::Plan(History::default()),
            StreamKind::Fund => Stream::Fund(History::default()),
            StreamKind::Risk => Stream::Risk(History::default()),
            StreamKind::Figure => Stream::Figure(History::default()),
            StreamKind::Ledger => Stream::Ledger(History::default()),
            StreamKind::Other => Stream::Other(History::default()),
        }
    }

    pub(crate) fn learn(&mut self, entry: &Entry) {
        any!(self, history => history.learn(entry));
    }

    /// Whether an entry can be voided.
    pub(crate) fn can_void(&self, target: EntryId) -> Result<(), TargetError> {
        any!(self, history => history.can_void(target))
    }

    /// The fact that a replacement would replace, with its effective period.
    pub(crate) fn can_replace(&self, target: EntryId) -> Result<(Fact, Period), TargetError> {
        any!(self, history => history.can_replace(target).map(|row| (row.fact.clone().into_fact(), row.effective.clone())))
    }

    /// The position of an entry in force with the same type, day and content, fields with a fresh id apart.
    pub(crate) fn same_content(&self, draft: &Draft, fresh: &[&str]) -> Option<Seq> {
        any!(self, history => same(history, draft, fresh))
    }

    /// The entry that states the fact in the slot of a position, if there is one.
    pub(crate) fn standing(&self, slot: Seq) -> Option<EntryId> {
        any!(self, history => history.current().find(|row| row.slot == slot).map(|row| row.id))
    }

    /// The slot of an entry that states a fact in force.
    pub(crate) fn slot(&self, id: EntryId) -> Option<Seq> {
        any!(self, history => history.current().find(|row| row.id == id).map(|row| row.slot))
    }

    /// Calls back for everything that the stream states or stated, by position.
    pub(crate) fn each_statement(&self, each: &mut dyn FnMut(Statement)) {
        any!(self, history => each_statement(history, each));
    }

    /// The programme that the stream is about; of a plan the one that it belongs to.
    fn programme(&self, id: &StreamId) -> Option<Name> {
        match (self, id) {
            (Stream::Plan(history), StreamId::Plan(plan)) => rules::plan::programme_of(plan, history.current()),
            (
                Stream::Plan(_)
                | Stream::Person(_)
                | Stream::Programme(_)
                | Stream::Fund(_)
                | Stream::Risk(_)
                | Stream::Figure(_)
                | Stream::Ledger(_)
                | Stream::Other(_),
                _,
            ) => id.programme(),
        }
    }

    /// What breaks a rule in the stream as it is known at a position.
    pub(crate) fn violations(&self, id: &StreamId, guards: &Guards, known_at: Seq) -> Vec<Violation> {
        let ctx = &guards.context;
        let programme = self.programme(id);
        let programme = programme.as_ref();
        match (self, id) {
            (Stream::Person(history), StreamId::Participant(own)) => {
                rules::person::group(&[Member::of(*own, in_force(history, known_at))], ctx)
            }
            (Stream::Programme(history), _) => {
                rules::programme::programme(programme, &in_force(history, known_at), ctx)
            }
            (Stream::Plan(history), _) => rules::plan::plan(programme, &in_force(history, known_at), ctx),
            (Stream::Fund(history), StreamId::Fund(fund)) => {
                let others: Vec<_> = guards.other_years.iter().flat_map(|other| other.in_force(known_at)).collect();
                rules::fund::fund(fund, &in_force(history, known_at), &others, ctx)
            }
            (Stream::Person(_) | Stream::Fund(_) | Stream::Other(_), _) => Vec::new(),
            (Stream::Risk(history), _) => rules::general::general(programme, &in_force(history, known_at), ctx),
            (Stream::Figure(history), _) => rules::general::general(programme, &in_force(history, known_at), ctx),
            (Stream::Ledger(history), _) => rules::general::general(None, &in_force(history, known_at), ctx),
        }
    }
}

pub(crate) fn in_force<F>(history: &History<F>, known_at: Seq) -> Vec<&Row<F>> {
    history.in_force(known_at).collect()
}

/// What an entry states, or stated until it was corrected.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) seq: Seq,
    /// Position of the slot's original.
    pub(crate) slot: Seq,
    pub(crate) id: EntryId,
    /// The id of the slot's original.
    pub(crate) original: EntryId,
    pub(crate) in_force: bool,
    /// The newest correction that names it, with its reason.
    pub(crate) corrected: Option<(Seq, ReasonCode)>,
    pub(crate) effective: Period,
    pub(crate) fact: Fact,
}

fn each_statement<F: StreamFact>(history: &History<F>, each: &mut dyn FnMut(Statement)) {
    let rows = history.rows();
    for (row, known) in history.known() {
        // Rows stand in the order of their positions.
        let original = rows.binary_search_by_key(&row.slot, |row| row.seq).ok().and_then(|at| rows.get(at));
        each(Statement {
            seq: row.seq,
            slot: row.slot,
            id: row.id,
            original: original.map_or(row.id, |row| row.id),
            in_force: known.at(NEWEST),
            corrected: history.corrected_by(row.id),
            effective: row.effective.clone(),
            fact: row.fact.clone().into_fact(),
        });
    }
}

fn same<F: StreamFact>(history: &History<F>, draft: &Draft, fresh: &[&str]) -> Option<Seq> {
    let Body::Fact(new) = &draft.body else { return None };
    let bare = |fact: &Fact| {
        let mut fields: Map<String, Value> = serde_json::from_slice(&fact.to_json()).unwrap_or_default();
        fields.retain(|key, _| !fresh.contains(&key.as_str()));
        fields
    };
    let content = bare(new);
    let mut rows = history.current();
    let found = rows.find(|row| {
        let fact = row.fact.clone().into_fact();
        row.effective == draft.effective && fact.type_name() == new.type_name() && bare(&fact) == content
    });
    found.map(|row| row.seq)
}

/// What rules need from other streams, and at which version they were read.
#[derive(Debug, Default)]
pub(crate) struct Guards {
    pub(crate) context: Context,
    pub(crate) other_years: Vec<History<FundEntry>>,
    pub(crate) versions: Vec<(String, u64)>,
}

/// Reads the streams that the rules of a stream depend on (H13).
pub(crate) fn guards(work: &PendingCommit<'_>, id: &StreamId) -> Result<Guards, LedgerError> {
    let mut guards = Guards::default();
    let ledger = work.ledger;
    let mut programmes: Vec<Name> = Vec::new();
    match work.streams.get(id) {
        Some(Stream::Person(_)) => {
            if let StreamId::Participant(own) = id {
                programmes.extend(about::programmes_named(&work.rows_ever_joined(*own)));
            }
        }
        Some(stream) if programme_bound(id.kind()) => programmes.extend(stream.programme(id)),
        Some(_) | None => {}
    }
    if let StreamId::Fund(fund) = id {
        for other in other_years(work, fund)? {
            guards.versions.extend(ledger.versions(&other, work.base)?);
            guards.other_years.push(match work.streams.get(&other) {
                Some(Stream::Fund(history)) => history.clone(),
                Some(_) | None => ledger.history_with_namesakes(&other, work.base)?,
            });
        }
    }
    let mut closed = std::collections::BTreeMap::new();
    let mut cohorts = std::collections::BTreeMap::new();
    for programme in programmes {
        let stream = StreamId::Programme(programme.clone());
        guards.versions.extend(ledger.versions(&stream, work.base)?);
        let history: History<ProgrammeEntry> = match work.streams.get(&stream) {
            Some(Stream::Programme(history)) => history.clone(),
            Some(_) | None => ledger.history_with_namesakes(&stream, work.base)?,
        };
        let rows: Vec<_> = history.current().collect();
        let defined = rules::programme::cohorts::defined(rows.iter().copied());
        if !defined.is_empty() {
            cohorts.insert(programme.clone(), defined);
        }
        if let Some(day) = rules::programme::closing(&rows) {
            closed.insert(programme, day);
        }
    }
    guards.context = Context { closed, cohorts, ..Context::default() };
    Ok(guards)
}

/// The streams of the same money in other years: those that stand in the log, and the years beside it, so that nothing is
/// begun there meanwhile.
fn other_years(work: &PendingCommit<'_>, fund: &FundId) -> Result<Vec<StreamId>, LedgerError> {
    let shown = |stream: &StreamId| work.shown(stream);
    let StreamId::Fund(own) = shown(&StreamId::Fund(fund.clone())) else { return Ok(Vec::new()) };
    let all = StreamKind::Fund.prefix();
    let vary = work.ledger.index()?.names().streams_vary();
    let prefix = if vary { all.to_owned() } else { format!("{all}{}/", own.programme) };
    let known = work.ledger.log.streams(&prefix)?;
    let beside = [own.year.saturating_sub(1), own.year.saturating_add(1)].map(|year| own.in_year(year));
    let same = |other: &FundId| other.source == own.source && other.year != own.year;
    let mut funds: Vec<StreamId> =
        known.iter().filter_map(|name| StreamId::stored(name)).map(|id| shown(&id)).collect();
    funds.extend(work.streams.keys().map(shown));
    funds.extend(beside.into_iter().map(StreamId::Fund));
    funds.retain(|stream| matches!(stream, StreamId::Fund(other) if other.programme == own.programme && same(other)));
    funds.sort();
    funds.dedup();
    Ok(funds)
}

/// The entry that closes the door for migration, written together with the first ordinary entry.
pub(crate) fn opening(edge: &mut Edge<'_>) -> Result<Draft, LedgerError> {
    let day = edge.now.oslo_day().unwrap_or(hovedbok_core::Day::MAX);
    Ok(Draft {
        id: EntryId(edge.uuid()),
        stream: StreamId::Ledger,
        effective: Period::day(day),
        actor: edge.actor()?,
        on_behalf_of: None,
        source: None,
        target: None,
        migrated: None,
        body: Body::Fact(Fact::Ledger(LedgerEntry::from(Opened { note: None }))),
    })
}

/// The day that a body itself names, for the effective day where that is left out.
pub(crate) fn own_day(fact: &Fact) -> Option<Day> {
    match fact {
        Fact::Programme(ProgrammeEntry::RecordsEnd(body)) => body.day,
        Fact::Programme(ProgrammeEntry::CohortDefined(body)) => Some(body.days.start()),
        Fact::Programme(_)
        | Fact::Person(_)
        | Fact::Plan(_)
        | Fact::Fund(_)
        | Fact::Risk(_)
        | Fact::Figure(_)
        | Fact::Ledger(_) => None,
    }
}

/// The period that a body itself says it holds for, where its effective day is that period's first.
pub(crate) fn own_period(fact: &Fact) -> Option<&Period> {
    match fact {
        Fact::Person(PersonEntry::Absence(AbsenceEntry::Absence(body))) => Some(&body.period),
        Fact::Person(PersonEntry::Absence(AbsenceEntry::Attendance(body))) => Some(&body.period),
        Fact::Person(PersonEntry::Participant(_) | PersonEntry::Measure(_) | PersonEntry::Benefit(_))
        | Fact::Programme(_)
        | Fact::Plan(_)
        | Fact::Fund(_)
        | Fact::Risk(_)
        | Fact::Figure(_)
        | Fact::Ledger(_) => None,
    }
}
