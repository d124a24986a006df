//! Where persons lie ready: to be counted, or with all that is recorded of them.

use std::fmt::Debug;
use std::ops::ControlFlow;

use hovedbok_core::packed::Times;
use hovedbok_core::{Day, ParticipantId};
use hovedbok_projection::Timeline;

use crate::projection::State;
use crate::ready::ReadyFact;
use crate::settled::Settled;

/// Everybody's facts ready to be folded, but for those persons that a timeline has.
pub trait Source: Debug + Send + Sync {
    /// Calls back with each person, and the person's facts that count by a day in the order of time.md, until it is told to
    /// stop.
    fn each(&self, until: Day, take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>);

    /// The same of those only who have each of some names in their facts, in the spelling that is used. Whoever has one may come
    /// too who has not all of them: it spares reading those who certainly have not.
    fn each_naming(
        &self,
        until: Day,
        _names: &[&str],
        take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>,
    ) {
        self.each(until, take);
    }

    /// In how many parts the persons lie.
    fn parts(&self) -> usize {
        1
    }

    /// As [`Source::each_naming`], of the persons of one part alone. The parts one after the other have everybody.
    fn each_in_part(
        &self,
        _part: usize,
        until: Day,
        names: &[&str],
        take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>,
    ) {
        self.each_naming(until, names, take);
    }

    /// The same, where `settled` is first offered each person as the newest facts leave them, if that is kept of the person, with
    /// the facts that lie beside, and says whether that was enough: then the other facts are not read.
    fn each_settled_in_part(
        &self,
        part: usize,
        until: Day,
        names: &[&str],
        _settled: &mut dyn FnMut(ParticipantId, Settled<'_>, &[ReadyFact]) -> bool,
        take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>,
    ) {
        self.each_in_part(part, until, names, take);
    }

    /// As [`Source::each`], of those persons alone of whom something was migrated. Others may come too.
    fn each_migrated(&self, until: Day, take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>) {
        self.each(until, take);
    }

    /// All that is recorded of the persons of one part, one person after the other. Where the times of facts are enough, whoever
    /// has nothing but facts that were never corrected comes as these.
    fn each_recorded_in_part(&self, part: usize, times_are_enough: bool, take: &mut dyn FnMut(Recorded<'_>));

    /// Works on each part once, on several at the same time where that is possible.
    fn work_on_parts(&self, work: &(dyn Fn(usize) + Sync)) {
        (0..self.parts()).for_each(work);
    }

    /// Whether they turned out not to be readable: then nothing that was counted is right.
    fn is_malformed(&self) -> bool;
}

/// What is recorded of some persons.
#[derive(Debug)]
pub enum Recorded<'r> {
    /// The times of a fact of somebody of whom nothing but facts is recorded, and none was ever corrected.
    Times(&'r Times),
    /// Whole streams.
    Streams(&'r Timeline<State>),
}
