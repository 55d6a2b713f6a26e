//! Reads the files of a document, each once, and finds the targets of all references between them.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use super::origins::{FilePointer, Origins, ROOT};
use super::references;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer};
use crate::document::grammar::{self, Outline, Reference, Rule, Version};
use crate::document::moves::Moves;
use crate::document::overlay::Provenance;
use crate::document::recovery::{self, Steps};
use crate::document::text::siblings::{self, SiblingError};
use crate::document::text::{IndexedText, Source, reader};

/// A reference whose target exists.
#[derive(Debug, Clone)]
pub(super) struct ResolvedReference {
    /// The number of its file.
    pub(super) file: usize,
    /// The object with the `$ref`, or the string in a mapping.
    pub(super) pointer: Pointer,
    /// Whether it is a `$ref`, not a mapping target.
    pub(super) is_reference: bool,
    /// The rule for the target.
    pub(super) expected: Rule,
    /// The target.
    pub(super) target: FilePointer,
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct File {
    /// The path relative to the document's folder.
    path: String,
    text: Arc<IndexedText>,
    pub(super) tree: Value,
    /// The moves of its values by repairs.
    pub(super) steps: Steps,
}

/// All files of a document.
pub(in crate::document) struct Files {
    source: Source,
    pub(super) version: Version,
    pub(super) list: Vec<File>,
    /// File numbers by path; `None` for files that cannot be read.
    numbers: BTreeMap<String, Option<usize>>,
    /// All references whose target exists, in the order of discovery.
    pub(super) resolved: Vec<ResolvedReference>,
    /// The targets outside of the grammar of the document and their rules. The whole document is one of them.
    pub(super) parts: BTreeMap<FilePointer, Rule>,
    /// Parts that are unusable as a whole.
    pub(super) unusable: BTreeSet<FilePointer>,
    /// References without a usable target, with the index of their diagnostic.
    pub(super) failed: Vec<(FilePointer, usize)>,
}

/// A reference or mapping target that is not resolved yet.
struct Pending {
    file: usize,
    reference: Reference,
    is_reference: bool,
}

impl Files {
    /// Returns the files of a document, of which only the document itself is read.
    pub(in crate::document) fn new(
        source: &Source,
        version: Version,
        text: Arc<IndexedText>,
        tree: Value,
        steps: Steps,
    ) -> Self {
        let path = source.file_name().to_owned();
        let root = File { path: path.clone(), text, tree, steps };
        Self {
            source: source.clone(),
            version,
            list: vec![root],
            numbers: BTreeMap::from([(path, Some(ROOT))]),
            resolved: Vec::new(),
            parts: BTreeMap::from([((ROOT, Pointer::root()), grammar::DOCUMENT)]),
            unusable: BTreeSet::new(),
            failed: Vec::new(),
        }
    }

    /// Returns the tree of the document.
    pub(super) fn root(&self) -> &Value {
        self.list.first().map_or(&Value::Null, |file| &file.tree)
    }

    /// Returns the tree of the document and drops the other files.
    pub(super) fn into_root(self) -> Value {
        self.list.into_iter().next().map_or(Value::Null, |file| file.tree)
    }

    /// Returns the origins of all values, before any is moved between files.
    pub(super) fn origins(&self, overlay: Option<(Arc<IndexedText>, Provenance)>) -> Origins {
        Origins {
            texts: self.list.iter().map(|file| Arc::clone(&file.text)).collect(),
            paths: self.list.iter().map(|file| file.path.clone()).collect(),
            repairs: self.list.iter().map(|file| file.steps.clone()).collect(),
            moved: Moves::default(),
            rewritten: Steps::default(),
            overlay,
        }
    }

    /// Returns a value.
    pub(super) fn value(&self, (file, pointer): &FilePointer) -> Option<&Value> {
        pointer.resolve(&self.list.get(*file)?.tree)
    }

    /// Returns a mutable value.
    pub(super) fn value_mut(&mut self, (file, pointer): &FilePointer) -> Option<&mut Value> {
        self.list.get_mut(*file)?.tree.pointer_mut(pointer.as_str())
    }

    /// Removes a member from its object and returns it.
    pub(super) fn remove(&mut self, (file, pointer): &FilePointer) -> Option<Value> {
        let parent = (*file, pointer.parent()?);
        self.value_mut(&parent)?.as_object_mut()?.shift_remove(pointer.last()?.as_ref())
    }

    /// Resolves all references of the document and of the targets in other files. Those without a usable target are
    /// recovered from later.
    pub(super) fn follow(&mut self, outline: &Outline, diagnostics: &mut Diagnostics) {
        let mut open = VecDeque::new();
        let mut seen = BTreeSet::new();
        // Most references of a document have the target of an earlier one.
        let mut known: HashMap<String, (FilePointer, Rule)> = HashMap::new();
        queue(ROOT, outline, &mut open);
        while let Some(Pending { file, reference, is_reference }) = open.pop_front() {
            if !seen.insert((file, reference.pointer.clone())) {
                continue;
            }
            let earlier = known.get(&reference.target).filter(|(_, rule)| {
                file == ROOT && is_reference && rule.is_same(reference.expected)
            });
            let target = if let Some((target, _)) = earlier {
                Ok(target.clone())
            } else if is_reference {
                self.target(file, &reference, diagnostics).and_then(|target| {
                    self.check_part(file, &reference, &target, &mut open, diagnostics)?;
                    Ok(target)
                })
            } else {
                // An unresolved mapping is reported with its union.
                let Some(target) = self.mapped(file, &reference) else { continue };
                let checked = self.check_part(file, &reference, &target, &mut open, diagnostics);
                checked.map(|()| target)
            };
            let Reference { pointer, expected, target: text } = reference;
            match target {
                Ok(target) => {
                    if file == ROOT && is_reference && !known.contains_key(&text) {
                        known.insert(text, (target.clone(), expected));
                    }
                    self.resolved.push(ResolvedReference {
                        file,
                        pointer,
                        is_reference,
                        expected,
                        target,
                    });
                }
                Err(diagnostic) if is_reference => {
                    self.fail((file, pointer), *diagnostic, diagnostics);
                }
                Err(_) => {}
            }
        }
    }

    /// Reports a reference without a usable target.
    pub(super) fn fail(
        &mut self,
        holder: FilePointer,
        diagnostic: Diagnostic,
        diagnostics: &mut Diagnostics,
    ) {
        self.failed.push((holder, diagnostics.len()));
        diagnostics.push(diagnostic);
    }

    /// Checks a target outside of the document's grammar and queues the references in it.
    ///
    /// # Errors
    /// Returns a diagnostic if the target is used with another rule elsewhere, or is unusable.
    fn check_part(
        &mut self,
        holder: usize,
        reference: &Reference,
        target: &FilePointer,
        open: &mut VecDeque<Pending>,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Box<Diagnostic>> {
        let expected = reference.expected;
        let is_in_document = target.0 == ROOT
            && grammar::rule_at(grammar::DOCUMENT, self.root(), &target.1).is_some();
        if is_in_document {
            return Ok(());
        }
        let location = |files: &Self| files.location(holder, &reference.pointer.child("$ref"));
        match self.parts.get(target) {
            Some(rule) if !rule.is_same(expected) => {
                let message = format!(
                    "`{}` is used as {} elsewhere, but {} is expected here",
                    reference.target,
                    rule.name(),
                    expected.name()
                );
                Err(Box::new(Diagnostic::new(Code::MisplacedReference, location(self), message)))
            }
            Some(_) if self.unusable.contains(target) => {
                Err(Box::new(omitted_target(location(self))))
            }
            Some(_) => Ok(()),
            None => {
                self.parts.insert(target.clone(), expected);
                let Some(file) = self.list.get_mut(target.0) else { return Ok(()) };
                let outline = recovery::check_and_repair(
                    &file.text.name,
                    &mut file.tree,
                    &target.1,
                    (expected, self.version),
                    &mut file.steps,
                    diagnostics,
                );
                if let Some(outline) = outline {
                    queue(target.0, &outline, open);
                    return Ok(());
                }
                self.unusable.insert(target.clone());
                Err(Box::new(omitted_target(location(self))))
            }
        }
    }

    /// Returns the original location of a value.
    pub(super) fn location(&self, file: usize, pointer: &Pointer) -> Location {
        match self.list.get(file) {
            Some(file) => Location::new(file.text.name.as_str(), file.steps.original(pointer)),
            None => Location::new("", pointer.clone()),
        }
    }

    /// Resolves a reference.
    fn target(
        &mut self,
        file: usize,
        reference: &Reference,
        diagnostics: &mut Diagnostics,
    ) -> Result<FilePointer, Box<Diagnostic>> {
        let location = self.location(file, &reference.pointer.child("$ref"));
        let text = &reference.target;
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let number = if text.starts_with('#') {
            file
        } else {
            self.number(file, path, diagnostics).map_err(|error| {
                let suggestion =
                    references::suggest_local(self.root(), reference).filter(|_| file == ROOT);
                Box::new(sibling_diagnostic(error, location.clone(), text, suggestion))
            })?
        };
        let pointer = Pointer::parse(&format!("#{fragment}")).ok_or_else(|| {
            let message = format!("`{text}` is not a JSON pointer");
            let diagnostic = Diagnostic::new(Code::UnresolvedReference, location.clone(), message);
            Box::new(diagnostic.with_advice("write it like `#/components/schemas/Name`"))
        })?;
        let Some(other) = self.list.get(number) else {
            // The errors of the file have been reported.
            let message = format!("`{path}` cannot be read");
            return Err(Box::new(Diagnostic::new(Code::UnresolvedReference, location, message)));
        };
        let within = if number == file {
            "the document".to_owned()
        } else {
            format!("`{}`", other.text.name)
        };
        references::check(&other.tree, number == ROOT, &pointer, reference, &within, location)?;
        Ok((number, pointer))
    }

    /// Resolves a mapping target: a reference, or the name of a schema of the same file.
    fn mapped(&mut self, file: usize, mapping: &Reference) -> Option<FilePointer> {
        let text = &mapping.target;
        if text.contains('#') || has_extension(text) {
            // A schema name may look like a file name.
            return self.target(file, mapping, &mut Diagnostics::new()).ok();
        }
        let pointer = Pointer::root().child("components").child("schemas").child(text);
        let spot = (file, pointer);
        (file != ROOT && self.value(&spot).is_some()).then_some(spot)
    }

    /// Returns the number of the file at a relative path, and reads the file on first use.
    fn number(
        &mut self,
        holder: usize,
        path: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<usize, SiblingError> {
        let holder = self.list.get(holder).map_or("", |file| file.path.as_str());
        let path = siblings::path(holder, path)?;
        if let Some(number) = self.numbers.get(&path) {
            return Ok(number.unwrap_or(usize::MAX));
        }
        let text = self.source.siblings.text(&path, self.source.max_file_bytes)?;
        let source = Source::new(self.source.name_beside(&path), text);
        let marked = IndexedText::new(&source);
        let tree = reader::read(&marked, diagnostics);
        let number = tree.map(|tree| {
            let steps = Steps::default();
            self.list.push(File { path: path.clone(), text: marked, tree, steps });
            self.list.len() - 1
        });
        self.numbers.insert(path, number);
        Ok(number.unwrap_or(usize::MAX))
    }

    /// Derives a component name from the path of a value, or from the file name for a whole file.
    pub(super) fn name_of(&self, (file, pointer): &FilePointer) -> String {
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
                | "parameters" | "definitions" | "$defs" | "application/json" => None,
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

fn queue(file: usize, outline: &Outline, open: &mut VecDeque<Pending>) {
    for (references, is_reference) in [(&outline.references, true), (&outline.mappings, false)] {
        let references = references.iter().cloned();
        open.extend(references.map(|reference| Pending { file, reference, is_reference }));
    }
}

/// Whether a mapping target looks like a file name.
fn has_extension(text: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|extension| text.ends_with(extension))
}

/// Returns the diagnostic for a reference to a part that is omitted because of a defect.
pub(super) fn omitted_target(location: Location) -> Diagnostic {
    let message = "the target of this reference is omitted because of its own defects";
    Diagnostic::new(Code::UnresolvedReference, location, message)
        .with_advice("correct the target, whose defects have their own diagnostics")
}

/// Returns the diagnostic for a file that is not available, or for a target that was probably not meant as a file.
fn sibling_diagnostic(
    error: SiblingError,
    location: Location,
    text: &str,
    suggestion: Option<Pointer>,
) -> Diagnostic {
    if let Some(suggestion) = suggestion {
        let message = format!("`{text}` is a file name, not a location in this document");
        return Diagnostic::new(Code::UnresolvedReference, location, message)
            .with_advice(format!("did you mean `{suggestion}`?"));
    }
    match error {
        SiblingError::Outside { message, advice } => {
            Diagnostic::new(Code::ExternalReference, location, message).with_advice(advice)
        }
        SiblingError::TooLarge { message, advice } => {
            Diagnostic::new(Code::TooLarge, location, message).with_advice(advice)
        }
        SiblingError::Unreadable { message } => {
            Diagnostic::new(Code::UnresolvedReference, location, message)
                .with_advice("correct the path, which is relative to the file with the reference")
        }
    }
}
