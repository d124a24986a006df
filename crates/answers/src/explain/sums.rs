//! What persons add to what is counted, had only some of the entries been recorded.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hovedbok_core::{Day, Name, Period, Reach, Seq};
use hovedbok_projection::At;
use hovedbok_state::{Scope, Tally, Underived, Wanted};

use super::cut::{self, Part};
use super::pieces::Pieces;
use super::trial::{Chosen, Trial};
use crate::projections::Projections;

/// What persons add to what is counted. Everything that was counted once is kept.
#[derive(Default)]
pub(super) struct Sums {
    counted: Vec<Counted>,
    numbers: HashMap<String, usize>,
    contexts: Vec<Context>,
    /// The fewest entries of each part that were enough before: often they are for what is counted next.
    few: HashMap<usize, Vec<Chosen>>,
}

/// Something that is counted.
#[derive(Debug)]
pub(super) struct Counted {
    indicator: String,
    programme: Name,
    office: Option<String>,
    cohort: Option<String>,
    part: Option<String>,
    about: Period,
    at: At,
}

/// What bears on how persons are counted beside their own entries.
struct Context {
    cohorts: String,
    /// The day on which the records of each programme about persons end.
    days: Vec<(Name, Day)>,
    reach: Arc<Reach>,
    common: Projections,
    /// The entries of no part.
    apart: Chosen,
    /// For each thing that is counted, once it was: what all parts add to it.
    ends: HashMap<usize, Ends>,
    /// What a part adds with some of its entries.
    known: HashMap<(usize, Vec<Seq>), BTreeMap<usize, Tally>>,
    /// The fewest entries of a part that add to what is counted what all of them do.
    few: HashMap<(usize, Vec<usize>), Chosen>,
}

/// What all parts add to something that is counted.
#[derive(Default)]
struct Ends {
    /// Why nothing is counted.
    why: Option<Underived>,
    /// With none of their entries.
    without: Tally,
    /// With all of them, of those parts that then add something else: what they add without and with them.
    differing: BTreeMap<usize, (Tally, Tally)>,
}

impl Sums {
    /// The number of something that is counted.
    pub fn number(&mut self, counted: Counted) -> usize {
        let next = self.counted.len();
        let number = *self.numbers.entry(format!("{counted:?}")).or_insert(next);
        if number == next {
            self.counted.push(counted);
        }
        number
    }

    /// The number of a context; of two that bear alike on how persons are counted, that of the first.
    pub fn context(&mut self, trial: &Trial<'_>, common: &Projections, apart: &Chosen, reach: Reach) -> usize {
        let cohorts = cut::cohorts(trial, common);
        let days: Vec<(Name, Day)> = reach.iter().map(|(programme, _, end)| (programme.clone(), end.day)).collect();
        let alike = |known: &Context| known.cohorts == cohorts && known.days == days;
        if let Some(known) = self.contexts.iter().position(alike) {
            return known;
        }
        let (common, apart, reach) = (common.clone(), apart.clone(), Arc::new(reach));
        let (ends, known, few) = (HashMap::new(), HashMap::new(), HashMap::new());
        self.contexts.push(Context { cohorts, days, reach, common, apart, ends, known, few });
        self.contexts.len() - 1
    }

    /// Why some of what is counted is not.
    pub fn why(&self, context: usize, counted: &[usize]) -> Vec<Option<Underived>> {
        let context = self.contexts.get(context);
        let why = |number| context.and_then(|context| context.ends.get(number)).and_then(|ends| ends.why);
        counted.iter().map(why).collect()
    }

    /// What all parts add to what is counted with some of the entries.
    pub fn total(&mut self, pieces: &Pieces<'_, '_>, context: usize, some: &Chosen, counted: &[usize]) -> Vec<Tally> {
        self.prepare(pieces, context, counted);
        let parts: BTreeSet<usize> = some.iter().filter_map(|seq| pieces.of.get(seq)).copied().collect();
        let ends = |own: &Sums| -> Vec<Tally> {
            let of = |number| own.contexts.get(context).and_then(|context| context.ends.get(number));
            counted.iter().map(|number| of(number).map(|ends| ends.without).unwrap_or_default()).collect()
        };
        let mut total = ends(self);
        for part in parts {
            let with = self.of_part(pieces, context, part, &pieces.own(part, some), counted);
            let without = self.of_part(pieces, context, part, &Chosen::new(), counted);
            for ((total, with), without) in total.iter_mut().zip(with).zip(without) {
                total.add(with);
                total.take(without);
            }
        }
        total
    }

    /// What a part adds to what is counted with some of its entries.
    pub fn of_part(
        &mut self,
        pieces: &Pieces<'_, '_>,
        context: usize,
        part: usize,
        own: &Chosen,
        counted: &[usize],
    ) -> Vec<Tally> {
        let Some(context) = self.contexts.get_mut(context) else { return Vec::new() };
        let known = context.known.entry((part, own.iter().copied().collect())).or_default();
        let missing: Vec<usize> = counted.iter().copied().filter(|number| !known.contains_key(number)).collect();
        if let Some(piece) = pieces.parts.get(part).filter(|_| !missing.is_empty()) {
            let asked = Asked { pieces, counted: &self.counted, common: &context.common, apart: &context.apart };
            let tallies = asked.of(piece, own, &missing, &context.reach);
            known.extend(missing.into_iter().zip(tallies.into_iter().map(Result::unwrap_or_default)));
        }
        counted.iter().map(|number| known.get(number).copied().unwrap_or_default()).collect()
    }

    /// The entries of the parts that add something else to what is counted with all of their entries than without.
    pub fn differing(&mut self, pieces: &Pieces<'_, '_>, context: usize, counted: &[usize]) -> Chosen {
        let parts = self.parts_differing(pieces, context, counted).into_iter();
        parts.filter_map(|part| pieces.parts.get(part)).flat_map(|part| part.entries.iter().copied()).collect()
    }

    /// Of the same parts the fewest entries that add the same.
    pub fn few(&mut self, pieces: &Pieces<'_, '_>, context: usize, counted: &[usize]) -> Chosen {
        let parts = self.parts_differing(pieces, context, counted);
        parts.into_iter().flat_map(|part| self.few_of(pieces, context, part, counted)).collect()
    }

    fn parts_differing(&mut self, pieces: &Pieces<'_, '_>, context: usize, counted: &[usize]) -> BTreeSet<usize> {
        self.prepare(pieces, context, counted);
        let ends = self.contexts.get(context).map(|context| &context.ends);
        let own = counted.iter().filter_map(|number| ends.and_then(|ends| ends.get(number)));
        own.flat_map(|ends| ends.differing.keys().copied()).collect()
    }

    fn few_of(&mut self, pieces: &Pieces<'_, '_>, context: usize, part: usize, counted: &[usize]) -> Chosen {
        let key = (part, counted.to_vec());
        let known = self.contexts.get(context).and_then(|context| context.few.get(&key));
        if let Some(known) = known {
            return known.clone();
        }
        let Some(piece) = pieces.parts.get(part) else { return Chosen::new() };
        let all = self.of_part(pieces, context, part, &piece.entries, counted);
        let guesses = self.few.get(&part).cloned().unwrap_or_default();
        let enough = |own: &mut Sums, some: &Chosen| own.of_part(pieces, context, part, some, counted) == all;
        let begin = guesses.into_iter().find(|guess| enough(self, guess));
        let halves = begin.is_none();
        let mut some = begin.unwrap_or_else(|| piece.entries.clone());
        let mut size = if halves { some.len().div_ceil(2) } else { 1 };
        loop {
            let mut fewer = false;
            for chunk in pieces.trial.in_order(&some).chunks(size.max(1)) {
                let out: Chosen = chunk.iter().copied().collect();
                let less: Chosen = some.difference(&out).copied().collect();
                if enough(self, &less) {
                    some = less;
                    fewer = true;
                }
            }
            if size > 1 {
                size = size.div_ceil(2).min(some.len());
            } else if !fewer {
                break;
            }
        }
        let guesses = self.few.entry(part).or_default();
        if !guesses.contains(&some) {
            guesses.push(some.clone());
        }
        if let Some(context) = self.contexts.get_mut(context) {
            context.few.insert(key, some.clone());
        }
        some
    }

    /// Counts what all parts add without and with all of their entries. In the first context, everything that is known to be
    /// counted is counted at once.
    fn prepare(&mut self, pieces: &Pieces<'_, '_>, number: usize, counted: &[usize]) {
        let Some(context) = self.contexts.get_mut(number) else { return };
        if counted.iter().all(|number| context.ends.contains_key(number)) {
            return;
        }
        let wanted: Vec<usize> = if number == 0 { (0..self.counted.len()).collect() } else { counted.to_vec() };
        let wanted: Vec<usize> = wanted.into_iter().filter(|number| !context.ends.contains_key(number)).collect();
        let asked = Asked { pieces, counted: &self.counted, common: &context.common, apart: &context.apart };
        let reach = &context.reach;
        let of_parts = |parts: &[Part]| -> Vec<_> {
            let both = |part: &Part| {
                let without = asked.of(part, &Chosen::new(), &wanted, reach);
                let with =
                    if part.entries.is_empty() { None } else { Some(asked.of(part, &part.entries, &wanted, reach)) };
                (without, with)
            };
            parts.iter().map(both).collect()
        };
        let of_parts = pieces.trial.all.crew.working().on_stretches(&pieces.parts, &of_parts).concat();
        let mut ends: Vec<Ends> = wanted.iter().map(|_| Ends::default()).collect();
        for (part, (without, with)) in of_parts.into_iter().enumerate() {
            let with = with.unwrap_or_else(|| without.clone());
            for ((ends, without), with) in ends.iter_mut().zip(without).zip(with) {
                ends.why = ends.why.or(without.err());
                let (without, with) = (without.unwrap_or_default(), with.unwrap_or_default());
                ends.without.add(without);
                if without != with {
                    ends.differing.insert(part, (without, with));
                }
            }
        }
        for (number, ends) in wanted.into_iter().zip(ends) {
            for (part, (without, with)) in &ends.differing {
                let all = pieces.parts.get(*part).map(|part| part.entries.iter().copied().collect());
                context.known.entry((*part, Vec::new())).or_default().insert(number, *without);
                context.known.entry((*part, all.unwrap_or_default())).or_default().insert(number, *with);
            }
            context.ends.insert(number, ends);
        }
    }
}

/// How persons are counted in a context.
struct Asked<'a, 't, 'p> {
    pieces: &'a Pieces<'t, 'p>,
    counted: &'a [Counted],
    common: &'a Projections,
    apart: &'a Chosen,
}

impl Asked<'_, '_, '_> {
    /// What a part adds with some of its entries.
    fn of(&self, part: &Part, own: &Chosen, numbers: &[usize], reach: &Arc<Reach>) -> Vec<Result<Tally, Underived>> {
        let wanted = numbers.iter().filter_map(|number| self.counted.get(*number));
        let wanted: Vec<Wanted<'_>> = wanted.map(Counted::wanted).collect();
        self.pieces.beside(part, own, self.common, self.apart).reaching_to(reach).tallied(&wanted)
    }
}

impl Counted {
    pub fn of(wanted: &Wanted<'_>) -> Counted {
        let Wanted { indicator, scope: Scope { programme, office, cohort, part }, about, at } = wanted;
        let text = |text: &Option<&str>| text.map(str::to_owned);
        Counted {
            indicator: (*indicator).to_owned(),
            programme: (*programme).clone(),
            office: text(office),
            cohort: text(cohort),
            part: text(part),
            about: about.clone(),
            at: *at,
        }
    }

    fn wanted(&self) -> Wanted<'_> {
        let Counted { indicator, programme, office, cohort, part, about, at } = self;
        let scope = Scope { programme, office: office.as_deref(), cohort: cohort.as_deref(), part: part.as_deref() };
        Wanted { indicator, scope, about: about.clone(), at: *at }
    }
}
