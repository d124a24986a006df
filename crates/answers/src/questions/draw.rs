//! `draw`: a sample that anybody can draw again and nobody can steer.
//!
//! Each item of the frame gets the key SHA-256("hovedbok/draw@v1\n" seed "\n" item), and those with the smallest keys are drawn.
//! Whoever names the seed before the frame is known, and the hash of the frame afterwards, knows that nothing was taken out and
//! nothing was drawn until it suited.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{EnrolmentId, Name, ParticipantId, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{Observation, Observed, each_person};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Ask, Counting, Reply, Respell, name, text};
use crate::error::AskError;
use crate::find;
use crate::projections::Projections;

/// What is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// Enrolments with a stay that is open on the day.
    #[default]
    Open,
    /// Enrolments with a stay that ended in a year, by its first day outside.
    Closed,
    /// Findings.
    Findings,
    /// Grants.
    Grants,
}

/// What is drawn, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawOf {
    /// How many.
    pub n: u64,
    /// The seed: any text.
    pub seed: String,
    /// What is drawn from.
    pub of: Frame,
    /// The year in which stays ended.
    pub year: Option<i32>,
    /// Only what is about this programme.
    pub programme: Option<Name>,
    /// Only stays of this cohort: those whose last intake names it, or those that its definition takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort: Option<Name>,
    /// Only enrolments at this office.
    pub office: Option<String>,
    /// Whether each office has a share of the sample by its share of the frame.
    pub by_office: bool,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Draw {
    /// How many were asked for.
    pub n: u64,
    /// The seed.
    pub seed: String,
    /// What was drawn from.
    pub frame: FrameDigest,
    /// Whether each office has a share of the sample by its share of the frame.
    pub by_office: bool,
    /// What was drawn, the smallest key first; by office, office by office.
    pub drawn: Vec<Drawn>,
}

/// A frame without its items: whoever has the records can find them, and compute it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FrameDigest {
    /// What its items are.
    pub drawn_from: Frame,
    /// The year in which the stays ended; null of other items, and where they are of any year.
    pub year: Option<i32>,
    /// The programme that all of them are about; null where they are about any.
    pub programme: Option<Name>,
    /// The cohort of all stays; null where they are of any.
    pub cohort: Option<Name>,
    /// The office of all enrolments; null where they are at any.
    pub office: Option<String>,
    /// How many items there are.
    pub size: u64,
    /// SHA-256 over the sorted items, each followed by a newline.
    pub sha256: String,
}

/// An item that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Drawn {
    /// Its rank, from 1.
    pub rank: u64,
    /// The enrolment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<EnrolmentId>,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
    /// The office that is responsible, or was when the stay ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// The finding or grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// The items of a frame by their text.
type Items = BTreeMap<String, Drawn>;

impl DrawOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/draw/1";

    fn takes(&self, stay: &Observed<'_, '_>) -> bool {
        let last = stay.stay.last();
        let ended = || stay.to().map(|to| to.year());
        let framed = match self.of {
            Frame::Open => stay.right_censored(),
            Frame::Closed => ended().is_some_and(|ended| self.year.is_none_or(|year| year == ended)),
            Frame::Findings | Frame::Grants => false,
        };
        framed
            && self.programme.as_ref().is_none_or(|programme| stay.enrolment.programme == Some(programme))
            && self.cohort.as_ref().is_none_or(|cohort| last.is_some_and(|segment| segment.is_of(cohort.as_str())))
            && self.office.as_deref().is_none_or(|office| last.is_some_and(|segment| segment.office == office))
    }

    fn stays(&self, projections: &Projections, at: At) -> Items {
        let mut items = Items::new();
        let projections = projections.with_cohort(self.cohort.as_ref(), self.programme.as_ref(), at.known_at);
        each_person(projections.everybody(), at, Observation::default(), &mut |person, stays| {
            for stay in stays.iter().filter(|stay| self.takes(stay)) {
                let drawn = Drawn {
                    rank: 0,
                    enrolment: Some(stay.enrolment.id),
                    participant: Some(person.id),
                    office: stay.stay.last().map(|segment| segment.office.to_owned()),
                    programme: stay.enrolment.programme.map(|name| name.to_string()),
                    item: None,
                };
                items.insert(stay.enrolment.id.to_string(), drawn);
            }
        });
        items
    }

    fn findings(&self, projections: &Projections, at: At) -> Items {
        let own = |programme: &Option<Name>| self.programme.is_none() || *programme == self.programme;
        let found = find::findings(projections, at).into_iter().filter(|finding| own(&finding.programme));
        let text = |finding: &crate::finding::Finding| {
            let entries: Vec<String> = finding.entries.iter().map(ToString::to_string).collect();
            format!("{} {} {}", finding.kind.word(), entries.join(" "), finding.what)
        };
        found.map(|finding| (text(&finding), item(finding.programme.as_ref(), text(&finding)))).collect()
    }

    fn grants(&self, projections: &Projections, at: At) -> Result<Items, AskError> {
        let filter = hovedbok_budgets::Filter { programme: self.programme.clone(), ..Default::default() };
        let lines = hovedbok_budgets::grants(&projections.budgets, at, &filter)?;
        let text = |line: &hovedbok_budgets::GrantLine| {
            format!("{}/{:04}/{}/{}", line.programme, line.year, line.source, line.grant)
        };
        Ok(lines.iter().map(|line| (text(line), item(Some(&line.programme), text(line)))).collect())
    }

    /// What was drawn.
    fn drawn(&self, items: Items) -> Draw {
        let mut digest = Sha256::new();
        for item in items.keys() {
            digest.update(item);
            digest.update("\n");
        }
        let frame = FrameDigest {
            drawn_from: self.of,
            year: self.year,
            programme: self.programme.clone(),
            cohort: self.cohort.clone(),
            office: self.office.clone(),
            size: items.len() as u64,
            sha256: hex(digest),
        };
        let mut keyed: Vec<(Vec<u8>, Drawn)> =
            items.into_iter().map(|(item, drawn)| (key(&self.seed, &item), drawn)).collect();
        keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
        let keyed = keyed.into_iter().map(|(_, drawn)| drawn);
        let drawn: Vec<Drawn> = if self.by_office {
            let mut offices: BTreeMap<String, Vec<Drawn>> = BTreeMap::new();
            for drawn in keyed {
                offices.entry(drawn.office.clone().unwrap_or_default()).or_default().push(drawn);
            }
            let sizes: Vec<(String, u64)> =
                offices.iter().map(|(office, drawn)| (office.clone(), drawn.len() as u64)).collect();
            let shares = shares(self.n, &sizes);
            offices.into_values().zip(shares).flat_map(|(drawn, share)| first(drawn, share)).collect()
        } else {
            first(keyed.collect(), self.n)
        };
        let placed = (1..).zip(drawn).map(|(rank, drawn)| Drawn { rank, ..drawn }).collect();
        Draw { n: self.n, seed: self.seed.clone(), frame, by_office: self.by_office, drawn: placed }
    }
}

fn item(programme: Option<&Name>, item: String) -> Drawn {
    let programme = programme.map(Name::to_string);
    Drawn { rank: 0, enrolment: None, participant: None, office: None, programme, item: Some(item) }
}

fn first(mut drawn: Vec<Drawn>, n: u64) -> Vec<Drawn> {
    drawn.truncate(usize::try_from(n).unwrap_or(usize::MAX));
    drawn
}

fn key(seed: &str, item: &str) -> Vec<u8> {
    Sha256::new().chain_update(format!("hovedbok/draw@v1\n{seed}\n{item}")).finalize().to_vec()
}

fn hex(digest: Sha256) -> String {
    base16ct::lower::encode_string(&digest.finalize())
}

/// The share of each office in a sample of n, in the order of the offices: by largest remainder, ties by name. Never more than
/// the office has.
fn shares(n: u64, offices: &[(String, u64)]) -> Vec<u64> {
    let whole: u128 = offices.iter().map(|(_, size)| u128::from(*size)).sum();
    let n = u128::from(n).min(whole);
    if whole == 0 {
        return Vec::new();
    }
    let parts: Vec<(u128, u128)> =
        offices.iter().map(|(_, size)| (n * u128::from(*size) / whole, n * u128::from(*size) % whole)).collect();
    let left = n - parts.iter().map(|(share, _)| share).sum::<u128>();
    let mut order: Vec<(u128, &str)> =
        parts.iter().zip(offices).map(|((_, rest), (office, _))| (*rest, office.as_str())).collect();
    order.sort_by(|(rest, office), (other, than)| other.cmp(rest).then(office.cmp(than)));
    let more: BTreeSet<&str> =
        order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)).map(|(_, office)| office).collect();
    let share = |((share, _), (office, _)): (&(u128, u128), &(String, u64))| {
        u64::try_from(share + u128::from(more.contains(office.as_str()))).unwrap_or(u64::MAX)
    };
    parts.iter().zip(offices).map(share).collect()
}

impl Ask for DrawOf {
    fn streams(&self) -> &'static [StreamKind] {
        use StreamKind::{Figure, Fund, Participant, Plan, Programme, Risk};
        match self.of {
            Frame::Open | Frame::Closed => &[Participant, Programme],
            Frame::Findings => &[Participant, Programme, Plan, Fund, Risk, Figure],
            Frame::Grants => &[Fund, Programme],
        }
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        match self.of {
            Frame::Open | Frame::Closed => &[RecordSubject::Participants],
            Frame::Findings => RecordSubject::ALL,
            Frame::Grants => &[RecordSubject::Money],
        }
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        match self.of {
            Frame::Open | Frame::Closed => Some(Counting::Courses),
            Frame::Findings => Some(Counting::WithBenefits),
            Frame::Grants => None,
        }
    }

    fn only_counts(&self) -> bool {
        self.of != Frame::Findings
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
        name(NameKind::Cohort, &mut self.cohort, with);
        text(NameKind::Office, &mut self.office, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let items = match self.of {
            Frame::Open | Frame::Closed => self.stays(projections, at),
            Frame::Findings => self.findings(projections, at),
            Frame::Grants => self.grants(projections, at)?,
        };
        Ok(Reply::Draw(self.drawn(items)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(n: u64, offices: &[(&str, u64)]) -> Vec<u64> {
        shares(n, &offices.iter().map(|(office, size)| ((*office).to_owned(), *size)).collect::<Vec<_>>())
    }

    #[test]
    fn shares_by_largest_remainder_with_ties_by_name() {
        assert_eq!(of(10, &[("a", 50), ("b", 30), ("c", 20)]), [5, 3, 2]);
        // 3.33 each: the one that is left goes to the first name.
        assert_eq!(of(10, &[("a", 7), ("b", 7), ("c", 7)]), [4, 3, 3]);
        // 0.5, 0.5 and 2: the half goes to the first name.
        assert_eq!(of(3, &[("a", 1), ("b", 1), ("c", 4)]), [1, 0, 2]);
        assert_eq!(of(9, &[("a", 1), ("b", 2)]), [1, 2]);
        assert_eq!(of(0, &[("a", 1)]), [0]);
        assert_eq!(of(3, &[]), Vec::<u64>::new());
    }

    #[test]
    fn keys_and_digests_are_those_of_the_definition() {
        // Computed with Python's hashlib.
        let text = "8b6b2e3a-4f0e-4c43-9d8e-0c1f6a3d2b10";
        let hex = base16ct::lower::encode_string(&key("2026", text));
        assert_eq!(hex, "c146a337470063bcbac19fa8bdb6c3b78b60d74537e4d224f2f2fbe77b693bf0");
        let items: Items =
            [("b".to_owned(), item(None, "b".to_owned())), ("a".to_owned(), item(None, "a".to_owned()))].into();
        let of = DrawOf {
            n: 1,
            seed: "2026".to_owned(),
            of: Frame::Grants,
            year: None,
            programme: None,
            cohort: None,
            office: None,
            by_office: false,
        };
        let drawn = of.drawn(items);
        assert_eq!(
            (drawn.frame.size, drawn.frame.sha256.as_str()),
            (2, "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2")
        );
        assert_eq!(drawn.drawn.len(), 1);
        assert_eq!(drawn.drawn[0].item.as_deref(), Some("a"));
    }
}
