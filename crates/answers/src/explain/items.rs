//! Goals and published figures, one by one. What is derived for them is counted over persons, and what persons add to a
//! count is a sum: where entries of one person are left out, only that person is counted again, and what comes of the sum
//! is laid beside the goal or the figure.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::rules::Rule;
use hovedbok_core::{Day, Name, Reach, Seq};
use hovedbok_programmes::{Aim, FigureRow, Publication, Records};
use hovedbok_state::{Tally, Underived, Wanted};
use serde_json::Value;

use super::cut::{self, DERIVED_OF_A_FIGURE, DERIVED_OF_A_GOAL, field};
use super::pieces::Pieces;
use super::rows::{Rows, item_of, items, under};
use super::sums::{Counted, Sums};
use super::trial::{Chosen, Trial, until_each_is_needed};
use crate::finding::Finding;
use crate::measured::OfPersons;
use crate::projections::Projections;
use crate::questions::Question;
use crate::recording::Recording;

/// The goals or the published figures of a question.
pub(super) struct Items<'t, 'p> {
    pieces: Pieces<'t, 'p>,
    sums: Sums,
    /// By the entries of no person that are there: what all persons have in common but for what was recorded when, and all
    /// surroundings with these entries.
    surroundings: HashMap<Chosen, (Projections, Vec<Rc<Surrounding>>)>,
    /// That with every entry, and that with none.
    ends: Vec<Rc<Surrounding>>,
    /// What was recorded when, with every entry.
    last: Recording,
    /// What was recorded when, where that is the same with any of the entries.
    steady: Option<Arc<Recording>>,
    /// The entries of no person that were found for a row of an item.
    found: HashMap<String, Vec<Chosen>>,
    /// What a row is, by its surrounding and what is counted.
    values: HashMap<(usize, Vec<Tally>), Value>,
}

/// What all persons have in common, had only some of the entries been recorded.
struct Surrounding {
    number: usize,
    bears: Bears,
    /// What is asked about beside persons, as far as the records reach.
    common: Projections,
    /// In which of the contexts of the sums persons are counted.
    context: usize,
    items: BTreeMap<String, Rc<Item>>,
}

/// What of what was recorded when bears on goals and figures.
#[derive(Debug, PartialEq)]
struct Bears {
    reach: Reach,
    last: Option<Day>,
    /// The programmes of whose participants something is recorded.
    of: Vec<Name>,
}

/// A goal or a figure.
struct Item {
    said: Said,
    /// What is counted for it, by number.
    counted: OnceCell<Vec<usize>>,
}

/// The lists of an answer whose items are goals or figures.
#[derive(Debug, Clone, Copy)]
struct Lists {
    goals: bool,
    figures: bool,
    /// Findings about figures that differ from what is derived.
    differing: bool,
    /// Whether each programme has lists of its own.
    within: bool,
}

/// What is said of a goal or a figure by the entries of the programme.
enum Said {
    Goal(Aim, Records),
    Figure(Publication),
    /// A figure that is found to differ from what is derived.
    Differing(Publication),
}

/// Which entries of persons are begun with.
enum Begin {
    None,
    /// Of those who are counted otherwise with their entries than without, as few as come to the same.
    Few,
    /// All of the same persons.
    Differing,
    All,
}

/// Entries, and what bears on what they come to.
#[derive(Clone)]
struct Standing {
    some: Chosen,
    around: Rc<Surrounding>,
    item: Option<Rc<Item>>,
    /// The entries without which the records can end elsewhere, and those of no person.
    ends: Chosen,
    /// What is counted for the item; nothing where the row does not rest on that.
    tallies: Vec<Tally>,
}

impl<'t, 'p> Items<'t, 'p> {
    /// The goals or figures of a question; nothing where it is about something else.
    pub fn of(trial: &'t Trial<'p>) -> Option<Items<'t, 'p>> {
        Said::asked(&trial.question)?;
        let all = trial.all;
        let common =
            || Projections { programmes: all.programmes.clone(), names: all.names.clone(), ..Projections::default() };
        let pieces = Pieces::of(trial, cut::persons(trial, &common));
        let steady = pieces.steady.then(|| Arc::new(trial.recording(&Chosen::new())));
        let (surroundings, found, values) = (HashMap::new(), HashMap::new(), HashMap::new());
        let (sums, ends, last) = (Sums::default(), Vec::new(), trial.recording(&trial.every()));
        let mut items = Items { pieces, sums, surroundings, ends, last, steady, found, values };
        for some in [trial.every(), Chosen::new()] {
            let recording = items.recording(&some);
            let around = items.surrounding(&some, &recording)?;
            for item in around.items.values() {
                items.counted(&around, item);
            }
            items.ends.push(around);
        }
        Some(items)
    }

    /// The smallest set of entries found that makes a row what it is with all of them; nothing where the row is about no goal
    /// and no figure.
    pub fn minimal(&mut self, row: &str, now: &Value) -> Option<Chosen> {
        self.values.clear();
        let mut standing = self.start(row, now)?;
        let order = self.pieces.trial.in_order(&standing.some);
        until_each_is_needed(
            &order,
            &mut standing,
            |standing| &standing.some,
            |standing, seq| {
                self.leave_out(row, standing, seq, now);
            },
        );
        if let Some(name) = item_of(row) {
            let (found, apart) = (self.found.entry(name.to_owned()).or_default(), self.pieces.apart(&standing.some));
            if !found.contains(&apart) {
                found.push(apart);
            }
        }
        Some(standing.some)
    }

    /// A row's value, had only some of the entries been recorded.
    pub fn value(&mut self, row: &str, some: &Chosen) -> Option<Value> {
        self.values.clear();
        let standing = self.standing(row, some.clone())?;
        Some(self.value_of(row, &standing))
    }

    /// What to begin with: of persons none of the entries, if none are needed, else those of persons who are counted
    /// otherwise with them than without, of each as few as do. Of the others those of the item, then also those that bear on
    /// persons; else those that are left when many are left out at a time.
    fn start(&mut self, row: &str, now: &Value) -> Option<Standing> {
        let item = self.ends.iter().find_map(|around| find(around, row))?;
        let around = self.ends.first().cloned()?;
        let counted = find(&around, row).filter(|item| is_derived(row, item));
        let counted = counted.map(|item| self.counted(&around, &item)).unwrap_or_default();
        let apart = self.pieces.apart(&self.pieces.trial.every());
        let own: Chosen = item.said.entries().into_iter().filter(|seq| apart.contains(seq)).collect();
        let bearing = cut::bearing_on_persons(self.pieces.trial, item.said.programme());
        let resting = self.resting(item.said.programme());
        let mut guesses = vec![Chosen::new(), own.clone(), own.union(&bearing).copied().collect()];
        guesses.extend(item_of(row).and_then(|name| self.found.get(name)).into_iter().flatten().cloned());
        for begin in [Begin::None, Begin::Few] {
            let of_persons = self.begin(&begin, around.context, &counted);
            let mut begun = |guess: &Chosen| self.with(row, now, &resting, of_persons.union(guess).copied().collect());
            let begun = guesses.iter().find_map(&mut begun);
            if begun.is_some() {
                return begun;
            }
        }
        for begin in [Begin::None, Begin::Few, Begin::Differing, Begin::All] {
            let of_persons = self.begin(&begin, around.context, &counted);
            let some = of_persons.union(&apart).copied().collect();
            let Some(standing) = self.with(row, now, &self.pieces.resting.clone(), some) else { continue };
            return self.fewer(row, now, standing, apart);
        }
        None
    }

    /// Entries of persons to begin with.
    fn begin(&mut self, begin: &Begin, context: usize, counted: &[usize]) -> Chosen {
        match begin {
            Begin::None => Chosen::new(),
            Begin::Few => self.sums.few(&self.pieces, context, counted),
            Begin::Differing => self.sums.differing(&self.pieces, context, counted),
            Begin::All => self.pieces.of.keys().copied().collect(),
        }
    }

    /// The entries that the end of a programme's records about participants rests on, with those of the same persons.
    fn resting(&self, programme: &Name) -> Chosen {
        let Pieces { trial, parts, of, .. } = &self.pieces;
        let resting = self.last.resting_of(programme, RecordSubject::Participants, trial.before);
        let persons = resting.iter().filter_map(|seq| of.get(seq)).filter_map(|part| parts.get(*part));
        persons.flat_map(|part| &part.entries).chain(&resting).copied().collect()
    }

    /// Some entries, else these with those that the ends of the records rest on, if they make a row what it is.
    fn with(&mut self, row: &str, now: &Value, resting: &Chosen, some: Chosen) -> Option<Standing> {
        let with_ends = some.union(resting).copied().collect();
        for some in [some, with_ends] {
            let standing = self.standing(row, some)?;
            if self.value_of(row, &standing) == *now {
                return Some(standing);
            }
        }
        None
    }

    /// Without entries of no person, many at a time for as long as that leaves the row as it is.
    fn fewer(&mut self, row: &str, now: &Value, standing: Standing, apart: Chosen) -> Option<Standing> {
        let mut standing = standing;
        let mut left = apart;
        let mut size = left.len().div_ceil(2);
        while size > 1 {
            for chunk in self.pieces.trial.in_order(&left).chunks(size) {
                let out: Chosen = chunk.iter().copied().collect();
                let less = self.standing(row, standing.some.difference(&out).copied().collect())?;
                if self.value_of(row, &less) == *now {
                    standing = less;
                    left = left.difference(&out).copied().collect();
                }
            }
            size = size.div_ceil(2).min(left.len());
        }
        Some(standing)
    }

    /// Leaves out an entry, if the row is what it should be without it.
    fn leave_out(&mut self, row: &str, standing: &mut Standing, seq: Seq, now: &Value) {
        if standing.ends.contains(&seq) {
            let mut some = standing.some.clone();
            some.remove(&seq);
            let Some(less) = self.standing(row, some) else { return };
            if self.value_of(row, &less) == *now {
                *standing = less;
            }
            return;
        }
        let Some(part) = self.pieces.of.get(&seq).copied() else { return };
        let mut tallies = standing.tallies.clone();
        let item = standing.item.as_ref().filter(|item| is_derived(row, item));
        if let Some(counted) = item.and_then(|item| item.counted.get()) {
            let old = self.pieces.own(part, &standing.some);
            let new: Chosen = old.iter().filter(|own| **own != seq).copied().collect();
            let context = standing.around.context;
            let (old, new) = [old, new].map(|own| self.sums.of_part(&self.pieces, context, part, &own, counted)).into();
            for ((tally, old), new) in tallies.iter_mut().zip(old).zip(new) {
                tally.take(old);
                tally.add(new);
            }
        }
        if tallies != standing.tallies {
            let less = Standing { tallies: tallies.clone(), some: Chosen::new(), ..standing.clone() };
            if self.value_of(row, &less) != *now {
                return;
            }
        }
        standing.tallies = tallies;
        standing.some.remove(&seq);
    }

    fn standing(&mut self, row: &str, some: Chosen) -> Option<Standing> {
        let recording = self.recording(&some);
        let around = self.surrounding(&some, &recording)?;
        let item = find(&around, row);
        let tallies = match &item {
            Some(item) if is_derived(row, item) => {
                let counted = self.counted(&around, item);
                self.sums.total(&self.pieces, around.context, &some, &counted)
            }
            Some(_) | None => Vec::new(),
        };
        let ends =
            if self.steady.is_some() { self.pieces.apart(&some) } else { self.pieces.ends_in(&some, &recording) };
        Some(Standing { some, around, item, ends, tallies })
    }

    /// What was recorded when, as far as it bears on how far records reach.
    fn recording(&self, some: &Chosen) -> Arc<Recording> {
        self.steady.clone().unwrap_or_else(|| Arc::new(self.pieces.trial.recording(some)))
    }

    /// What a row is.
    fn value_of(&mut self, row: &str, standing: &Standing) -> Value {
        let Some(item) = &standing.item else { return Value::Null };
        let key = (standing.around.number, standing.tallies.clone());
        if let Some(value) = self.values.get(&key) {
            return value.clone();
        }
        let why = item.counted.get().map(|counted| self.sums.why(standing.around.context, counted)).unwrap_or_default();
        let of_persons = |wanted: &[Wanted<'_>]| {
            let value = |((tally, why), wanted): ((&Tally, &Option<Underived>), &Wanted<'_>)| match why {
                Some(why) => Err(*why),
                None => tally.value(wanted.indicator),
            };
            standing.tallies.iter().zip(&why).zip(wanted).map(value).collect()
        };
        let name = item_of(row).unwrap_or_default();
        let rows = item.rows(name, &standing.around.common, self.pieces.trial, &of_persons);
        let value = rows.get(row).cloned().unwrap_or_default();
        self.values.insert(key, value.clone());
        value
    }

    /// The numbers of what is counted for an item.
    fn counted(&mut self, around: &Surrounding, item: &Item) -> Vec<usize> {
        let trial = self.pieces.trial;
        let sums = &mut self.sums;
        let numbers = || {
            let asked = RefCell::new(Vec::new());
            let of_persons = |wanted: &[Wanted<'_>]| {
                asked.borrow_mut().extend(wanted.iter().map(Counted::of));
                vec![Err(Underived::NotRecorded); wanted.len()]
            };
            item.rows("", &around.common, trial, &of_persons);
            asked.into_inner().into_iter().map(|counted| sums.number(counted)).collect()
        };
        item.counted.get_or_init(numbers).clone()
    }

    /// What all persons have in common with some of the entries.
    fn surrounding(&mut self, some: &Chosen, recording: &Arc<Recording>) -> Option<Rc<Surrounding>> {
        let trial = self.pieces.trial;
        let apart = self.pieces.apart(some);
        if !self.surroundings.contains_key(&apart) {
            self.surroundings.insert(apart.clone(), (self.pieces.common(&apart)?, Vec::new()));
        }
        let number = self.surroundings.values().map(|(_, known)| known.len()).sum();
        let (common, known) = self.surroundings.get_mut(&apart)?;
        if let Some(known) = known.first().filter(|_| self.steady.is_some()) {
            return Some(Rc::clone(known));
        }
        let common = Projections { recording: Arc::clone(recording), ..common.clone() };
        let bears = Bears::of(&common, trial);
        if let Some(known) = known.iter().find(|known| known.bears == bears) {
            return Some(Rc::clone(known));
        }
        let reach = Arc::new(bears.reach.clone().before(trial.at.as_of));
        let context = self.sums.context(trial, &common, &apart, cut::of_persons(&reach));
        let common = common.reaching_to(&reach);
        let around = Rc::new(Surrounding { number, bears, items: said(trial, &common), common, context });
        known.push(Rc::clone(&around));
        Some(around)
    }
}

impl Bears {
    fn of(common: &Projections, trial: &Trial<'_>) -> Bears {
        let recorded = common.recorded(trial.at.known_at).into_iter();
        let of = recorded.filter(|(_, subject)| *subject == RecordSubject::Participants);
        Bears {
            reach: common.reach(trial.at),
            last: common.recording.last_day(trial.at.known_at),
            of: of.map(|(programme, _)| programme).collect(),
        }
    }
}

impl Item {
    /// Its rows under a name, from what persons come to.
    fn rows(&self, name: &str, common: &Projections, trial: &Trial<'_>, of_persons: &OfPersons<'_>) -> Rows {
        let row = match &self.said {
            Said::Goal(aim, records) => serde_json::to_value(common.goal(aim, *records, trial.at, of_persons)).ok(),
            Said::Figure(published) => serde_json::to_value(common.figure(published, trial.at, of_persons)).ok(),
            Said::Differing(published) => {
                let differing = hovedbok_programmes::differing(&[common.figure(published, trial.at, of_persons)]);
                differing.into_iter().next().and_then(|found| serde_json::to_value(Finding::from(found)).ok())
            }
        };
        row.map(|row| under(name, &row)).unwrap_or_default()
    }
}

impl Said {
    /// The lists of the answer to a question that have goals or figures; nothing where it has none.
    fn asked(question: &Question) -> Option<Lists> {
        let none = Lists { goals: false, figures: false, differing: false, within: false };
        if let Question::Goals(_) = question {
            Some(Lists { goals: true, ..none })
        } else if let Question::Figures(_) = question {
            Some(Lists { figures: true, ..none })
        } else if let Question::Findings(asked) = question {
            let differing = asked.kind.as_ref().is_none_or(|kind| kind == Rule::FigureDiffers.word());
            differing.then_some(Lists { differing, ..none })
        } else if let Question::Statement(_) = question {
            Some(Lists { goals: true, differing: true, within: true, ..none })
        } else {
            None
        }
    }

    /// The programme that it is about.
    fn programme(&self) -> &Name {
        match self {
            Said::Goal(aim, _) => &aim.programme,
            Said::Figure(published) | Said::Differing(published) => published.programme(),
        }
    }

    /// The entries that say it.
    fn entries(&self) -> Vec<Seq> {
        match self {
            Said::Goal(aim, _) => aim.entries.clone(),
            Said::Figure(published) | Said::Differing(published) => vec![published.entry()],
        }
    }
}

/// The goals and the figures that are asked about, by their names.
fn said(trial: &Trial<'_>, common: &Projections) -> BTreeMap<String, Rc<Item>> {
    let Some(lists) = Said::asked(&trial.question) else { return BTreeMap::new() };
    if !lists.within {
        return in_lists(trial, common, lists, trial.question.programme(), "").collect();
    }
    let rows = hovedbok_programmes::programmes(&common.programmes, trial.at, None);
    let asked = |name: &Name| trial.question.programme().is_none_or(|asked| asked == name);
    let programmes = rows.iter().map(|row| &row.programme).filter(|name| asked(name));
    let own = |name: &Name| {
        let within = format!("programmes[{name}].");
        in_lists(trial, common, lists, Some(name), &within).collect::<Vec<_>>()
    };
    programmes.flat_map(own).collect()
}

/// Those of a programme or of all, in lists within something.
fn in_lists(
    trial: &Trial<'_>,
    common: &Projections,
    lists: Lists,
    programme: Option<&Name>,
    within: &str,
) -> impl Iterator<Item = (String, Rc<Item>)> {
    let nothing = |wanted: &[Wanted<'_>]| vec![Err(Underived::NotRecorded); wanted.len()];
    let (mut said, mut names) = (Vec::new(), Vec::new());
    let mut named = |list: &str, values: &[Value]| {
        names.extend(items(&format!("{within}{list}"), values));
    };
    if lists.goals {
        let aims = hovedbok_programmes::aims(&common.programmes, trial.at, programme);
        let with_records = |aim| {
            let records = common.records(&aim, trial.at);
            (aim, records)
        };
        let aims: Vec<(Aim, Records)> = aims.into_iter().map(with_records).collect();
        let value = |(aim, records): &(Aim, Records)| {
            serde_json::to_value(common.goal(aim, *records, trial.at, &nothing)).unwrap_or_default()
        };
        named("goals", &aims.iter().map(value).collect::<Vec<_>>());
        said.extend(aims.into_iter().map(|(aim, records)| Said::Goal(aim, records)));
    }
    if lists.figures || lists.differing {
        let published = hovedbok_programmes::publications(&common.programmes, trial.at, programme);
        let rows = published.iter().map(|published| common.figure(published, trial.at, &nothing));
        if lists.figures {
            named("figures", &rows.map(|row| serde_json::to_value(row).unwrap_or_default()).collect::<Vec<_>>());
            said.extend(published.into_iter().map(Said::Figure));
        } else {
            let finding = |row: FigureRow| Finding {
                kind: Rule::FigureDiffers,
                severity: Rule::FigureDiffers.severity(),
                programme: Some(row.programme),
                what: String::new(),
                entries: vec![row.entry],
                together: None,
                ended: None,
            };
            let findings = rows.map(|row| serde_json::to_value(finding(row)).unwrap_or_default());
            named("findings", &findings.collect::<Vec<_>>());
            said.extend(published.into_iter().map(Said::Differing));
        }
    }
    let item = |said| Rc::new(Item { said, counted: OnceCell::new() });
    names.into_iter().zip(said.into_iter().map(item))
}

/// The item that a row is about.
fn find(around: &Surrounding, row: &str) -> Option<Rc<Item>> {
    item_of(row).and_then(|name| around.items.get(name)).cloned()
}

/// Whether a row rests on what is derived for the item. All of a finding does.
fn is_derived(row: &str, item: &Item) -> bool {
    match item.said {
        Said::Goal(..) => DERIVED_OF_A_GOAL.contains(&field(row)),
        Said::Figure(_) => DERIVED_OF_A_FIGURE.contains(&field(row)),
        Said::Differing(_) => true,
    }
}
