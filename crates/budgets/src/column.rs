//! The columns of a budget line.

/// Where a budget line shows an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// `appropriated_ore`: appropriations, increases, money received.
    Appropriated,
    /// `appropriated_ore`, taken from it: reductions.
    Reduced,
    /// `allocated_ore`.
    Allocated,
    /// `committed_ore`.
    Committed,
    /// `disbursed_ore`.
    Disbursed,
    /// `spent_ore`.
    Spent,
    /// `spent_direct_ore`.
    SpentDirect,
    /// `spent_not_stated`: spent, by the fund or a recipient, and nobody knows how much.
    SpentNotStated,
    /// `returned_ore`.
    Returned,
    /// `carried_in_ore`.
    CarriedIn,
    /// `carried_out_ore`.
    CarriedOut,
}
