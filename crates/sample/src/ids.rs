//! Identifiers that are the same in every build: random-shaped (version 4), drawn from the SHA-256 of a label.

use hovedbok_core::{EnrolmentId, EntryId, MilestoneId, ParticipantId, PlacementId};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The UUID of a label such as `TRAPPA/person/12`.
fn uuid(label: &str) -> Uuid {
    let digest = Sha256::digest(format!("hovedbok sample/{label}").as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest.iter()).for_each(|(byte, drawn)| *byte = *drawn);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// A person of a programme, numbered from 1.
pub(crate) fn participant(programme: &str, number: usize) -> ParticipantId {
    ParticipantId(uuid(&format!("{programme}/person/{number}")))
}

/// The course of that person in that programme.
pub(crate) fn enrolment(programme: &str, number: usize) -> EnrolmentId {
    EnrolmentId(uuid(&format!("{programme}/enrolment/{number}")))
}

/// A person's placement, numbered from 1 within the person.
pub(crate) fn placement(programme: &str, person: usize, number: usize) -> PlacementId {
    PlacementId(uuid(&format!("{programme}/person/{person}/placement/{number}")))
}

/// A row of a plan, numbered from 1 in the order of the table.
pub(crate) fn milestone(plan: &str, row: usize) -> MilestoneId {
    MilestoneId(uuid(&format!("{plan}/milestone/{row}")))
}

/// An entry of a batch, numbered from 1 in the order put in.
pub(crate) fn entry(batch: &str, number: usize) -> EntryId {
    EntryId(uuid(&format!("{batch}/entry/{number}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_version_4_and_the_same_every_time() {
        let id = participant("TRAPPA", 12);
        assert_eq!(id.0.get_version_num(), 4);
        assert_eq!(id, participant("TRAPPA", 12));
        assert_ne!(id, participant("TRAPPA", 13));
        assert_ne!(id.0, enrolment("TRAPPA", 12).0);
    }
}
