//! Models under test: the names and properties that instances and verdicts refer to.

use serde_json::Value;

/// An emitted model.
#[derive(Debug, Clone)]
pub struct Model {
    /// The name of the Rust type.
    pub name: String,
    /// The JSON Pointer to the schema of the model.
    pub schema: String,
    /// The direction in which the model travels.
    pub view: View,
    /// The form of its values.
    pub shape: Shape,
}

/// A projection of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Without `readOnly` properties.
    Request,
    /// Without `writeOnly` properties.
    Response,
    /// Equal in both directions.
    Both,
}

/// The form of the values of a model.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A struct.
    Object(Object),
    /// A union with a tag.
    TaggedUnion(TaggedUnion),
    /// A union without a tag: the names of its variants in document order.
    UntaggedUnion(Vec<String>),
    /// A list of constants.
    Enumeration,
}

/// The properties of a struct.
#[derive(Debug, Clone)]
pub struct Object {
    /// The declared properties, by their names in JSON.
    pub properties: Vec<(String, Files)>,
    /// Whether additional properties are files.
    pub additional: Files,
}

impl Object {
    /// Whether a property is a file, which only multipart bodies have.
    pub(crate) fn has_files(&self) -> bool {
        let mut properties = self.properties.iter().map(|(_, files)| *files);
        self.additional != Files::None || properties.any(|files| files != Files::None)
    }

    /// Returns the files that a property holds.
    pub(crate) fn files(&self, property: &str) -> Files {
        let declared = self.properties.iter().find(|(name, _)| name == property);
        declared.map_or(self.additional, |(_, files)| *files)
    }
}

/// The files that a property of a multipart body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// The property is not a file.
    None,
    /// One file.
    One,
    /// An array of files.
    Many,
}

/// A union with a tag.
#[derive(Debug, Clone)]
pub struct TaggedUnion {
    /// The name of the tag property.
    pub tag: String,
    /// Whether the document has no `discriminator` and the tag is a constant property of every variant.
    pub is_inferred: bool,
    /// The variants.
    pub variants: Vec<Variant>,
}

/// A variant of a tagged union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The name of the variant in Rust.
    pub name: String,
    /// The values of the tag.
    pub tags: Vec<Value>,
    /// The index of the model that it holds.
    pub model: usize,
}

/// Whether a model lacks the tag of the union that it is a variant of. It cannot be decoded outside that union.
pub(crate) fn is_only_a_variant(models: &[Model], index: usize) -> bool {
    let Some(Shape::Object(object)) = models.get(index).map(|model| &model.shape) else {
        return false;
    };
    models.iter().any(|model| match &model.shape {
        Shape::TaggedUnion(union) => {
            union.variants.iter().any(|variant| variant.model == index)
                && object.properties.iter().all(|(name, _)| *name != union.tag)
        }
        Shape::Object(_) | Shape::UntaggedUnion(_) | Shape::Enumeration => false,
    })
}
