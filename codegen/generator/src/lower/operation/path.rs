//! The parameters of a path template, and those that an operation declares for its path.

use super::LocatedOperation;
use super::parameter::claim_name;
use crate::api::{Parameter, ParameterLocation, ParameterStyle, Type};
use crate::diagnostic::{Code, Cost, Diagnostic, Pointer};
use crate::lower::Lowering;
use crate::names::{Scope, ValueName};

impl<'d> Lowering<'d> {
    /// Completes the parameters of an operation by those that only its path has, which are texts. Path parameters that
    /// the path does not have are removed.
    pub(super) fn complete_path(
        &mut self,
        located: &LocatedOperation<'d>,
        mut parameters: Vec<Parameter>,
        scope: &mut Scope,
    ) -> Vec<Parameter> {
        let template = template(located.path);
        let is_in_path = |parameter: &&Parameter| parameter.location == ParameterLocation::Path;
        let declared = parameters.iter().filter(is_in_path);
        let declared: Vec<String> = declared.map(|it| it.parameter.clone()).collect();
        let mut undeclared = Vec::new();
        for name in &template {
            if !declared.iter().any(|it| it == name) && !undeclared.contains(name) {
                undeclared.push(*name);
            }
        }
        self.report_unused(located, &template, &declared, &undeclared);
        parameters.retain(|parameter| {
            parameter.location != ParameterLocation::Path
                || template.contains(&parameter.parameter.as_str())
        });
        for (index, name) in undeclared.into_iter().enumerate() {
            self.report_undeclared(located, name);
            let mut parameter = path_parameter(name, &located.pointer);
            parameter.name = claim_name(&parameter, &parameters, scope);
            parameters.insert(index, parameter);
        }
        parameters
    }

    fn report_undeclared(&mut self, located: &LocatedOperation<'d>, name: &str) {
        let message = format!("the path has `{{{name}}}`, and there is no path parameter `{name}`");
        let path = self.document.location(&located.item_pointer).key();
        let diagnostic = self
            .diagnostic(Code::PathParameter, &located.pointer, message)
            .with_label(path, format!("`{{{name}}}` is used here"))
            .with_cost(Cost::ReadAs(format!(
                "{{name: {name}, in: path, required: true, schema: {{type: string}}}}"
            )))
            .with_advice("declare it under `parameters`, with `in: path` and `required: true`");
        self.diagnostics.push(diagnostic);
    }

    /// Reports the declared path parameters that the path does not have.
    fn report_unused(
        &mut self,
        located: &LocatedOperation<'d>,
        template: &[&str],
        declared: &[String],
        undeclared: &[&str],
    ) {
        let advice = match undeclared {
            [meant] => format!("did you mean `{meant}`?"),
            _ => "add it to the path, or remove it".to_owned(),
        };
        for name in declared.iter().filter(|name| !template.contains(&name.as_str())) {
            let message =
                format!("the parameter `{name}` is declared, and the path has no `{{{name}}}`");
            let pointer = self.declaration(located, name);
            let location =
                self.document.location(&pointer.unwrap_or_else(|| located.pointer.clone()));
            let path = self.document.location(&located.item_pointer).key();
            self.diagnostics.push(
                Diagnostic::new(Code::PathParameter, location, message)
                    .with_label(path, "the path")
                    .with_cost(Cost::Ignored(format!("the parameter `{name}`")))
                    .with_advice(advice.as_str()),
            );
        }
    }

    /// Returns the pointer of a path parameter's name where it is declared.
    fn declaration(&self, located: &LocatedOperation<'d>, name: &str) -> Option<Pointer> {
        [&located.pointer, &located.item_pointer].into_iter().find_map(|holder| {
            let list = holder.child("parameters");
            let items = self.document.get(&list)?.as_array()?;
            items.iter().enumerate().find_map(|(index, item)| {
                let reference = item.get("$ref").and_then(serde_json::Value::as_str);
                let pointer = reference.map_or_else(|| Some(list.index(index)), Pointer::parse)?;
                let declared = self.document.get(&pointer)?;
                let is_it = |key: &str, value: &str| {
                    declared.get(key).and_then(serde_json::Value::as_str) == Some(value)
                };
                (is_it("in", "path") && is_it("name", name)).then(|| pointer.child("name"))
            })
        })
    }
}

/// Returns a required text in the path.
fn path_parameter(name: &str, source: &Pointer) -> Parameter {
    Parameter {
        name: ValueName::new(name),
        parameter: name.to_owned(),
        source: source.clone(),
        location: ParameterLocation::Path,
        style: ParameterStyle::Simple,
        explode: ParameterStyle::Simple.explodes(),
        allow_reserved: false,
        required: true,
        value: Type::String,
        rules: Vec::new(),
        description: None,
        default: None,
        example: None,
        deprecated: false,
        envelope: None,
        page: None,
        aliases: Vec::new(),
    }
}

/// Returns the parameters of a path template.
fn template(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn template_parameters_are_in_braces() {
        assert_eq!(template("/groups/{groupId}/peers/{peerId}.json"), ["groupId", "peerId"]);
        assert_eq!(template("/{a/b}"), ["a/b"]);
        assert!(template("/plain/{open").is_empty());
    }
}
