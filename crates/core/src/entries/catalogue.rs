//! The catalogue of entry types: names, fields, meaning. `docs/entries.md` is generated from it.

use super::{
    AbsenceEntry, BenefitEntry, FigureEntry, FundEntry, LedgerEntry, MeasureEntry, ParticipantEntry, PlanEntry,
    ProgrammeEntry, RiskEntry, TypeInfo, correction,
};
use crate::stream::StreamKind;

/// A family of entry types.
#[derive(Debug, Clone, Copy)]
pub struct FamilyInfo {
    /// The family's name.
    pub name: &'static str,
    /// The kind of stream that its entries stand in; none: in the stream of the entry that they correct.
    pub stream: Option<StreamKind>,
    /// Its types.
    pub types: &'static [TypeInfo],
}

/// Every family, in the order of the catalogue.
pub const FAMILIES: &[FamilyInfo] = &[
    FamilyInfo { name: "participant", stream: Some(StreamKind::Participant), types: ParticipantEntry::TYPES },
    FamilyInfo { name: "measure", stream: Some(StreamKind::Participant), types: MeasureEntry::TYPES },
    FamilyInfo { name: "absence", stream: Some(StreamKind::Participant), types: AbsenceEntry::TYPES },
    FamilyInfo { name: "benefit", stream: Some(StreamKind::Participant), types: BenefitEntry::TYPES },
    FamilyInfo { name: "programme", stream: Some(StreamKind::Programme), types: ProgrammeEntry::TYPES },
    FamilyInfo { name: "plan", stream: Some(StreamKind::Plan), types: PlanEntry::TYPES },
    FamilyInfo { name: "fund", stream: Some(StreamKind::Fund), types: FundEntry::TYPES },
    FamilyInfo { name: "risk", stream: Some(StreamKind::Risk), types: RiskEntry::TYPES },
    FamilyInfo { name: "figure", stream: Some(StreamKind::Figure), types: FigureEntry::TYPES },
    FamilyInfo { name: "ledger", stream: Some(StreamKind::Ledger), types: LedgerEntry::TYPES },
    FamilyInfo { name: "entry", stream: None, types: correction::TYPES },
];

/// The type of this name with its family.
pub fn find(type_name: &str) -> Option<(&'static FamilyInfo, &'static TypeInfo)> {
    FAMILIES.iter().find_map(|family| family.types.iter().find(|t| t.name == type_name).map(|t| (family, t)))
}
