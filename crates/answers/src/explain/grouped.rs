//! Where a difference is concentrated: its causes by office, programme, type or month, and what each group adds to a
//! counted figure.

use std::collections::BTreeMap;

use hovedbok_core::{Fact, Row, Seq, StreamFact, StreamId, rules};
use hovedbok_projection::{At, Knowledge, Projection, Timeline};
use serde::Serialize;
use serde_json::Value;

use super::differing::{Cause, Difference};
use super::trial::{Chosen, Trial};
use crate::about::person_of;
use crate::projections::{Each, Projections};

/// What causes are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// The office that an entry names, or that of the person whom it is about.
    Office,
    /// The programme that an entry is about.
    Programme,
    /// The type of the entry.
    Type,
    /// The month in which the entry was recorded, in Norway.
    Month,
}

/// The causes of a difference in groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grouped {
    /// What they are grouped by.
    pub by: GroupBy,
    /// The groups, the one with most causes first.
    pub groups: Vec<CauseGroup>,
    /// What each group adds to each row that is a number before and after. A count or a sum that is not there is nought; any
    /// other number that is not there before or after has nothing that could be added to it.
    pub figures: Vec<GroupShare>,
}

/// A group of causes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CauseGroup {
    /// What they have in common; null for those of which nothing is known.
    pub key: Option<String>,
    /// How many causes there are.
    pub causes: usize,
    /// How many rows name one of them.
    pub rows: usize,
}

/// What a group of causes adds to a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupShare {
    /// The row.
    pub row: String,
    /// The group.
    pub key: Option<String>,
    /// How many of the row's causes are in the group.
    pub causes: usize,
    /// How much the row differs with these causes alone; null where the groups do not add up to the whole difference.
    pub difference: Option<i64>,
}

impl Grouped {
    /// No causes.
    pub fn empty(by: GroupBy) -> Grouped {
        Grouped { by, groups: Vec::new(), figures: Vec::new() }
    }
}

/// A row's value, had only some of the entries been recorded.
type Values<'v> = dyn FnMut(&str, &Chosen) -> Option<Value> + 'v;

/// The causes of differences in groups. `counted` says which rows are counts or sums.
pub(super) fn grouped(
    trial: &Trial<'_>,
    by: GroupBy,
    differing: &[Difference],
    causes: &[Cause],
    counted: &dyn Fn(&str) -> bool,
    values: &mut Values<'_>,
) -> Grouped {
    let keys: BTreeMap<Seq, Option<String>> = causes.iter().map(|cause| (cause.seq, key(trial, by, cause))).collect();
    let key_of = |seq: &Seq| keys.get(seq).cloned().flatten();
    let mut groups: BTreeMap<Option<String>, CauseGroup> = BTreeMap::new();
    for seq in keys.keys() {
        let empty = CauseGroup { key: key_of(seq), causes: 0, rows: 0 };
        groups.entry(key_of(seq)).or_insert(empty).causes += 1;
    }
    let mut figures = Vec::new();
    for row in differing {
        let mut own: BTreeMap<Option<String>, Chosen> = BTreeMap::new();
        for seq in &row.entries {
            own.entry(key_of(seq)).or_default().insert(*seq);
        }
        for key in own.keys() {
            groups.entry(key.clone()).and_modify(|group| group.rows += 1);
        }
        let both = || row.before.is_number() && row.after.is_number();
        if let Some((before, after)) =
            number(&row.before).zip(number(&row.after)).filter(|_| counted(&row.row) || both())
        {
            figures.extend(shares(row, before, after, own, values));
        }
    }
    let mut groups: Vec<CauseGroup> = groups.into_values().collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.causes), group.key.is_none(), group.key.clone()));
    Grouped { by, groups, figures }
}

/// What each group adds to a row.
fn shares(
    row: &Difference,
    before: i64,
    after: i64,
    own: BTreeMap<Option<String>, Chosen>,
    values: &mut Values<'_>,
) -> Vec<GroupShare> {
    let whole = after.checked_sub(before);
    let one = own.len() == 1;
    let mut alone = |some: &Chosen| {
        if one {
            return whole;
        }
        number(&values(&row.row, some)?)?.checked_sub(before)
    };
    let mut shares: Vec<GroupShare> = own
        .into_iter()
        .map(|(key, some)| GroupShare { row: row.row.clone(), key, causes: some.len(), difference: alone(&some) })
        .collect();
    let sum: Option<i64> = shares.iter().try_fold(0_i64, |sum, share| sum.checked_add(share.difference?));
    if sum != whole {
        shares.iter_mut().for_each(|share| share.difference = None);
    }
    shares
}

/// A row as a number; one that is not there counts as nought.
fn number(value: &Value) -> Option<i64> {
    if value.is_null() { Some(0) } else { value.as_i64() }
}

/// The group of a cause.
fn key(trial: &Trial<'_>, by: GroupBy, cause: &Cause) -> Option<String> {
    match by {
        GroupBy::Type => Some(cause.type_name.clone()),
        GroupBy::Month => cause.recorded.oslo_day().map(|day| day.to_string().chars().take(7).collect()),
        GroupBy::Programme => programme(trial, cause),
        GroupBy::Office => office(trial, cause),
    }
}

fn programme(trial: &Trial<'_>, cause: &Cause) -> Option<String> {
    let StreamId::Participant(_) = cause.stream else {
        return trial.all.programme_of(&cause.stream, trial.at).map(|name| name.to_string());
    };
    let (turned, _) = turned(trial.all, cause)?;
    let person = person_of(&cause.stream, &trial.merged);
    let histories = person.iter().filter_map(|own| trial.all.state.stream(own));
    let mut rows: Vec<_> = histories.flat_map(|history| history.rows()).collect();
    rows.sort_by_key(|row| (row.holds, row.slot, row.seq));
    rules::person::programmes(&rows).get(&turned).map(ToString::to_string)
}

/// The office that an entry names, that of the enrolment or placement that it is about, or that of the person.
fn office(trial: &Trial<'_>, cause: &Cause) -> Option<String> {
    let (_, fact) = turned(trial.all, cause)?;
    let body: Value = serde_json::from_slice(&fact.to_json()).ok()?;
    let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
    if let Some(named) = text("office") {
        return Some(named);
    }
    let StreamId::Participant(id) = cause.stream else { return None };
    let alone = trial.all.state.only(&person_of(&cause.stream, &trial.merged));
    // What was voided or has ended is found in the earlier state of knowledge.
    [trial.at.known_at, trial.before].into_iter().find_map(|known_at| {
        let course = hovedbok_state::participant(&alone, At { known_at, ..trial.at }, id)?;
        let (enrolment, placement) = (text("enrolment"), text("placement"));
        let own = course.enrolments.iter().find(|own| {
            let placed = || own.placements.iter().any(|p| placement.as_ref() == Some(&p.placement.to_string()));
            enrolment.as_ref() == Some(&own.enrolment.to_string()) || placed()
        });
        own.and_then(|own| own.office.clone()).or(course.office)
    })
}

/// What an entry states, or what it brings in or takes out.
fn turned(projections: &Projections, cause: &Cause) -> Option<(Seq, Fact)> {
    let mut turned = Turned { stream: &cause.stream, seq: cause.seq, found: None };
    projections.each(&mut turned);
    turned.found
}

struct Turned<'c> {
    stream: &'c StreamId,
    seq: Seq,
    found: Option<(Seq, Fact)>,
}

impl Each for Turned<'_> {
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>) {
        let Some(history) = timeline.stream(self.stream) else { return };
        let turns = |(row, known): &(&Row<P::Fact>, &Knowledge)| {
            row.seq == self.seq || known.spans().iter().any(|(from, to)| *from == self.seq || *to == self.seq)
        };
        let stated = history.known().find(|(row, _)| row.seq == self.seq);
        let found = stated.or_else(|| history.known().find(turns));
        self.found = found.map(|(row, _)| (row.seq, row.fact.clone().into_fact())).or(self.found.take());
    }
}
