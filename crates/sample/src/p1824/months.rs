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

/// December 2007 to December 2010. Of the cohort 428 at the start and 50 in December 2009; of all 7 % more in December 2009
/// than in December 2007; the share on full support 20 % lower then, and under one half first in May 2010.
pub(super) const MONTHS: [Count; 37] = [
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
    count(47, 457, 535),
    count(45, 455, 526),
    count(43, 452, 517),
    count(41, 449, 507),
    count(39, 446, 495),
    count(37, 443, 492),
    count(35, 440, 489),
    count(33, 443, 486),
    count(31, 446, 483),
    count(29, 448, 480),
    count(27, 449, 476),
    count(26, 450, 472),
];
