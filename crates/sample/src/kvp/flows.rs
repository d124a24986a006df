//! How many came and went each month, made so that the published stocks and totals come out.
//!
//! Stock at a month's end: 197 at the end of 2008, 383 at the end of 2009 (380 as known then), 384, 386, 385, 383, 381, 378,
//! 376, 377, 379 in January to September 2010 (sum 3,429, mean 381), 378 at the end of October. 200 exits in all, so that
//! each published share is a whole number of persons.

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
    /// Applications that were rejected.
    pub rejected: usize,
    /// Grants without an intake up to the report.
    pub waiting: usize,
}

const fn flow(year: i32, month: u32, intakes: usize, exits: usize) -> Flow {
    Flow { year, month, intakes, exits }
}

/// Every month with an intake, in order.
pub(super) const FLOWS: &[Flow] = &[
    flow(2008, 2, 8, 0),
    flow(2008, 3, 12, 0),
    flow(2008, 4, 15, 0),
    flow(2008, 5, 15, 0),
    flow(2008, 6, 15, 0),
    flow(2008, 7, 8, 0),
    flow(2008, 8, 22, 1),
    flow(2008, 9, 28, 1),
    flow(2008, 10, 30, 2),
    flow(2008, 11, 28, 2),
    flow(2008, 12, 24, 2),
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

/// Applications are 232 in 2008 and 349 in 2009, grants 211 and 281; those of 2010 are not published.
pub(super) const YEARS: &[Year] = &[
    Year { year: 2008, carried: 6, rejected: 21, waiting: 0 },
    Year { year: 2009, carried: 7, rejected: 68, waiting: 0 },
    Year { year: 2010, carried: 0, rejected: 20, waiting: 4 },
];

/// Intakes of December 2009 that were recorded late.
pub(super) const LATE: usize = 3;
