//! The status of an enrolment, and what each kind of entry does to it.

use serde::{Deserialize, Serialize};

/// The status of an enrolment. The spelling is that of `state --by status` (`docs/questions.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Known, and nothing applied for yet.
    Registered,
    /// Applied or referred.
    Applied,
    /// On a waiting list.
    Waiting,
    /// Granted, and not taken in yet.
    Granted,
    /// Taken in.
    InProgramme,
    /// Taken in, and suspended: still a participant.
    Suspended,
    /// Left.
    Exited,
    /// Turned down.
    Rejected,
    /// Withdrawn before the intake.
    Withdrawn,
}

/// What can happen to the status of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// `participant.applied` or `.referred`.
    Applied,
    /// `participant.waitlisted`.
    Waitlisted,
    /// `participant.decided` with a grant.
    Granted,
    /// `participant.decided` with a rejection.
    Rejected,
    /// `participant.withdrawn`.
    Withdrawn,
    /// `participant.intake`.
    Intake,
    /// `participant.suspended`.
    Suspended,
    /// `participant.resumed`.
    Resumed,
    /// `participant.exited`.
    Exited,
}

impl Status {
    /// Every status, in the order of the contract.
    pub const ALL: &'static [Status] = &[
        Status::Registered,
        Status::Applied,
        Status::Waiting,
        Status::Granted,
        Status::InProgramme,
        Status::Suspended,
        Status::Exited,
        Status::Rejected,
        Status::Withdrawn,
    ];

    /// The status of that spelling.
    pub fn from_word(word: &str) -> Option<Status> {
        Status::ALL.iter().copied().find(|status| status.word() == word)
    }

    /// The pinned spelling.
    pub fn word(self) -> &'static str {
        match self {
            Status::Registered => "registered",
            Status::Applied => "applied",
            Status::Waiting => "waiting",
            Status::Granted => "granted",
            Status::InProgramme => "in_programme",
            Status::Suspended => "suspended",
            Status::Exited => "exited",
            Status::Rejected => "rejected",
            Status::Withdrawn => "withdrawn",
        }
    }

    /// Whether the person is in the programme: in it, or suspended.
    pub fn inside(self) -> bool {
        matches!(self, Status::InProgramme | Status::Suspended)
    }

    /// The status after an event.
    ///
    /// Before the intake the latest word decides, but an application takes back neither a waiting list nor a grant. From
    /// the intake on only suspension, resumption and exit count; after an exit only a new intake. What cannot be is
    /// passed over: it is a finding, never a refusal (H6).
    #[must_use]
    pub fn after(self, event: Event) -> Status {
        let before_intake = !self.inside() && self != Status::Exited;
        let if_before = |next: Status| if before_intake { next } else { self };
        match event {
            Event::Applied if matches!(self, Status::Waiting | Status::Granted) => self,
            Event::Applied => if_before(Status::Applied),
            Event::Waitlisted => if_before(Status::Waiting),
            Event::Granted => if_before(Status::Granted),
            Event::Rejected => if_before(Status::Rejected),
            Event::Withdrawn => if_before(Status::Withdrawn),
            Event::Intake if self == Status::Suspended => self,
            Event::Intake => Status::InProgramme,
            Event::Suspended if self == Status::InProgramme => Status::Suspended,
            Event::Resumed if self == Status::Suspended => Status::InProgramme,
            Event::Suspended | Event::Resumed => self,
            Event::Exited => Status::Exited,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_from_every_status() {
        use Status::*;
        // One line an event, in the order of Status::ALL.
        let table = [
            (Event::Applied, [Applied, Applied, Waiting, Granted, InProgramme, Suspended, Exited, Applied, Applied]),
            (Event::Waitlisted, [Waiting, Waiting, Waiting, Waiting, InProgramme, Suspended, Exited, Waiting, Waiting]),
            (Event::Granted, [Granted, Granted, Granted, Granted, InProgramme, Suspended, Exited, Granted, Granted]),
            (
                Event::Rejected,
                [Rejected, Rejected, Rejected, Rejected, InProgramme, Suspended, Exited, Rejected, Rejected],
            ),
            (
                Event::Withdrawn,
                [Withdrawn, Withdrawn, Withdrawn, Withdrawn, InProgramme, Suspended, Exited, Withdrawn, Withdrawn],
            ),
            (
                Event::Intake,
                [
                    InProgramme,
                    InProgramme,
                    InProgramme,
                    InProgramme,
                    InProgramme,
                    Suspended,
                    InProgramme,
                    InProgramme,
                    InProgramme,
                ],
            ),
            (
                Event::Suspended,
                [Registered, Applied, Waiting, Granted, Suspended, Suspended, Exited, Rejected, Withdrawn],
            ),
            (
                Event::Resumed,
                [Registered, Applied, Waiting, Granted, InProgramme, InProgramme, Exited, Rejected, Withdrawn],
            ),
            (Event::Exited, [Exited; 9]),
        ];
        for (event, expected) in table {
            let got: Vec<Status> = Status::ALL.iter().map(|status| status.after(event)).collect();
            assert_eq!(got, expected, "{event:?}");
        }
    }

    #[test]
    fn json_and_word_agree() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.word());
        }
    }
}
