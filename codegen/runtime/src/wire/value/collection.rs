//! Arrays, maps and optional values.

use std::collections::BTreeMap;

use super::traits::{Entries, Fill, List, Value, View, ViewMut};
use crate::wire::check::Checker;
use crate::wire::json::{DecodeError, Reader, Secrets, Step, Writer};
use crate::wire::schema::{Rule, entry_rules, first_duplicate, item_rules};

impl<T: Value> Value for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn view_mut(&mut self) -> ViewMut<'_> {
        self.clear();
        ViewMut::List(self)
    }

    fn clear(&mut self) -> bool {
        self.clear();
        false
    }
}

impl<T: Value> List for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Option<&dyn Value> {
        match self.get(index) {
            Some(item) => Some(item),
            None => None,
        }
    }

    fn add(&mut self, fill: Fill<'_>) -> Result<(), DecodeError> {
        let mut item = T::empty();
        fill(&mut item)?;
        self.push(item);
        Ok(())
    }
}

pub(in crate::wire) fn read_list(
    list: &mut dyn List,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    reader.array(|reader| unless_omitted(list.add(&mut |item| reader.read_element(item))))
}

/// Returns the result of adding an item or entry, which may be omitted.
#[inline]
pub(in crate::wire) fn unless_omitted(result: Result<(), DecodeError>) -> Result<(), DecodeError> {
    match result {
        Err(error) if error.is_omitted() => Ok(()),
        result => result,
    }
}

pub(in crate::wire) fn write_list(list: &dyn List, writer: &mut Writer) {
    writer.array(items(list), Writer::write);
}

fn items(list: &dyn List) -> impl Iterator<Item = &dyn Value> {
    (0..list.count()).map_while(|index| list.item(index))
}

pub(in crate::wire) fn check_list(list: &dyn List, rules: &[Rule], checker: &mut Checker) {
    for problem in rules.iter().filter_map(|rule| rule.item_count_problem(list.count())) {
        checker.violate(problem);
    }
    let encode = |item: &dyn Value| {
        let mut writer = Writer::new(Secrets::Plain);
        writer.write(item);
        writer.into_json()
    };
    if rules.contains(&Rule::UniqueItems)
        && let Some(index) = first_duplicate(items(list).map(encode))
    {
        checker.item(index, |checker| checker.violate("is a duplicate item"));
    }
    let rules = item_rules(rules);
    for (index, item) in items(list).enumerate() {
        checker.item(index, |checker| checker.check(item, rules));
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::Entries(self)
    }

    fn view_mut(&mut self) -> ViewMut<'_> {
        self.clear();
        ViewMut::Entries(self)
    }

    fn clear(&mut self) -> bool {
        self.clear();
        false
    }
}

impl<T: Value> Entries for BTreeMap<String, T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn each(&self, visit: &mut dyn FnMut(&str, &dyn Value)) {
        for (name, value) in self {
            visit(name, value);
        }
    }

    fn add(&mut self, name: String, fill: Fill<'_>) -> Result<(), DecodeError> {
        let mut value = T::empty();
        fill(&mut value)?;
        self.insert(name, value);
        Ok(())
    }
}

pub(in crate::wire) fn read_entries(
    entries: &mut dyn Entries,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let mut key = reader.first_key(str::to_owned)?;
    while let Some(name) = key {
        let step = name.clone();
        reader.step(Step::Property(&step), |reader| {
            unless_omitted(entries.add(name, &mut |value| reader.read_element(value)))
        })?;
        key = reader.next_key(str::to_owned)?;
    }
    Ok(())
}

pub(in crate::wire) fn write_entries(entries: &dyn Entries, writer: &mut Writer) {
    writer.object(|members| {
        entries.each(&mut |name, value| members.member(name, |writer| writer.write(value)));
    });
}

pub(in crate::wire) fn check_entries(entries: &dyn Entries, rules: &[Rule], checker: &mut Checker) {
    for problem in rules.iter().filter_map(|rule| rule.entry_count_problem(entries.count())) {
        checker.violate(problem);
    }
    let rules = entry_rules(rules);
    entries.each(&mut |name, value| {
        checker.property(name, |checker| checker.check(value, rules));
    });
}

impl<T: Value> Value for Option<T> {
    fn empty() -> Self {
        None
    }

    fn view(&self) -> View<'_> {
        match self {
            Some(value) => match value.view() {
                View::Absent => View::Null,
                view => view,
            },
            None => View::Absent,
        }
    }

    fn view_mut(&mut self) -> ViewMut<'_> {
        self.insert(T::empty()).view_mut()
    }

    fn clear(&mut self) -> bool {
        *self = if T::keeps_null() { Some(T::empty()) } else { None };
        true
    }

    fn omit(&mut self) -> bool {
        *self = None;
        true
    }

    fn keeps_null() -> bool {
        true
    }
}
