//! How many received assistance each month, made so that the published numbers come out.

/// One month: of the cohort, of all, and the part of all on full support, in thousandths.
pub(super) struct Count {
    pub cohort: usize,
    pub all: usize,
    pub full_permille: usize,
}

const fn count(cohort: usize, all: usize, full_permille: usize) -> Count {
    Count { cohort, all, full_permille }
}

/// December 2007 to August 2010, where the statistics end. Of the cohort 428 at the start and 50 from December 2009, which are
/// the two printed numbers: what became of the 50 is not printed, so they stay. Of all 7 % more in December 2009 than in
/// December 2007, as page 8 has it; page 7 calls the number nearly constant. The share on full support is 20 % lower then, and
/// under one half first in May 2010. Every other number is made up.
pub(super) const MONTHS: [Count; 33] = [
    count(428, 428, 680),
    count(402, 426, 674),
    count(377, 431, 669),
    count(353, 435, 663),
    count(330, 433, 657),
    count(308, 429, 652),
    count(287, 427, 646),
    count(267, 424, 640),
    count(248, 430, 635),
    count(230, 436, 629),
    count(213, 438, 623),
    count(197, 441, 618),
    count(182, 445, 612),
    count(168, 446, 606),
    count(155, 448, 601),
    count(143, 451, 595),
    count(132, 449, 589),
    count(121, 447, 584),
    count(111, 444, 578),
    count(101, 441, 572),
    count(92, 446, 567),
    count(83, 450, 561),
    count(74, 453, 555),
    count(62, 456, 550),
    count(50, 458, 545),
    count(50, 457, 535),
    count(50, 455, 526),
    count(50, 452, 517),
    count(50, 449, 507),
    count(50, 446, 495),
    count(50, 443, 492),
    count(50, 440, 489),
    count(50, 443, 486),
];
