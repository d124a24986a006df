//! Decisions in cases that name a body which their programme never set up.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::{ParticipantEntry, ProgrammeEntry};
use hovedbok_core::rules::{Rule, Violation};
use hovedbok_core::{Name, PersonEntry, Row, Seq};
use hovedbok_programmes::ProgrammeFact;
use hovedbok_projection::At;

use crate::projections::Projections;

/// The decisions that name a body, by programme and body.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Deciding(BTreeMap<Name, BTreeMap<String, Vec<Seq>>>);

impl Deciding {
    /// Learns from a person's rows, with the programme that each is about.
    pub(super) fn learn(&mut self, rows: &[&Row<PersonEntry>], about: &BTreeMap<Seq, Name>) {
        for row in rows {
            let PersonEntry::Participant(ParticipantEntry::Decided(decided)) = &row.fact else { continue };
            if let (Some(body), Some(programme)) = (&decided.decided_by, about.get(&row.seq)) {
                let bodies = self.0.entry(programme.clone()).or_default();
                bodies.entry(body.as_str().to_owned()).or_default().push(row.seq);
            }
        }
    }

    /// Adds what was learnt of others.
    pub(super) fn join(&mut self, other: Deciding) {
        for (programme, bodies) in other.0 {
            let own = self.0.entry(programme).or_default();
            bodies.into_iter().for_each(|(body, seqs)| own.entry(body).or_default().extend(seqs));
        }
    }

    /// The decisions of one programme.
    pub(super) fn about(&self, programme: &Name) -> Deciding {
        Deciding(self.0.get_key_value(programme).map(|(name, own)| (name.clone(), own.clone())).into_iter().collect())
    }

    /// A finding for each body that its programme never set up, from whichever day. A programme that sets up no bodies does
    /// not say which it has.
    pub(super) fn unknown(self, projections: &Projections, at: At) -> Vec<Violation> {
        let set_up = set_up(projections, at.known_at);
        let mut found = Vec::new();
        for (programme, bodies) in self.0 {
            let Some(known) = set_up.get(&programme) else { continue };
            for (body, seqs) in bodies.into_iter().filter(|(body, _)| !known.contains(body)) {
                let what = match seqs.len() {
                    1 => format!("a decision says that {body} decided, a body that {programme} never set up"),
                    count => {
                        format!("{count} decisions say that {body} decided, a body that {programme} never set up")
                    }
                };
                let weight = i64::try_from(seqs.len()).unwrap_or(i64::MAX);
                let ends: BTreeSet<Seq> = seqs.iter().min().into_iter().chain(seqs.iter().max()).copied().collect();
                let (rule, programme, entries) =
                    (Rule::UnknownBody, Some(programme.clone()), ends.into_iter().collect());
                found.push(Violation { rule, programme, entries, weight, what });
            }
        }
        found
    }
}

/// The bodies that each programme sets up, as known at a position.
fn set_up(projections: &Projections, known_at: Seq) -> BTreeMap<Name, BTreeSet<String>> {
    let mut all: BTreeMap<Name, BTreeSet<String>> = BTreeMap::new();
    for (stream, history) in projections.programmes.streams() {
        let Some(programme) = stream.programme() else { continue };
        for row in history.in_force(known_at) {
            if let ProgrammeFact::Programme(ProgrammeEntry::BodyEstablished(body)) = &row.fact {
                all.entry(programme.clone()).or_default().insert(body.body.as_str().to_owned());
            }
        }
    }
    all
}
