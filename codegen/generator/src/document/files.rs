//! The files of a document: the one that was given, and those that references lead to, each read once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use super::grammar::{self, Object, Outline, Reference};
use super::neighbours::{self, Refusal};
use super::origins::{ROOT, Spot};
use super::text::MarkedText;
use super::{Source, reader, references};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer};

/// A reference that leads somewhere.
#[derive(Debug, Clone)]
pub(super) struct Lead {
    /// The file that holds it.
    pub(super) file: usize,
    /// The object that holds the `$ref`, or the text of a mapping.
    pub(super) pointer: Pointer,
    /// Whether it is a `$ref`.
    pub(super) is_reference: bool,
    /// What belongs in its place.
    pub(super) expected: &'static Object,
    /// Where it leads.
    pub(super) target: Spot,
}

/// A file.
#[derive(Debug)]
struct File {
    /// Its path from the document's folder on.
    path: String,
    text: Arc<MarkedText>,
    tree: Value,
}

/// All files of a document.
pub(super) struct Files {
    source: Source,
    list: Vec<File>,
    /// The numbers of the files, by their paths; nothing for those that cannot be read.
    numbers: BTreeMap<String, Option<usize>>,
    /// Every reference that leads somewhere, in the order in which they are met.
    pub(super) leads: Vec<Lead>,
}

/// A reference or a target of a mapping, still to be followed.
struct Open {
    file: usize,
    reference: Reference,
    is_reference: bool,
}

impl Files {
    /// The files of a document, of which one is read so far.
    pub(super) fn new(source: &Source, text: Arc<MarkedText>, tree: Value) -> Self {
        let path = source.file_name().to_owned();
        let root = File { path: path.clone(), text, tree };
        Self {
            source: source.clone(),
            list: vec![root],
            numbers: BTreeMap::from([(path, Some(ROOT))]),
            leads: Vec::new(),
        }
    }

    /// The document.
    pub(super) fn root(&self) -> &Value {
        self.list.first().map_or(&Value::Null, |file| &file.tree)
    }

    /// The document, when the other files are of no use any more.
    pub(super) fn into_root(self) -> Value {
        self.list.into_iter().next().map_or(Value::Null, |file| file.tree)
    }

    /// The texts of the files, and their paths from the document's folder on.
    pub(super) fn texts(&self) -> (Vec<Arc<MarkedText>>, Vec<String>) {
        self.list.iter().map(|file| (Arc::clone(&file.text), file.path.clone())).unzip()
    }

    /// A value.
    pub(super) fn value(&self, (file, pointer): &Spot) -> Option<&Value> {
        pointer.resolve(&self.list.get(*file)?.tree)
    }

    /// A value, to be changed.
    pub(super) fn value_mut(&mut self, (file, pointer): &Spot) -> Option<&mut Value> {
        self.list.get_mut(*file)?.tree.pointer_mut(pointer.as_str())
    }

    /// Takes a member out of its object.
    pub(super) fn remove(&mut self, (file, pointer): &Spot) -> Option<Value> {
        let parent = (*file, pointer.parent()?);
        self.value_mut(&parent)?.as_object_mut()?.shift_remove(pointer.last()?.as_ref())
    }

    /// Where a path item leads that is itself a reference.
    pub(super) fn path_target(&self, (file, pointer): &Spot) -> Option<Spot> {
        let holder = self.list.get(*file)?;
        let text = pointer.resolve(&holder.tree)?.get("$ref")?.as_str()?;
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let number = if path.is_empty() {
            *file
        } else {
            let path = neighbours::path(&holder.path, path).ok()?;
            (*self.numbers.get(&path)?)?
        };
        Some((number, Pointer::parse(&format!("#{fragment}"))?))
    }

    /// Follows every reference of the document, and every one of what they lead to.
    pub(super) fn follow(&mut self, outline: &Outline, found: &mut Diagnostics) {
        let mut open = VecDeque::new();
        let mut walked: BTreeMap<Spot, &'static str> = BTreeMap::new();
        let mut met = BTreeSet::new();
        queue(ROOT, outline, &mut open);
        while let Some(Open { file, reference, is_reference }) = open.pop_front() {
            if !met.insert((file, reference.pointer.clone())) {
                continue;
            }
            let target = if is_reference {
                match self.target(file, &reference, found) {
                    Ok(target) => target,
                    Err(diagnostic) => {
                        found.push(*diagnostic);
                        continue;
                    }
                }
            } else {
                // What is mapped to nothing is reported with the union.
                match self.mapped(file, &reference) {
                    Some(target) => target,
                    None => continue,
                }
            };
            if target.0 != ROOT {
                let expected = reference.expected;
                match walked.insert(target.clone(), expected.name) {
                    None => self.walk(&target, expected, &mut open, found),
                    Some(name) if name != expected.name => {
                        let location = self.location(file, &reference, is_reference);
                        let message = format!(
                            "`{}` is {name} in another place, but {} belongs here",
                            reference.target, expected.name
                        );
                        found.push(Diagnostic::new(Code::MisplacedReference, location, message));
                        walked.insert(target.clone(), name);
                        continue;
                    }
                    Some(_) => {}
                }
            }
            let Reference { pointer, expected, .. } = reference;
            self.leads.push(Lead { file, pointer, is_reference, expected, target });
        }
    }

    /// Checks a part of another file, and queues the references in it.
    fn walk(
        &self,
        (number, pointer): &Spot,
        expected: &'static Object,
        open: &mut VecDeque<Open>,
        found: &mut Diagnostics,
    ) {
        let Some(file) = self.list.get(*number) else { return };
        if let Some(value) = pointer.resolve(&file.tree) {
            let outline = grammar::check_part(&file.text.name, (value, pointer), expected, found);
            queue(*number, &outline, open);
        }
    }

    fn location(&self, file: usize, reference: &Reference, is_reference: bool) -> Location {
        let name = self.list.get(file).map_or("", |file| file.text.name.as_str());
        let pointer = &reference.pointer;
        Location::new(name, if is_reference { pointer.child("$ref") } else { pointer.clone() })
    }

    /// Where a reference leads.
    fn target(
        &mut self,
        file: usize,
        reference: &Reference,
        found: &mut Diagnostics,
    ) -> Result<Spot, Box<Diagnostic>> {
        let location = self.location(file, reference, true);
        let text = &reference.target;
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let number = if text.starts_with('#') {
            file
        } else {
            self.number(file, path, found).map_err(|refusal| {
                let meant = references::meant(self.root(), reference).filter(|_| file == ROOT);
                Box::new(refused(refusal, location.clone(), text, meant))
            })?
        };
        let pointer = Pointer::parse(&format!("#{fragment}")).ok_or_else(|| {
            let message = format!("`{text}` is no JSON pointer");
            let diagnostic = Diagnostic::new(Code::UnresolvedReference, location.clone(), message);
            Box::new(diagnostic.with_advice("write it like `#/components/schemas/Name`"))
        })?;
        let Some(other) = self.list.get(number) else {
            // What is wrong with the file has been said.
            let message = format!("`{path}` cannot be read");
            return Err(Box::new(Diagnostic::new(Code::UnresolvedReference, location, message)));
        };
        let within = if number == file {
            "the document".to_owned()
        } else {
            format!("`{}`", other.text.name)
        };
        references::check(&other.tree, number == ROOT, (&pointer, reference), &within, location)?;
        Ok((number, pointer))
    }

    /// Where a discriminator's mapping leads: a reference, or the name of a schema of the same file.
    fn mapped(&mut self, file: usize, mapping: &Reference) -> Option<Spot> {
        let text = &mapping.target;
        if text.contains('#') || has_extension(text) {
            // A name may look like a file: then there is none.
            return self.target(file, mapping, &mut Diagnostics::new()).ok();
        }
        let pointer = Pointer::root().child("components").child("schemas").child(text);
        let spot = (file, pointer);
        (file != ROOT && self.value(&spot).is_some()).then_some(spot)
    }

    /// The number of the file that a relative path names, which is read where it was not yet.
    fn number(
        &mut self,
        holder: usize,
        path: &str,
        found: &mut Diagnostics,
    ) -> Result<usize, Refusal> {
        let holder = self.list.get(holder).map_or("", |file| file.path.as_str());
        let path = neighbours::path(holder, path)?;
        if let Some(number) = self.numbers.get(&path) {
            return Ok(number.unwrap_or(usize::MAX));
        }
        let text = self.source.neighbours.text(&path, self.source.largest)?;
        let source = Source::new(self.source.name_beside(&path), text);
        let marked = MarkedText::new(&source);
        let tree = reader::read(&marked, found);
        let number = tree.map(|tree| {
            self.list.push(File { path: path.clone(), text: marked, tree });
            self.list.len() - 1
        });
        self.numbers.insert(path, number);
        Ok(number.unwrap_or(usize::MAX))
    }

    /// What a component is called that is made of a value: the last name on the way to it, after the name of what
    /// it is a part of; or the name of its file.
    pub(super) fn name_of(&self, (file, pointer): &Spot) -> String {
        let path = self.list.get(*file).map_or("", |file| file.path.as_str());
        let stem = path.rsplit('/').next().and_then(|name| name.split('.').next());
        let mut tokens: Vec<String> = pointer.tokens().map(std::borrow::Cow::into_owned).collect();
        if let [first, _, _, ..] = tokens.as_slice()
            && first == "components"
        {
            tokens.drain(..2);
        }
        let words: Vec<&str> = tokens
            .iter()
            .filter_map(|token| match token.as_str() {
                "properties" | "paths" | "content" | "schema" | "schemas" | "responses"
                | "parameters" | "definitions" | "application/json" => None,
                "items" => Some("item"),
                "additionalProperties" => Some("value"),
                other => Some(other),
            })
            .collect();
        let name =
            if words.is_empty() { stem.unwrap_or_default().to_owned() } else { words.join("_") };
        let fits =
            |character: &char| character.is_ascii_alphanumeric() || ".-_".contains(*character);
        let name: String =
            name.chars().map(|character| if fits(&character) { character } else { '_' }).collect();
        let name = name.trim_matches('_');
        if name.is_empty() { "part".to_owned() } else { name.to_owned() }
    }
}

fn queue(file: usize, outline: &Outline, open: &mut VecDeque<Open>) {
    for (references, is_reference) in [(&outline.references, true), (&outline.mappings, false)] {
        let references = references.iter().cloned();
        open.extend(references.map(|reference| Open { file, reference, is_reference }));
    }
}

/// Whether a mapping's target is written like the name of a file.
fn has_extension(text: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|extension| text.ends_with(extension))
}

/// Why a file is not opened, or that its name is not meant as one.
fn refused(refusal: Refusal, location: Location, text: &str, meant: Option<Pointer>) -> Diagnostic {
    if let Some(meant) = meant {
        let message = format!("`{text}` names a file, not a part of this document");
        return Diagnostic::new(Code::UnresolvedReference, location, message)
            .with_advice(format!("did you mean `{meant}`?"));
    }
    match refusal {
        Refusal::Outside { message, advice } => {
            Diagnostic::new(Code::ExternalReference, location, message).with_advice(advice)
        }
        Refusal::TooLarge { message, advice } => {
            Diagnostic::new(Code::TooLarge, location, message).with_advice(advice)
        }
        Refusal::Unreadable { message } => {
            Diagnostic::new(Code::UnresolvedReference, location, message).with_advice(
                "correct the path, which begins at the folder of the file that holds the reference",
            )
        }
    }
}
