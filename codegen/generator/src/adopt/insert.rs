//! Inserts members into a YAML document by adding lines.
//!
//! Invariant: the parsed result is exactly the intended tree, else nothing is inserted.

use serde_json::{Map, Value};

use super::{AdoptError, Adopted};
use crate::diagnostic::{Diagnostics, Pointer};
use crate::document::{Source, tree};

/// A member to insert into an object, or items to append to a list.
struct Insertion<'v> {
    /// The path to the object or list.
    path: Vec<String>,
    /// The key of the member; `None` for items.
    key: Option<&'v str>,
    value: &'v Value,
    position: Position,
}

/// The position of a new member among the members of an object.
#[derive(Debug)]
enum Position {
    /// After the given member.
    After(String),
    /// Before all members.
    First,
    /// After all members.
    Last,
}

/// Inserts the members of `wanted` that are missing, in the order of `model`.
pub(super) fn insert(
    own: &Source,
    root: &Value,
    wanted: &Value,
    model: &Value,
) -> Result<Adopted, AdoptError> {
    let mut insertions = Vec::new();
    let mut expected = root.clone();
    collect(&mut expected, wanted, Some(model), &mut Vec::new(), &mut insertions);
    let mut adopted = Adopted { text: own.text.clone(), added: Vec::new() };
    for insertion in &insertions {
        let mut lines = Lines::of(&adopted.text);
        let location =
            insertion.path.iter().fold(Pointer::root(), |location, key| location.child(key));
        let location = insertion.key.map_or(location.clone(), |key| location.child(key));
        lines.insert(insertion).map_err(|reason| error(own, &location, reason))?;
        adopted.text = lines.text();
        adopted.added.push(location.to_string());
    }
    // YAML has many styles: verify the result instead of trusting the inserted lines.
    let outcome = Source::new(own.name.as_str(), adopted.text.as_str());
    if tree(&outcome, &mut Diagnostics::new()).as_ref() != Some(&expected) {
        let reason = "the surrounding lines are not in block style, one key per line";
        return Err(error(own, &Pointer::root(), reason));
    }
    Ok(adopted)
}

fn error(own: &Source, location: &Pointer, reason: &str) -> AdoptError {
    AdoptError::Location {
        source: own.name.clone(),
        location: location.to_string(),
        reason: reason.to_owned(),
    }
}

/// Depth to which existing objects are extended: entries of `components` sections, and methods of paths.
const MAX_DEPTH: usize = 2;

/// Collects missing members and inserts them into the tree.
fn collect<'v>(
    root: &mut Value,
    wanted: &'v Value,
    model: Option<&Value>,
    path: &mut Vec<String>,
    insertions: &mut Vec<Insertion<'v>>,
) {
    let (Some(existing), Some(members)) = (root.as_object_mut(), wanted.as_object()) else {
        return;
    };
    for (key, value) in members {
        let nested_model = model.and_then(|model| model.get(key));
        match existing.get_mut(key) {
            Some(Value::Array(list)) if path.is_empty() => {
                path.push(key.clone());
                list.extend(value.as_array().into_iter().flatten().cloned());
                let position = Position::Last;
                insertions.push(Insertion { path: path.clone(), key: None, value, position });
                path.pop();
            }
            Some(known) if path.len() < MAX_DEPTH => {
                path.push(key.clone());
                collect(known, value, nested_model, path, insertions);
                path.pop();
            }
            Some(_) => {}
            None => {
                let position = position(existing, key, model, path.is_empty());
                let index = match &position {
                    Position::After(previous) => existing
                        .keys()
                        .position(|key| key == previous)
                        .map_or(existing.len(), |at| at + 1),
                    Position::First => 0,
                    Position::Last => existing.len(),
                };
                existing.shift_insert(index, key.clone(), value.clone());
                let key = Some(key.as_str());
                insertions.push(Insertion { path: path.clone(), key, value, position });
            }
        }
    }
}

/// Returns the position of a new member: after the nearest preceding member of the model that exists.
///
/// At the root nothing is inserted before the first member.
fn position(
    existing: &Map<String, Value>,
    key: &str,
    model: Option<&Value>,
    is_root: bool,
) -> Position {
    let Some(order) = model.and_then(Value::as_object) else { return Position::Last };
    let exists = |other: &&String| existing.contains_key(*other);
    match order.keys().take_while(|other| *other != key).filter(exists).last() {
        Some(previous) => Position::After(previous.clone()),
        None if !is_root && order.keys().any(|other| exists(&other)) => Position::First,
        None => Position::Last,
    }
}

/// The lines of a text, each with its line break.
struct Lines<'t> {
    list: Vec<std::borrow::Cow<'t, str>>,
    /// The line break.
    end: &'static str,
}

/// A member in block style: the line of its key, and the line after its last.
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
            block = found.ok_or("it is not in block style, one key per line")?;
            is_root = false;
        }
        let Some(key) = insertion.key else {
            let first = (block.start + 1..block.end).find(|index| self.is_content(*index));
            let first = first.filter(|index| self.line(*index).trim_start().starts_with("- "));
            let indent =
                indent(self.line(first.ok_or("the list does not have one item per line")?));
            let at = self.end_of_content(block);
            return self.add(at, indent, insertion.value);
        };
        let members = self.members(block, is_root);
        let indent = match (members.first(), is_root) {
            (Some(member), _) => member.indent,
            (None, true) => 0,
            (None, false) => return Err("the object does not have one key per line"),
        };
        let last = || self.end_of_content(*members.last().unwrap_or(&block));
        let at = match &insertion.position {
            Position::After(previous) => members
                .iter()
                .find(|member| self.key(**member).as_ref() == Some(previous))
                .map_or_else(last, |member| self.end_of_content(*member)),
            Position::First => block.start + 1,
            Position::Last => last(),
        };
        let mut object = Map::new();
        object.insert(key.to_owned(), insertion.value.clone());
        self.add(at, indent, &Value::Object(object))
    }

    /// Inserts a value as lines.
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

    /// Returns the members of the object in a block, or of the root.
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

    /// Returns the key of a member.
    fn key(&self, member: Block) -> Option<String> {
        let line = self.line(member.start);
        // A key may contain colons, so the shortest prefix that parses as a key is used.
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

    /// Whether a line is not blank, a comment or a document marker.
    fn is_content(&self, index: usize) -> bool {
        let line = self.line(index).trim_start();
        !line.is_empty() && !line.starts_with('#') && !self.line(index).starts_with("---")
    }

    /// Returns the line after a member, without the blank lines and comments that belong to the next one.
    fn end_of_content(&self, block: Block) -> usize {
        let last = (block.start..block.end).rev().find(|index| {
            // An indented comment belongs to the member.
            let line = self.line(*index);
            let is_own_comment = line.trim_start().starts_with('#') && indent(line) > block.indent;
            self.is_content(*index) || is_own_comment
        });
        last.map_or(block.end, |last| last + 1)
    }
}

/// Returns the number of leading spaces.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use serde_json::json;

    use super::*;

    const OWN: &str = "# Ours.\nopenapi: 3.0.3\npaths:\n  # The first.\n  /a:\n    get: {}\n\n  # The last.\n  '/c':\n    get:\n      x: |-\n        text: y\n\ntags:\n- name: A\n# The end.\n";

    fn inserted(wanted: &Value) -> Result<Adopted, AdoptError> {
        let own = Source::new("own.yaml", OWN);
        let root = tree(&own, &mut Diagnostics::new()).unwrap();
        let model = json!({"paths": {"/0": {}, "/a": {"get": {}, "put": {}}, "/b": {}, "/c": {}}, "components": {}});
        insert(&own, &root, wanted, &model)
    }

    #[test]
    fn inserts_in_the_order_of_the_model() {
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
    fn existing_members_are_unchanged() {
        let wanted = json!({"paths": {"/a": {"get": {"other": 1}}}});
        let adopted = inserted(&wanted).unwrap();
        assert_eq!(adopted, Adopted { text: OWN.to_owned(), added: Vec::new() });
    }

    #[test]
    fn rejects_flow_style() {
        let own = Source::new("own.yaml", "{paths: {/a: {}}}");
        let root = tree(&own, &mut Diagnostics::new()).unwrap();
        let outcome = insert(&own, &root, &json!({"paths": {"/b": {}}}), &Value::Null);
        assert!(matches!(outcome, Err(AdoptError::Location { .. })));
    }
}
