//! Mergings: the participants who are one person, and what a merging may not do.

use std::collections::{BTreeMap, BTreeSet};

use super::person;
use crate::day::{Day, Month};
use crate::entries::codes::Sex;
use crate::entries::{ParticipantEntry, PersonEntry};
use crate::ids::{ParticipantId, Seq};
use crate::row::Row;
use crate::rules::{Context, Rule, Violation};

/// One of the participants who are one person.
#[derive(Debug, Clone)]
pub struct Member<'a> {
    /// The participant.
    pub id: ParticipantId,
    /// The rows of the participant's own stream, in the order of time.md.
    pub rows: Vec<&'a Row<PersonEntry>>,
    /// Whether the stream registers the participant, on whatever day.
    pub registered: bool,
    /// Whom the last merging names, on whatever day.
    pub into: Option<ParticipantId>,
}

impl<'a> Member<'a> {
    /// A participant with these rows, which are all that are in force.
    pub fn of(id: ParticipantId, rows: Vec<&'a Row<PersonEntry>>) -> Member<'a> {
        let registered = rows.iter().any(|row| registers(row));
        let into = last_merged(id, rows.iter().copied());
        Member { id, rows, registered, into }
    }
}

/// What the participants who are one person break together, in the order of precedence.
pub fn group(members: &[Member<'_>], ctx: &Context) -> Vec<Violation> {
    let mut broken = person(&joined(members), ctx);
    broken.extend(members.iter().flat_map(|member| merged_twice(&member.rows)));
    broken.extend(members.iter().flat_map(|member| misdirected(member, members)));
    broken.extend(rings(members));
    broken.extend(facts_differ(members));
    broken.extend(members.iter().flat_map(|member| registered_twice(&member.rows)));
    broken
}

/// The rows of all members, in the order of time.md.
pub fn joined<'a>(members: &[Member<'a>]) -> Vec<&'a Row<PersonEntry>> {
    let mut rows: Vec<_> = members.iter().flat_map(|member| member.rows.iter().copied()).collect();
    if members.len() > 1 {
        rows.sort_by_key(|row| (row.holds, row.slot, row.seq));
    }
    rows
}

/// Whom the last merging of a participant's own rows names; one into the participant themselves is none.
pub fn last_merged<'a>(own: ParticipantId, rows: impl Iterator<Item = &'a Row<PersonEntry>>) -> Option<ParticipantId> {
    rows.filter_map(merged).filter(|into| *into != own).last()
}

/// The participant who stays, where `into` says whom each merged one was merged into. A circle, which only a mistake can
/// make, counts as its lowest id.
pub fn survivor(id: ParticipantId, into: &BTreeMap<ParticipantId, ParticipantId>) -> ParticipantId {
    let (mut path, mut last) = (vec![id], id);
    while let Some(next) = into.get(&last) {
        if let Some(ring) = path.iter().position(|seen| seen == next) {
            return path.iter().skip(ring).min().copied().unwrap_or(last);
        }
        path.push(*next);
        last = *next;
    }
    last
}

/// Registrations of a participant who is registered already. `rows` are those of the participant's own stream: of persons
/// who were merged each has one.
pub(super) fn registered_twice(rows: &[&Row<PersonEntry>]) -> Vec<Violation> {
    let mut registered: Vec<_> = rows.iter().filter(|row| registers(row)).collect();
    registered.sort_by_key(|row| row.slot);
    let Some((first, others)) = registered.split_first() else { return Vec::new() };
    let broken = others.iter().map(|row| {
        let what = format!("the person is registered on {}, but was already registered on {}", row.day(), first.day());
        Violation::new(Rule::RegisteredTwice, vec![row.seq, first.seq], what)
    });
    broken.collect()
}

fn registers(row: &Row<PersonEntry>) -> bool {
    matches!(row.fact, PersonEntry::Participant(ParticipantEntry::Registered(_)))
}

fn merged(row: &Row<PersonEntry>) -> Option<ParticipantId> {
    if let PersonEntry::Participant(ParticipantEntry::Merged(body)) = &row.fact { Some(body.into) } else { None }
}

/// Mergings of a participant who is merged already. `rows` are those of the participant's own stream.
fn merged_twice(rows: &[&Row<PersonEntry>]) -> Vec<Violation> {
    let mut mergings: Vec<_> = rows.iter().filter_map(|row| Some((row, merged(row)?))).collect();
    mergings.sort_by_key(|(row, _)| row.slot);
    let Some(((first, into), others)) = mergings.split_first() else { return Vec::new() };
    let broken = others.iter().map(|(row, _)| {
        let what = format!(
            "participant.merged on {}: the participant had already been merged into {into} on {}",
            row.day(),
            first.day()
        );
        Violation::new(Rule::MergedTwice, vec![row.seq, first.seq], what)
    });
    broken.collect()
}

/// A merging into the participant themselves, or into somebody who is not registered. Of several mergings the last one counts:
/// the others are broken by being several, and whom they name is not among the members.
fn misdirected(member: &Member<'_>, members: &[Member<'_>]) -> Vec<Violation> {
    let broken = member.rows.iter().filter_map(|row| {
        let into = merged(row)?;
        let what = format!("participant.merged on {}", row.day());
        if into == member.id {
            let what = format!("{what} merges the participant into themselves");
            return Some(Violation::new(Rule::MergedIntoSelf, vec![row.seq], what));
        }
        let registered = members.iter().any(|other| other.id == into && other.registered);
        (!registered && member.into == Some(into)).then(|| {
            let what = format!("{what} names {into} as the one who is kept, but no such participant is registered");
            Violation::new(Rule::MergedIntoUnregistered, vec![row.seq], what)
        })
    });
    broken.collect()
}

/// Mergings that lead back to where they begin: one violation a circle, the merging recorded last first.
fn rings(members: &[Member<'_>]) -> Vec<Violation> {
    // As in `last_merged`: one into the participant themselves is none.
    let last = |member: &Member<'_>| {
        let mut mergings = member.rows.iter().filter_map(|row| Some((merged(row)?, row.seq)));
        Some((member.id, mergings.rfind(|(into, _)| *into != member.id)?))
    };
    let into: BTreeMap<ParticipantId, (ParticipantId, Seq)> = members.iter().filter_map(last).collect();
    let mut found: BTreeSet<Vec<Seq>> = BTreeSet::new();
    for own in into.keys() {
        let (mut entries, mut at) = (Vec::new(), *own);
        while let Some((next, seq)) = into.get(&at).filter(|(_, seq)| !entries.contains(seq)) {
            entries.push(*seq);
            at = *next;
        }
        if at == *own && !entries.is_empty() {
            entries.sort_unstable_by(|a, b| b.cmp(a));
            found.insert(entries);
        }
    }
    let violation = |entries: Vec<Seq>| {
        let what = format!("{} merges form a circle, so no participant remains", entries.len());
        Violation::new(Rule::MergedInRing, entries, what)
    };
    found.into_iter().map(violation).collect()
}

/// Facts that nothing can change, recorded differently of participants who are one person: one violation a fact and
/// participant, against what counts in every answer: the word of the one who stays or, where nothing is recorded of them, the
/// latest. The facts themselves are not repeated.
fn facts_differ(members: &[Member<'_>]) -> Vec<Violation> {
    if members.len() < 2 {
        return Vec::new();
    }
    let into: BTreeMap<_, _> = members.iter().filter_map(|member| Some((member.id, member.into?))).collect();
    let mut stays_first: Vec<_> =
        members.iter().map(|member| (survivor(member.id, &into) != member.id, member)).collect();
    stays_first.sort_by_key(|(merged, member)| (*merged, member.id));
    let known: Vec<(bool, Known)> =
        stays_first.iter().map(|(merged, member)| (!merged, Known::of(&member.rows))).collect();
    let mut broken = differing(&known, "month of birth", |known| known.birth_month);
    broken.extend(differing(&known, "sex", |known| known.sex));
    broken
}

/// A fact and the place of the entry that says it, in the order of time.md.
type Said<T> = Option<(T, (Day, Seq, Seq))>;

/// What a participant's own rows say last of facts that nothing can change.
#[derive(Default)]
struct Known {
    birth_month: Said<Month>,
    sex: Said<Sex>,
}

impl Known {
    fn of(rows: &[&Row<PersonEntry>]) -> Known {
        let mut known = Known::default();
        for row in rows {
            let PersonEntry::Participant(entry) = &row.fact else { continue };
            let (birth_month, sex) = entry.lasting_facts();
            let place = (row.holds, row.slot, row.seq);
            known.birth_month = birth_month.map(|month| (month, place)).or(known.birth_month);
            known.sex = sex.map(|sex| (sex, place)).or(known.sex);
        }
        known
    }
}

/// What differs from what counts; of each participant, whether they stay.
fn differing<T: PartialEq>(known: &[(bool, Known)], what: &str, fact: impl Fn(&Known) -> Said<T>) -> Vec<Violation> {
    let said = || known.iter().filter_map(|(stays, known)| Some((*stays, fact(known)?)));
    let own = said().find(|(stays, _)| *stays);
    let Some((_, (counted, (.., counts)))) = own.or_else(|| said().max_by_key(|(_, (_, place))| *place)) else {
        return Vec::new();
    };
    let others = said().filter(|(_, (other, _))| *other != counted);
    let violation = |(_, (_, (.., seq))): (bool, (T, (Day, Seq, Seq)))| {
        let what = format!("{counts} and {seq} give different facts about the same person: {what}; {counts} counts");
        Violation::new(Rule::MergedFactsDiffer, vec![seq.max(counts), seq.min(counts)], what)
    };
    others.map(violation).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn chains_are_followed_and_rings_end() {
        let id = |n: u128| ParticipantId(Uuid::from_u128(n));
        let into: BTreeMap<_, _> =
            [(1, 2), (2, 3), (5, 6), (6, 7), (7, 6), (9, 9)].map(|(a, b)| (id(a), id(b))).into_iter().collect();
        for (from, expected) in [(1, 3), (2, 3), (3, 3), (4, 4), (5, 6), (6, 6), (7, 6), (9, 9)] {
            assert_eq!(survivor(id(from), &into), id(expected), "{from}");
        }
    }
}
