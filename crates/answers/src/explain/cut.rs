//! How a question is cut into parts: persons by whom they were merged with, a plan by its milestones, money by its grants.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::{PersonEntry, PlanEntry, ProgrammeEntry};
use hovedbok_core::{Fact, Name, Reach, Row, Seq, StreamFact, StreamId};
use hovedbok_projection::{History, Projection, Timeline};
use serde_json::Value;

use super::trial::{Chosen, Only, Trial};
use crate::about::person_of;
use crate::projections::Projections;
use crate::questions::Question;

/// A part of a question, with the entries between the two positions that belong to it.
pub(super) struct Part {
    /// What the part is asked of.
    pub projections: Projections,
    /// Which of them has the part's own streams. The others are the same in all parts.
    pub own: Own,
    /// Its own streams that learnt something in between.
    pub streams: BTreeSet<StreamId>,
    pub entries: Chosen,
}

/// What has the streams that a question is cut by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Own {
    Persons,
    Milestones,
    Money,
}

impl Part {
    /// What the part is asked of with some of its entries, beside what all parts have in common.
    pub fn beside(&self, common: &Projections, shared: &BTreeSet<StreamId>, keep: &dyn Fn(Seq) -> bool) -> Projections {
        let streams = || self.streams.union(shared).cloned().collect::<BTreeSet<_>>();
        let own = &self.projections;
        match self.own {
            // No stream of a person is shared.
            Own::Persons => Projections { state: own.state.kept(&self.streams, keep), ..common.clone() },
            Own::Milestones => Projections { milestones: own.milestones.kept(&streams(), keep), ..common.clone() },
            Own::Money => Projections { budgets: own.budgets.kept(&streams(), keep), ..common.clone() },
        }
    }
}

/// The parts of a question, the first of which learnt nothing in between; nothing where it cannot be cut.
pub(super) fn parts(trial: &Trial<'_>) -> Option<Vec<Part>> {
    let all = trial.all;
    // What all parts have in common: the programmes, and how names are spelled.
    let common =
        || Projections { programmes: all.programmes.clone(), names: all.names.clone(), ..Projections::default() };
    match &trial.question {
        Question::State(_)
        | Question::Placements(_)
        | Question::Flows(_)
        | Question::Absence(_)
        | Question::Conditions(_) => Some(persons(trial, &common)),
        Question::Outcomes(_) | Question::Attendance(_) => {
            Some(persons(trial, &|| Projections { budgets: all.budgets.clone(), ..common() }))
        }
        Question::Figures(_) if trial.only == Only::Figure => Some(persons(trial, &common)),
        Question::Goals(_) if matches!(trial.only, Only::Goal { .. }) => Some(persons(trial, &common)),
        Question::Milestones(_) => {
            let with = &|milestones| Projections { milestones, ..common() };
            Some(by_keys(trial, &all.milestones, Own::Milestones, &milestones_named, with))
        }
        Question::Budget(_) => {
            let with = &|budgets| Projections { budgets, ..common() };
            Some(by_keys(trial, &all.budgets, Own::Money, &grant_named, with))
        }
        Question::Participant(_)
        | Question::Trajectories(_)
        | Question::Trajectory(_)
        | Question::Cohorts(_)
        | Question::Plans(_)
        | Question::Programmes(_)
        | Question::Bodies(_)
        | Question::Staff(_)
        | Question::Reports(_)
        | Question::Agreements(_)
        | Question::Risks(_)
        | Question::Surveys(_)
        | Question::Duties(_)
        | Question::Offices(_)
        | Question::Recommendations(_)
        | Question::Goals(_)
        | Question::Figures(_)
        | Question::Findings(_)
        | Question::Lag(_)
        | Question::Draw(_)
        | Question::Due(_)
        | Question::List(_)
        | Question::Series(_)
        | Question::Survival(_)
        | Question::Statement(_) => None,
    }
}

/// What is said of a goal by what is derived for it.
pub(super) const DERIVED_OF_A_GOAL: [&str; 6] =
    ["derived", "attainment_bp", "answer", "so_far", "because", "measured_on"];

/// What is said of a published figure by what is derived for it.
pub(super) const DERIVED_OF_A_FIGURE: [&str; 5] = ["derived", "not_derived", "derived_on", "difference", "fits"];

/// The last name of a row's way.
pub(super) fn field(row: &str) -> &str {
    row.rsplit('.').next().unwrap_or(row)
}

/// Whether a field is the sum of what parts contribute to it. A mean or a share is not; and what is available is derived of a
/// whole fund, where a grant is a part.
pub(super) fn adds_up(field: &str) -> bool {
    !field.ends_with("_bp") && !field.starts_with("mean_") && !field.starts_with("available_")
}

/// What of the entries that belong to no part bears on the parts: `kept` is the first part with these entries. The second is
/// how far the records reach, as far as the parts look at it.
pub(super) fn bearing(trial: &Trial<'_>, kept: &Projections, shared: &Chosen) -> (String, Reach) {
    let reach = || kept.reach(trial.at).before(trial.at.as_of);
    let of_persons = || of_persons(&reach());
    let cohorts = || cohorts(trial, kept);
    match &trial.question {
        Question::State(_)
        | Question::Placements(_)
        | Question::Flows(_)
        | Question::Absence(_)
        | Question::Conditions(_) => (cohorts(), of_persons()),
        Question::Outcomes(_) | Question::Attendance(_) => {
            (format!("{:?}{}", kept.payments(trial.at), cohorts()), of_persons())
        }
        Question::Figures(_) => {
            let mut figure = trial.rows(kept, None);
            figure.retain(|field, _| !DERIVED_OF_A_FIGURE.contains(&field.as_str()));
            (format!("{figure:?}{}", cohorts()), of_persons())
        }
        Question::Goals(_) => {
            let mut goal = trial.rows(kept, None);
            goal.retain(|row, _| !DERIVED_OF_A_GOAL.contains(&field(row)));
            // Where nothing is recorded of any person, nothing is derived, and not nought.
            let Only::Goal { programme, .. } = &trial.only else { return (format!("{shared:?}"), reach()) };
            let any = kept.has_participants(programme, trial.at.known_at);
            (format!("{goal:?}{any}{}", cohorts()), of_persons())
        }
        Question::Budget(_) => (String::new(), Reach::default()),
        Question::Milestones(_)
        | Question::Participant(_)
        | Question::Trajectories(_)
        | Question::Trajectory(_)
        | Question::Cohorts(_)
        | Question::Plans(_)
        | Question::Programmes(_)
        | Question::Bodies(_)
        | Question::Staff(_)
        | Question::Reports(_)
        | Question::Agreements(_)
        | Question::Risks(_)
        | Question::Surveys(_)
        | Question::Duties(_)
        | Question::Offices(_)
        | Question::Recommendations(_)
        | Question::Findings(_)
        | Question::Lag(_)
        | Question::Draw(_)
        | Question::Due(_)
        | Question::List(_)
        | Question::Series(_)
        | Question::Survival(_)
        | Question::Statement(_) => (format!("{shared:?}"), reach()),
    }
}

/// How far the records of persons reach.
pub(super) fn of_persons(reach: &Reach) -> Reach {
    let mut own = Reach::default();
    for (programme, subject, end) in reach.iter().filter(|(_, subject, _)| *subject == RecordSubject::Participants) {
        own.set(programme, subject, end);
    }
    own
}

/// The cohorts that are defined: who belongs to one rests on its definition, and on how far the records reach by then.
pub(super) fn cohorts(trial: &Trial<'_>, kept: &Projections) -> String {
    let defined = kept.defined_cohorts(trial.at.known_at);
    if defined.is_empty() { String::new() } else { format!("{defined:?}") }
}

/// The entries of a programme that bear on how its participants are counted: those that say how far its records reach, and what
/// its cohorts are.
pub(super) fn bearing_on_persons(trial: &Trial<'_>, programme: &Name) -> Chosen {
    let own = trial.candidates.iter().filter(|(_, candidate)| {
        let stream = candidate.stream.as_ref();
        stream.is_some_and(|stream| matches!(stream, StreamId::Programme(name) if name == programme))
    });
    let bears =
        own.filter(|(_, candidate)| candidate.stated.as_ref().is_none_or(|stated| says_of_persons(&stated.fact)));
    bears.map(|(seq, _)| *seq).collect()
}

/// Whether a fact says how far records reach, or what a cohort is.
fn says_of_persons(fact: &Fact) -> bool {
    let Fact::Programme(entry) = fact else { return false };
    matches!(
        entry,
        ProgrammeEntry::RecordsEnd(_)
            | ProgrammeEntry::Closed(_)
            | ProgrammeEntry::Established(_)
            | ProgrammeEntry::CohortDefined(_)
    )
}

/// Whether an entry of no person can bear on persons. A voiding can bring back anything.
pub(super) fn bears_on_persons(trial: &Trial<'_>, seq: Seq) -> bool {
    let candidate = trial.candidates.get(&seq);
    candidate.is_some_and(|own| own.stated.as_ref().is_none_or(|stated| says_of_persons(&stated.fact)))
}

/// Whether an entry of no part can bear on the parts.
pub(super) fn bears(trial: &Trial<'_>, seq: Seq) -> bool {
    let Some(candidate) = trial.candidates.get(&seq) else { return false };
    let ends = || bears_on_persons(trial, seq);
    let of_figures = || matches!(candidate.stream, Some(StreamId::Figure(_)));
    match &trial.question {
        Question::State(_)
        | Question::Placements(_)
        | Question::Flows(_)
        | Question::Absence(_)
        | Question::Conditions(_) => ends(),
        Question::Outcomes(_) | Question::Attendance(_) => {
            ends() || matches!(candidate.stream, Some(StreamId::Fund(_)))
        }
        Question::Figures(_) => ends() || of_figures(),
        Question::Goals(_) => ends() || matches!(candidate.stream, Some(StreamId::Programme(_))),
        Question::Budget(_) => false,
        Question::Milestones(_)
        | Question::Participant(_)
        | Question::Trajectories(_)
        | Question::Trajectory(_)
        | Question::Cohorts(_)
        | Question::Plans(_)
        | Question::Programmes(_)
        | Question::Bodies(_)
        | Question::Staff(_)
        | Question::Reports(_)
        | Question::Agreements(_)
        | Question::Risks(_)
        | Question::Surveys(_)
        | Question::Duties(_)
        | Question::Offices(_)
        | Question::Recommendations(_)
        | Question::Findings(_)
        | Question::Lag(_)
        | Question::Draw(_)
        | Question::Due(_)
        | Question::List(_)
        | Question::Series(_)
        | Question::Survival(_)
        | Question::Statement(_) => true,
    }
}

/// The programmes that anything recorded of persons names.
pub(super) fn programmes_named(projections: &Projections) -> BTreeSet<Name> {
    let named = |row: &Row<PersonEntry>| match &row.fact {
        PersonEntry::Participant(entry) => entry.enrolment_and_programme().map(|(_, programme)| programme.clone()),
        PersonEntry::Measure(_) | PersonEntry::Absence(_) | PersonEntry::Benefit(_) => None,
    };
    projections.state.streams().flat_map(|(_, history)| history.rows()).filter_map(named).collect()
}

/// The persons who learnt something in between, after everybody else.
pub(super) fn persons(trial: &Trial<'_>, common: &dyn Fn() -> Projections) -> Vec<Part> {
    let state = &trial.all.state;
    let touched = trial.touched.iter().filter(|stream| matches!(stream, StreamId::Participant(_)));
    let groups: BTreeSet<BTreeSet<StreamId>> = touched.map(|stream| person_of(stream, &trial.merged)).collect();
    let others = state.without(&groups.iter().flatten().cloned().collect());
    let rest = Projections { state: others, ..common() };
    let (own, streams, entries) = (Own::Persons, BTreeSet::new(), Chosen::new());
    let mut parts = vec![Part { projections: rest, own, streams, entries }];
    for group in groups {
        let alone = state.only(&group);
        let entries = alone.streams().flat_map(|(_, history)| history.after(trial.before)).collect();
        let streams = group.intersection(&trial.touched).cloned().collect();
        parts.push(Part { projections: Projections { state: alone, ..common() }, own, streams, entries });
    }
    parts
}

/// What the parts of an entry are known by: entries with a key in common belong to one part. An entry without any belongs to
/// every part.
type Keys<F> = dyn Fn(&StreamId, &Row<F>) -> Vec<String>;

/// A milestone, those that it names, and those with the same label.
fn milestones_named(_: &StreamId, row: &Row<PlanEntry>) -> Vec<String> {
    let milestone = |id: &hovedbok_core::MilestoneId| id.to_string();
    match &row.fact {
        PlanEntry::PlanAssigned(_) | PlanEntry::VersionApproved(_) => Vec::new(),
        PlanEntry::MilestonePlanned(e) => {
            let number = e.number.as_ref().map_or("", |number| number.as_str());
            let label = match number {
                "" => format!("{}\0\0{}", e.section.as_str(), e.title.as_str()),
                number => format!("{}\0{number}", e.section.as_str()),
            };
            let named = e.must_follow.0.iter().chain(&e.not_after.0).map(milestone);
            named.chain([milestone(&e.milestone), label]).collect()
        }
        PlanEntry::MilestoneContinuedBy(e) => vec![milestone(&e.milestone), milestone(&e.continued_by)],
        PlanEntry::MilestoneRescheduled(e) => vec![milestone(&e.milestone)],
        PlanEntry::MilestonePostponed(e) => vec![milestone(&e.milestone)],
        PlanEntry::MilestoneCompleted(e) => vec![milestone(&e.milestone)],
        PlanEntry::MilestoneCancelled(e) => vec![milestone(&e.milestone)],
        PlanEntry::MilestoneDropped(e) => vec![milestone(&e.milestone)],
        PlanEntry::MilestoneReopened(e) => vec![milestone(&e.milestone)],
    }
}

/// The grant that money is about, in every year; what is about none is on its own.
fn grant_named<F: StreamFact>(stream: &StreamId, row: &Row<F>) -> Vec<String> {
    let body: Value = serde_json::from_slice(&row.fact.clone().into_fact().to_json()).unwrap_or_default();
    let grant = body.get("grant").and_then(Value::as_str);
    match (stream, grant) {
        (StreamId::Fund(fund), Some(grant)) => vec![format!("{}\0{}\0{grant}", fund.programme, fund.source)],
        (_, _) => vec![format!("#{}", row.slot.0)],
    }
}

fn by_keys<P: Projection>(
    trial: &Trial<'_>,
    timeline: &Timeline<P>,
    own: Own,
    keys: &Keys<P::Fact>,
    with: &dyn Fn(Timeline<P>) -> Projections,
) -> Vec<Part> {
    let mut joined = Joined::default();
    let mut slots: BTreeMap<Seq, usize> = BTreeMap::new();
    for (stream, history) in timeline.streams() {
        for row in history.rows() {
            let keys = keys(stream, row);
            if !keys.is_empty() {
                let own = joined.node(format!("#{}", row.slot.0));
                for key in keys {
                    let node = joined.node(key);
                    joined.join(own, node);
                }
                slots.insert(row.slot, own);
            }
        }
    }
    // Only what learnt something in between is a part of its own.
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let learnt = timeline.streams().flat_map(|(_, history)| history.rows()).filter(|row| row.seq > trial.before);
    let voided = timeline.streams().flat_map(|(_, history)| history.known()).filter(|(_, known)| {
        known.spans().iter().any(|(from, to)| *from > trial.before || (*to > trial.before && *to <= trial.at.known_at))
    });
    for slot in learnt.map(|row| row.slot).chain(voided.map(|(row, _)| row.slot)) {
        if let Some(own) = slots.get(&slot) {
            let next = numbers.len() + 1;
            numbers.entry(joined.root(*own)).or_insert(next);
        }
    }
    let part_of_slot: HashMap<Seq, usize> =
        slots.iter().map(|(slot, own)| (*slot, numbers.get(&joined.root(*own)).copied().unwrap_or_default())).collect();
    let mut streams: Vec<BTreeMap<StreamId, History<P::Fact>>> = vec![BTreeMap::new(); numbers.len() + 1];
    let mut shared = Chosen::new();
    for (stream, history) in timeline.streams() {
        let common = history.parted(1, &|row| part_of_slot.get(&row.slot).map(|_| 1));
        shared.extend(common.iter().flat_map(|common| common.after(trial.before)));
        let parted = history.parted(streams.len(), &|row| part_of_slot.get(&row.slot).copied());
        for (own, part) in streams.iter_mut().zip(parted) {
            if part.last() > Seq(0) {
                own.insert(stream.clone(), part);
            }
        }
    }
    let part = |alone: BTreeMap<StreamId, History<P::Fact>>| {
        let after = alone.values().flat_map(|history| history.after(trial.before));
        let entries: Chosen = after.filter(|seq| !shared.contains(seq)).collect();
        let touched = alone.iter().filter(|(_, history)| history.last() > trial.before);
        let streams = touched.map(|(stream, _)| stream.clone()).collect();
        Part { projections: with(Timeline::of(alone, timeline.position())), own, streams, entries }
    };
    streams.into_iter().map(part).collect()
}

/// Keys that belong together, directly or through others.
#[derive(Default)]
struct Joined {
    nodes: HashMap<String, usize>,
    above: Vec<usize>,
}

impl Joined {
    fn node(&mut self, key: String) -> usize {
        let next = self.above.len();
        let node = *self.nodes.entry(key).or_insert(next);
        if node == next {
            self.above.push(next);
        }
        node
    }

    fn root(&self, mut node: usize) -> usize {
        while let Some(above) = self.above.get(node).copied().filter(|above| *above != node) {
            node = above;
        }
        node
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(above) = self.above.get_mut(one.max(other)) {
            *above = one.min(other);
        }
    }
}
