//! How many came and went each month, made so that the published stocks and totals come out.
//!
//! Stock at a month's end: 34 at the end of August 2008 and so more than 160 fewer than at the end of the year, 197 then, 383 at the end of 2009 (380 as known then), 384, 386, 385, 383, 381, 378,
//! 376, 377, 379 in January to September 2010 (sum 3,429, mean 381), 378 at the end of October. 200 exits in all, so that
//! each published share is a whole number of persons; "nearly 5 %" is 9 of them.

/// One month.
pub(super) struct Flow {
    pub year: i32,
    pub month: u32,
    pub intakes: usize,
    /// Exits that take hold in the month.
    pub exits: usize,
}

/// What a year has beside its intakes.
pub(super) struct Year {
    pub year: i32,
    /// Grants whose intake comes in January of the year after.
    pub carried: usize,
    /// Applications of which no decision is recorded: the difference of two printed numbers, and what became of them is not
    /// printed.
    pub undecided: usize,
}

const fn flow(year: i32, month: u32, intakes: usize, exits: usize) -> Flow {
    Flow { year, month, intakes, exits }
}

/// Every month with an intake, in order.
pub(super) const FLOWS: &[Flow] = &[
    flow(2008, 2, 2, 0),
    flow(2008, 3, 3, 0),
    flow(2008, 4, 4, 0),
    flow(2008, 5, 5, 0),
    flow(2008, 6, 6, 0),
    flow(2008, 7, 3, 0),
    flow(2008, 8, 12, 1),
    flow(2008, 9, 40, 1),
    flow(2008, 10, 44, 2),
    flow(2008, 11, 44, 2),
    flow(2008, 12, 42, 2),
    flow(2009, 1, 24, 4),
    flow(2009, 2, 24, 6),
    flow(2009, 3, 26, 7),
    flow(2009, 4, 24, 8),
    flow(2009, 5, 22, 8),
    flow(2009, 6, 20, 10),
    flow(2009, 7, 8, 4),
    flow(2009, 8, 26, 9),
    flow(2009, 9, 28, 10),
    flow(2009, 10, 28, 10),
    flow(2009, 11, 26, 9),
    flow(2009, 12, 24, 9),
    flow(2010, 1, 11, 10),
    flow(2010, 2, 12, 10),
    flow(2010, 3, 9, 10),
    flow(2010, 4, 8, 10),
    flow(2010, 5, 8, 10),
    flow(2010, 6, 7, 10),
    flow(2010, 7, 6, 8),
    flow(2010, 8, 10, 9),
    flow(2010, 9, 12, 10),
    flow(2010, 10, 10, 11),
];

/// Applications are 232 in 2008 and 349 in 2009, grants 211 and 281; of 2010 there are as many of both as the intakes need.
pub(super) const YEARS: &[Year] = &[
    Year { year: 2008, carried: 6, undecided: 21 },
    Year { year: 2009, carried: 7, undecided: 68 },
    Year { year: 2010, carried: 0, undecided: 0 },
];

/// Intakes of December 2009 that were recorded late.
pub(super) const LATE: usize = 3;
