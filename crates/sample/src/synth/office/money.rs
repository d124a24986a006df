//! The money of a synthetic programme's year.

use hovedbok_core::entries::FundEntry;
use hovedbok_core::entries::fund::{
    Appropriated, FundSpent, GrantAllocated, GrantApplied, GrantCarriedOver, GrantCarryOverApplied, GrantCommitted,
    GrantDisbursed, GrantReceived, GrantRejected, GrantReturned, GrantSpent, GrantUnusedReported, Increased, Reduced,
};
use hovedbok_core::{Day, Fact, FundId, Name, Period, Reference, StreamId};
use rand::RngExt;

use super::Year;
use crate::given::{date, kroner, name};
use crate::synth::words;

impl Year<'_> {
    /// Appropriated in January, granted to three, spent month by month; what is left is reported.
    pub(super) fn money(&mut self, source: &str) {
        let year = u16::try_from(self.first.year()).unwrap_or_default();
        let fund = FundId { programme: self.programme.clone(), year, source: name(source) };
        let stream = StreamId::Fund(fund);
        let thousands = self.bundle.rng.random_range(900..30_000);
        let first = self.first;
        let whole = Appropriated {
            amount_ore: kroner(thousands * 1000),
            purpose: Some(words::sentence(&mut self.bundle.rng)),
            certainty: None,
            note: None,
        };
        self.fund(&stream, first, whole);
        let (certainty, note, purpose) = (None, None, None);
        let on = self.day(60, 120);
        let more =
            Increased { amount_ore: kroner(thousands * 50), purpose: purpose.clone(), certainty, note: note.clone() };
        self.fund(&stream, on, more);
        let on = on.plus_days(60);
        self.fund(&stream, on, Reduced { amount_ore: kroner(thousands * 20), purpose, certainty, note: note.clone() });
        let on = self.day(30, 200);
        let from = words::place(&mut self.bundle.rng);
        let amount_ore = kroner(self.bundle.rng.random_range(10_000..200_000));
        let received = GrantReceived { amount_ore, from, grant: None, purpose: None, certainty, note };
        self.fund(&stream, on, received);
        for number in 1..=3 {
            self.grant(&stream, name(&format!("G{year}-{number}")), thousands * 1000 / 4, number);
        }
        self.rejected(&stream, name(&format!("G{year}-4")));
        for _ in 0..4 {
            let on = self.day(20, 340);
            let rng = &mut self.bundle.rng;
            let spent = FundSpent {
                amount_ore: Some(kroner(rng.random_range(1..=thousands * 1000 / 20))),
                purpose: words::sentence(rng),
                supplier: Some(words::provider(rng)),
                voucher: Some(Reference::from(rng.random_range(100_000..999_999).to_string())),
                kostra_function: Some("276".into()),
                kostra_type: Some("270".into()),
                for_period: None,
                placement: None,
                paid_share_bp: None,
                certainty: None,
                note: words::note(rng),
            };
            self.fund(&stream, on, spent);
        }
    }

    fn fund(&mut self, stream: &StreamId, on: Day, body: impl Into<FundEntry>) {
        self.put(stream.clone(), Period::day(on), Fact::Fund(body.into()));
    }

    /// A grant that was applied for in vain.
    fn rejected(&mut self, stream: &StreamId, grant: Name) {
        let on = self.day(3, 20);
        let rng = &mut self.bundle.rng;
        let asked = GrantApplied {
            grant: grant.clone(),
            recipient: words::place(rng),
            amount_ore: kroner(rng.random_range(10_000..900_000)),
            purpose: Some(words::sentence(rng)),
            certainty: None,
            note: None,
        };
        self.fund(stream, on, asked);
        let note = words::note(&mut self.bundle.rng);
        self.fund(stream, on.plus_days(30), GrantRejected { grant, note });
    }

    /// What is left of a grant is carried over to the next year, returned, or only reported.
    fn rest(&mut self, stream: &StreamId, grant: Name, left: i64, number: i64) {
        let (first, certainty, note) = (self.first, None, None);
        let (december, last) = (date(first.year(), 12, 10), date(first.year(), 12, 31));
        let amount_ore = kroner(left);
        match (number, u16::try_from(first.year() + 1)) {
            (1, Ok(to_year)) => {
                let (name, again) = (grant.clone(), None);
                let applied = GrantCarryOverApplied { grant: name.clone(), amount_ore, to_year, certainty, note };
                self.fund(stream, december, applied);
                let carried = GrantCarriedOver { grant: name, amount_ore, to_year, certainty, note: again };
                self.fund(stream, last, carried);
            }
            (2, _) => self.fund(stream, last, GrantReturned { grant: grant.clone(), amount_ore, certainty, note }),
            (_, _) => self.fund(stream, last, GrantUnusedReported { grant, amount_ore, certainty, note }),
        }
    }

    fn grant(&mut self, stream: &StreamId, grant: Name, most: i64, number: i64) {
        let amount = self.bundle.rng.random_range(most / 2..=most);
        let amount_ore = kroner(amount);
        let (applied, allocated) = (self.day(3, 20), self.day(21, 50));
        let committed = allocated.plus_days(self.bundle.days(1, 20));
        let disbursed = committed.plus_days(self.bundle.days(1, 20));
        let rng = &mut self.bundle.rng;
        let recipient = words::place(rng);
        let purpose = words::sentence(rng);
        let (certainty, note) = (None, words::note(rng));
        let asked = GrantApplied {
            grant: grant.clone(),
            recipient: recipient.clone(),
            amount_ore: kroner(amount + 1000),
            purpose: Some(purpose.clone()),
            certainty,
            note,
        };
        self.fund(stream, applied, asked);
        let given = GrantAllocated {
            grant: grant.clone(),
            recipient,
            amount_ore,
            purpose: purpose.clone(),
            conditions: None,
            certainty,
            note: None,
        };
        self.fund(stream, allocated, given);
        self.fund(stream, committed, GrantCommitted { grant: grant.clone(), amount_ore, certainty, note: None });
        self.fund(stream, disbursed, GrantDisbursed { grant: grant.clone(), amount_ore, certainty, note: None });
        let mut left = amount;
        for month in 4..=12 {
            let spent = self.bundle.rng.random_range(1..=amount / 10);
            left -= spent;
            let on = date(self.first.year(), month, 15);
            let rng = &mut self.bundle.rng;
            let body = GrantSpent {
                grant: grant.clone(),
                amount_ore: Some(kroner(spent)),
                purpose: purpose.clone(),
                supplier: Some(words::provider(rng)),
                voucher: None,
                kostra_function: None,
                kostra_type: None,
                for_period: None,
                placement: None,
                paid_share_bp: None,
                certainty,
                note: None,
            };
            self.fund(stream, on, body);
        }
        self.rest(stream, grant, left, number);
    }
}
