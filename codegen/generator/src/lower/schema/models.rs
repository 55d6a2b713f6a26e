//! Models of schemas: one for each schema and view, with its name.

use std::borrow::Cow;

use super::reference::{self, Located};
use crate::api::{Enumeration, Model, ModelId, Shape, Type, View};
use crate::diagnostic::Pointer;
use crate::lower::Lowering;
use crate::names::TypeName;

/// Returns the placeholder of a model that could not be lowered. It keeps the ids of others valid.
pub(crate) fn placeholder(index: usize) -> Model {
    Model {
        name: TypeName::new(&format!("Unfinished{index}")),
        source: Pointer::root(),
        origin: String::new(),
        view: View::Both,
        in_responses: false,
        in_requests: false,
        title: None,
        description: None,
        deprecated: false,
        shape: Shape::Enumeration(Enumeration { value: Type::String, members: Vec::new() }),
    }
}

impl<'d> Lowering<'d> {
    /// Returns the model of a schema, lowering it on first use.
    ///
    /// The id is reserved before the shape is lowered, so that a schema may refer to itself.
    pub(crate) fn model(
        &mut self,
        located: &Located<'d>,
        direction: View,
        name: &TypeName,
        shape: impl FnOnce(&mut Self, &Located<'d>, View, &TypeName) -> Shape,
    ) -> ModelId {
        let raw = self.document.get(&located.pointer);
        let differs = raw.is_some_and(|raw| self.split.differs(located.component, raw));
        let view = if differs { direction } else { View::Both };
        let key = (located.pointer.clone(), view);
        if let Some(&id) = self.models.ids.get(&key) {
            return id;
        }
        let id = self.models.reserve();
        self.models.ids.insert(key, id);
        let name = self.model_name(located, view, name);
        // Recursion through a model ends at the model's id, so that expansion starts anew inside it.
        let expanding = std::mem::take(&mut self.expanding);
        let shape = shape(self, located, direction, &name);
        self.expanding = expanding;
        let model = self.model_of(located, view, name, shape);
        self.models.insert(id, model);
        id
    }

    /// Lowers the schemas that are models whether or not an operation uses them, and returns the models in their types.
    ///
    /// The client receives them: they are in the response view.
    pub(crate) fn standalone_models(&mut self) -> Vec<ModelId> {
        let document = self.document;
        let mut models = Vec::new();
        for pointer in &document.standalone {
            let Some(component) = pointer.last().map(Cow::into_owned) else { continue };
            let Some(located) = reference::find(document, &component) else { continue };
            let typed = self.typed_at(&located, View::Response, &TypeName::new(&component));
            models.extend(typed.value.model());
        }
        models
    }

    /// Returns a model of a shape.
    pub(crate) fn model_of(
        &self,
        located: &Located<'d>,
        view: View,
        name: TypeName,
        shape: Shape,
    ) -> Model {
        let data = &located.schema.schema_data;
        Model {
            name,
            source: located.pointer.clone(),
            origin: self.document.source_reference(&located.pointer),
            view,
            in_responses: false,
            in_requests: false,
            title: data.title.clone(),
            description: data.description.clone(),
            deprecated: data.deprecated,
            shape,
        }
    }

    /// Returns the name of a model: its component's, that of an extension, or else `inline_name`. The request view gets
    /// the suffix `Request` where the views differ.
    fn model_name(
        &mut self,
        located: &Located<'d>,
        view: View,
        inline_name: &TypeName,
    ) -> TypeName {
        let component = located.component.and_then(|name| self.names.components.get(name).cloned());
        match (component, view) {
            (Some(name), View::Response | View::Both) => name,
            (Some(name), View::Request) => self.names.types.claim_type(&name.joined("Request")),
            (None, _) => {
                let extensions = &located.schema.schema_data.extensions;
                let wanted = match self.type_name(extensions, &located.pointer) {
                    Some(name) if view == View::Request => name.joined("Request"),
                    Some(name) => name,
                    None => inline_name.clone(),
                };
                self.names.types.claim_type(&wanted)
            }
        }
    }
}
