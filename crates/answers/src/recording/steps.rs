//! Days that grow, each with its first entry. There can be tens of thousands, and mostly the last one is asked for: those that
//! were kept in a file stay as they are there until an earlier one is asked for.

use std::fmt;
use std::sync::{Arc, OnceLock};

use hovedbok_core::pack::{Packer, Unpacker, Words};
use hovedbok_core::{Day, Seq};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Days that grow, each with its first entry.
#[derive(Debug, Clone, Default)]
pub(super) struct Steps {
    /// Those that were kept.
    kept: Arc<Kept>,
    /// The last of those.
    last_kept: Option<(Seq, Day)>,
    /// Those that were noted since.
    noted: Vec<(Seq, Day)>,
}

/// Steps as they were kept in a file.
#[derive(Debug, Default)]
struct Kept {
    /// Each as the difference from the one before.
    bytes: Box<[u8]>,
    /// The same once one of them was asked for.
    read: OnceLock<Vec<(Seq, Day)>>,
}

impl Kept {
    fn steps(&self) -> &[(Seq, Day)] {
        self.read.get_or_init(|| kept(&self.bytes).collect())
    }
}

impl Steps {
    /// Notes the first entry of a later day.
    pub(super) fn step(&mut self, seq: Seq, day: Day) {
        if self.last().is_none_or(|(_, last)| last < day) {
            self.noted.push((seq, day));
        }
    }

    pub(super) fn first(&self) -> Option<(Seq, Day)> {
        kept(&self.kept.bytes).next().or_else(|| self.noted.first().copied())
    }

    pub(super) fn last(&self) -> Option<(Seq, Day)> {
        self.noted.last().copied().or(self.last_kept)
    }

    /// The last one by a position.
    pub(super) fn by(&self, position: Seq) -> Option<(Seq, Day)> {
        match self.last() {
            Some((seq, day)) if seq <= position => Some((seq, day)),
            _ => {
                let last = |steps: &[(Seq, Day)]| {
                    let by = steps.partition_point(|(seq, _)| *seq <= position);
                    by.checked_sub(1).and_then(|last| steps.get(last)).copied()
                };
                last(&self.noted).or_else(|| last(self.kept.steps()))
            }
        }
    }

    /// All of them, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Seq, Day)> {
        self.kept.steps().iter().chain(&self.noted).copied()
    }

    /// Those up to a position.
    pub(super) fn up_to(&self, last: Seq) -> Steps {
        if self.last().is_none_or(|(seq, _)| seq <= last) {
            return self.clone();
        }
        self.iter().take_while(|(seq, _)| *seq <= last).collect()
    }

    fn read(bytes: &[u8]) -> Option<Steps> {
        if bytes.is_empty() {
            return Some(Steps::default());
        }
        let words = Words::default();
        let mut from = Unpacker::new(bytes, &words);
        let last_kept = Some((Seq(from.number()?), Day::MIN.plus_days(i64::try_from(from.number()?).ok()?)));
        let rest = bytes.len().checked_sub(from.left())?;
        let kept = Kept { bytes: bytes.get(rest..)?.into(), read: OnceLock::new() };
        Some(Steps { kept: Arc::new(kept), last_kept, noted: Vec::new() })
    }

    fn bytes(&self) -> Vec<u8> {
        let mut words = Words::default();
        let mut out = Packer::onto(Vec::new(), &mut words);
        let days = |day: Day, since: Day| day.days_since(since).unsigned_abs();
        if let Some((seq, day)) = self.last() {
            out.number(seq.0);
            out.number(days(day, Day::MIN));
        }
        let mut before = (Seq(0), Day::MIN);
        for step in self.iter() {
            out.number(step.0.0 - before.0.0);
            out.number(days(step.1, before.1));
            before = step;
        }
        out.bytes
    }
}

fn kept(bytes: &[u8]) -> impl Iterator<Item = (Seq, Day)> {
    let (mut bytes, words) = (bytes, Words::default());
    let (mut seq, mut day) = (0_u64, Day::MIN);
    std::iter::from_fn(move || {
        let mut from = Unpacker::new(bytes, &words);
        seq = seq.checked_add(from.number()?)?;
        day = day.plus_days(i64::try_from(from.number()?).ok()?);
        let read = bytes.len() - from.left();
        bytes = bytes.get(read..)?;
        Some((Seq(seq), day))
    })
}

impl FromIterator<(Seq, Day)> for Steps {
    fn from_iter<T: IntoIterator<Item = (Seq, Day)>>(steps: T) -> Steps {
        Steps { noted: steps.into_iter().collect(), ..Steps::default() }
    }
}

impl Serialize for Steps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes())
    }
}

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Steps, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Steps;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("days with their first entries")
            }
            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Steps, E> {
                Steps::read(bytes).ok_or_else(|| E::custom("the days are malformed"))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn steps_that_were_kept_are_those_that_were_noted(
            steps in proptest::collection::vec((1..500u64, 1..4000i64), 0..40),
            more in proptest::collection::vec((1..500u64, 1..400i64), 0..5),
            position in 0..30_000u64,
        ) {
            let (mut noted, mut kept, mut plain) = (Steps::default(), Steps::default(), Vec::new());
            let (mut seq, mut day) = (Seq(0), Day::MIN);
            for (number, (further, days)) in steps.iter().chain(&more).enumerate() {
                if number == steps.len() {
                    kept = Steps::read(&noted.bytes()).unwrap();
                }
                (seq, day) = (Seq(seq.0 + further), day.plus_days(*days));
                plain.push((seq, day));
                noted.step(seq, day);
                kept.step(seq, day);
                // No later day.
                noted.step(Seq(seq.0 + 1), day);
            }
            if more.is_empty() {
                kept = Steps::read(&noted.bytes()).unwrap();
            }
            plain.dedup_by_key(|(_, day)| *day);
            let position = Seq(position);
            for steps in [&noted, &kept] {
                prop_assert_eq!(steps.iter().collect::<Vec<_>>(), plain.clone());
                prop_assert_eq!((steps.first(), steps.last()), (plain.first().copied(), plain.last().copied()));
                let by: Vec<_> = plain.iter().copied().filter(|(seq, _)| *seq <= position).collect();
                prop_assert_eq!(steps.by(position), by.last().copied());
                prop_assert_eq!(steps.up_to(position).iter().collect::<Vec<_>>(), by);
            }
            prop_assert_eq!(kept.bytes(), noted.bytes());
        }
    }
}
