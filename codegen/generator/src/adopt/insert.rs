//! Insertion: lines are added to a YAML document, and none of those that stand in it is changed.

use serde_json::{Map, Value};

use super::{Adopted, Failure};
use crate::diagnostic::{Diagnostics, Pointer};
use crate::document::{Source, tree};

/// A member that comes to stand in an object, or items at the end of a list.
struct Insertion<'v> {
    /// The keys that lead to the object or the list.
    path: Vec<String>,
    /// The member's key; none for items.
    key: Option<&'v str>,
    value: &'v Value,
    beside: Beside,
}

/// Where among the members of an object a new one stands.
#[derive(Debug)]
enum Beside {
    /// Behind this one.
    Behind(String),
    /// Before all of them.
    First,
    /// Behind all of them.
    Last,
}

/// Adds what is wanted and not there. `model` is the document whose order new members follow.
pub(super) fn insert(
    own: &Source,
    root: &Value,
    wanted: &Value,
    model: &Value,
) -> Result<Adopted, Failure> {
    let mut insertions = Vec::new();
    let mut expected = root.clone();
    collect(&mut expected, wanted, Some(model), &mut Vec::new(), &mut insertions);
    let mut adopted = Adopted { text: own.text.clone(), added: Vec::new() };
    for insertion in &insertions {
        let mut lines = Lines::of(&adopted.text);
        let location =
            insertion.path.iter().fold(Pointer::root(), |location, key| location.child(key));
        let location = insertion.key.map_or(location.clone(), |key| location.child(key));
        lines.insert(insertion).map_err(|why| failure(own, &location, why))?;
        adopted.text = lines.text();
        adopted.added.push(location.to_string());
    }
    // Whatever the document's author does with YAML: the outcome is what was meant, or nothing is done.
    let outcome = Source::new(own.name.as_str(), adopted.text.as_str());
    if tree(&outcome, &mut Diagnostics::new()).as_ref() != Some(&expected) {
        let why = "the lines around are not written one key a line, as block style is";
        return Err(failure(own, &Pointer::root(), why));
    }
    Ok(adopted)
}

fn failure(own: &Source, location: &Pointer, why: &str) -> Failure {
    Failure::Location {
        source: own.name.clone(),
        location: location.to_string(),
        why: why.to_owned(),
    }
}

/// How deep what is there is looked into: `components`, its sections, their entries; `paths`, the paths, the methods.
const DEEPEST: usize = 2;

/// Finds what is wanted and not there, and puts it into the tree.
fn collect<'v>(
    root: &mut Value,
    wanted: &'v Value,
    model: Option<&Value>,
    path: &mut Vec<String>,
    insertions: &mut Vec<Insertion<'v>>,
) {
    let (Some(there), Some(members)) = (root.as_object_mut(), wanted.as_object()) else { return };
    for (key, value) in members {
        let of_model = model.and_then(|model| model.get(key));
        match there.get_mut(key) {
            Some(Value::Array(list)) if path.is_empty() => {
                path.push(key.clone());
                list.extend(value.as_array().into_iter().flatten().cloned());
                let beside = Beside::Last;
                insertions.push(Insertion { path: path.clone(), key: None, value, beside });
                path.pop();
            }
            Some(known) if path.len() < DEEPEST => {
                path.push(key.clone());
                collect(known, value, of_model, path, insertions);
                path.pop();
            }
            Some(_) => {}
            None => {
                let beside = beside(there, key, model, path.is_empty());
                let index = match &beside {
                    Beside::Behind(behind) => {
                        there.keys().position(|key| key == behind).map_or(there.len(), |at| at + 1)
                    }
                    Beside::First => 0,
                    Beside::Last => there.len(),
                };
                there.shift_insert(index, key.clone(), value.clone());
                let key = Some(key.as_str());
                insertions.push(Insertion { path: path.clone(), key, value, beside });
            }
        }
    }
}

/// Where a new member stands: as in the other document, as far as one's own has its neighbours. Nothing comes before all
/// that a document says.
fn beside(there: &Map<String, Value>, key: &str, model: Option<&Value>, is_root: bool) -> Beside {
    let Some(order) = model.and_then(Value::as_object) else { return Beside::Last };
    let is_there = |other: &&String| there.contains_key(*other);
    match order.keys().take_while(|other| *other != key).filter(is_there).last() {
        Some(behind) => Beside::Behind(behind.clone()),
        None if !is_root && order.keys().any(|other| is_there(&other)) => Beside::First,
        None => Beside::Last,
    }
}

/// A text as its lines, each with the line feed at its end.
struct Lines<'t> {
    list: Vec<std::borrow::Cow<'t, str>>,
    /// What ends a line.
    end: &'static str,
}

/// A member of an object in block style: the line of its key, and the line behind its last.
#[derive(Debug, Clone, Copy)]
struct Block {
    start: usize,
    end: usize,
    indent: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { list: text.split_inclusive('\n').map(Into::into).collect(), end }
    }

    fn text(&self) -> String {
        self.list.concat()
    }

    fn line(&self, index: usize) -> &str {
        self.list.get(index).map_or("", |line| line.trim_end())
    }

    fn insert(&mut self, insertion: &Insertion<'_>) -> Result<(), &'static str> {
        let mut block = Block { start: 0, end: self.list.len(), indent: 0 };
        let mut is_root = true;
        for key in &insertion.path {
            let members = self.members(block, is_root);
            let found = members.into_iter().find(|member| self.key(*member).as_ref() == Some(key));
            block = found.ok_or("it is not written in block style, one key a line")?;
            is_root = false;
        }
        let Some(key) = insertion.key else {
            let first = (block.start + 1..block.end).find(|index| self.is_content(*index));
            let first = first.filter(|index| self.line(*index).trim_start().starts_with("- "));
            let indent = indent(self.line(first.ok_or("the list is not written one item a line")?));
            let at = self.end_of_content(block);
            return self.add(at, indent, insertion.value);
        };
        let members = self.members(block, is_root);
        let indent = match (members.first(), is_root) {
            (Some(member), _) => member.indent,
            (None, true) => 0,
            (None, false) => return Err("the object is not written one key a line"),
        };
        let last = || self.end_of_content(*members.last().unwrap_or(&block));
        let at = match &insertion.beside {
            Beside::Behind(behind) => members
                .iter()
                .find(|member| self.key(**member).as_ref() == Some(behind))
                .map_or_else(last, |member| self.end_of_content(*member)),
            Beside::First => block.start + 1,
            Beside::Last => last(),
        };
        let mut object = Map::new();
        object.insert(key.to_owned(), insertion.value.clone());
        self.add(at, indent, &Value::Object(object))
    }

    /// Adds a value as lines.
    fn add(&mut self, at: usize, indent: usize, value: &Value) -> Result<(), &'static str> {
        let yaml = serde_yaml::to_string(value).map_err(|_| "it cannot be written as YAML")?;
        let end = self.end;
        if let Some(last) = at.checked_sub(1).and_then(|last| self.list.get_mut(last))
            && !last.ends_with('\n')
        {
            last.to_mut().push_str(end);
        }
        let lines = yaml.lines().map(|line| match line {
            "" => end.to_owned().into(),
            line => format!("{:indent$}{line}{end}", "").into(),
        });
        self.list.splice(at..at, lines);
        Ok(())
    }

    /// The members of the object that stands under a key, or of the whole document.
    fn members(&self, block: Block, is_root: bool) -> Vec<Block> {
        let from = if is_root { 0 } else { block.start + 1 };
        let content: Vec<usize> =
            (from..block.end).filter(|index| self.is_content(*index)).collect();
        let Some(first) = content.first().map(|index| indent(self.line(*index))) else {
            return Vec::new();
        };
        let is_inside = is_root || first > block.indent;
        let starts: Vec<usize> = content
            .into_iter()
            .filter(|index| {
                let line = self.line(*index);
                is_inside && indent(line) == first && !line.trim_start().starts_with('-')
            })
            .collect();
        let ends = starts.iter().skip(1).copied().chain([block.end]);
        starts
            .iter()
            .zip(ends)
            .map(|(start, end)| Block { start: *start, end, indent: first })
            .collect()
    }

    /// The key that a member begins with.
    fn key(&self, member: Block) -> Option<String> {
        let line = self.line(member.start);
        // The shortest beginning that is a key: a colon may stand inside.
        line.match_indices(':').find_map(|(at, _)| {
            let rest = line.get(at + 1..)?;
            let is_end = rest.is_empty() || rest.starts_with(' ');
            let key = line.get(..at).filter(|_| is_end)?;
            serde_yaml::from_str::<serde_yaml::Value>(key).ok().and_then(|key| match key {
                serde_yaml::Value::String(text) => Some(text),
                serde_yaml::Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
        })
    }

    /// Whether a line is more than blank, a comment, or the mark between two documents.
    fn is_content(&self, index: usize) -> bool {
        let line = self.line(index).trim_start();
        !line.is_empty() && !line.starts_with('#') && !self.line(index).starts_with("---")
    }

    /// The line behind the last of a member: blank lines and comments before the next belong to that.
    fn end_of_content(&self, block: Block) -> usize {
        let last = (block.start..block.end).rev().find(|index| {
            // A comment that is indented as deep as the member's own lines is the member's.
            let line = self.line(*index);
            let is_own_comment = line.trim_start().starts_with('#') && indent(line) > block.indent;
            self.is_content(*index) || is_own_comment
        });
        last.map_or(block.end, |last| last + 1)
    }
}

/// How many blanks a line begins with.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use serde_json::json;

    use super::*;

    const OWN: &str = "# Ours.\nopenapi: 3.0.3\npaths:\n  # The first.\n  /a:\n    get: {}\n\n  # The last.\n  '/c':\n    get:\n      x: |-\n        text: y\n\ntags:\n- name: A\n# The end.\n";

    fn inserted(wanted: &Value) -> Result<Adopted, Failure> {
        let own = Source::new("own.yaml", OWN);
        let root = tree(&own, &mut Diagnostics::new()).unwrap();
        let model = json!({"paths": {"/0": {}, "/a": {"get": {}, "put": {}}, "/b": {}, "/c": {}}, "components": {}});
        insert(&own, &root, wanted, &model)
    }

    #[test]
    fn lines_are_added_where_the_other_document_has_them() {
        let wanted = json!({
            "tags": [{"name": "B"}],
            "paths": {"/0": {}, "/a": {"put": {"y": 1}}, "/b": {"get": {"x": ["1", true]}}},
            "components": {"schemas": {"S": {"type": "object"}}}
        });
        let adopted = inserted(&wanted).unwrap();
        let expected = "# Ours.\nopenapi: 3.0.3\npaths:\n  /0: {}\n  # The first.\n  /a:\n    get: {}\n    put:\n      y: 1\n  /b:\n    get:\n      x:\n      - '1'\n      - true\n\n  # The last.\n  '/c':\n    get:\n      x: |-\n        text: y\ncomponents:\n  schemas:\n    S:\n      type: object\n\ntags:\n- name: A\n- name: B\n# The end.\n";
        assert_eq!(adopted.text, expected);
        assert_eq!(
            adopted.added,
            ["#/tags", "#/paths/~10", "#/paths/~1a/put", "#/paths/~1b", "#/components"]
        );
    }

    #[test]
    fn what_is_there_stays_to_the_byte() {
        let wanted = json!({"paths": {"/a": {"get": {"other": 1}}}});
        let adopted = inserted(&wanted).unwrap();
        assert_eq!(adopted, Adopted { text: OWN.to_owned(), added: Vec::new() });
    }

    #[test]
    fn other_styles_are_refused() {
        let own = Source::new("own.yaml", "{paths: {/a: {}}}");
        let root = tree(&own, &mut Diagnostics::new()).unwrap();
        let outcome = insert(&own, &root, &json!({"paths": {"/b": {}}}), &Value::Null);
        assert!(matches!(outcome, Err(Failure::Location { .. })));
    }
}
