//! Collections: arrays, maps, and values that may be absent.

use std::collections::BTreeMap;

use crate::wire::notes::Step;
use crate::wire::parameter::item_rules;
use crate::wire::rule::first_repeated;
use crate::wire::{Checker, DecodeError, Reader, Rule, Value, Writer, encode};

impl<T: Value> Value for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.clear();
        reader.array(|reader| {
            let mut item = T::empty();
            reader.read_or_clear(&mut item)?;
            self.push(item);
            Ok(())
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.array(self.iter(), T::write);
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        for problem in rules.iter().filter_map(|rule| rule.broken_by_items(self.len())) {
            checker.violate(problem);
        }
        if rules.contains(&Rule::UniqueItems)
            && let Some(index) = first_repeated(self.iter().map(|item| encode(item)))
        {
            checker.item(index, |checker| checker.violate("stands there twice"));
        }
        let rules = item_rules(rules);
        for (index, item) in self.iter().enumerate() {
            checker.item(index, |checker| item.check(rules, checker));
        }
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.clear();
        let mut key = reader.first_key(str::to_owned)?;
        while let Some(name) = key {
            let mut value = T::empty();
            reader.step(Step::Property(&name), |reader| reader.read_or_clear(&mut value))?;
            self.insert(name, value);
            key = reader.next_key(str::to_owned)?;
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.object(|members| {
            for (name, value) in self {
                members.member(name, |writer| value.write(writer));
            }
        });
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        for problem in rules.iter().filter_map(|rule| rule.broken_by_entries(self.len())) {
            checker.violate(problem);
        }
        let of_entries = rules.iter().find_map(|rule| match rule {
            Rule::Entries(rules) => Some(*rules),
            _ => None,
        });
        for (name, value) in self {
            checker.property(name, |checker| value.check(of_entries.unwrap_or_default(), checker));
        }
    }
}

impl<T: Value> Value for Option<T> {
    fn empty() -> Self {
        None
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.insert(T::empty()).read(reader)
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }

    fn clear(&mut self) {
        *self = T::keeps_null().then(T::empty);
    }

    fn accepts_null(&self) -> bool {
        true
    }

    fn keeps_null() -> bool {
        true
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        if let Some(value) = self {
            value.check(rules, checker);
        }
    }
}

impl<T: Value> Value for Box<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        (**self).read(reader)
    }

    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }

    fn clear(&mut self) {
        (**self).clear();
    }

    fn accepts_null(&self) -> bool {
        (**self).accepts_null()
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        (**self).check(rules, checker);
    }
}
