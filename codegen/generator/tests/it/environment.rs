//! Environment variables: the document chooses only those of the crate, the overlay and the options choose any.

use portolan::api::{Environment, SecurityKind};
use portolan::diagnostic::Code;
use portolan::{Generated, Options, Package, Source, generate};

/// A document that chooses a secret of another program twice, beside names of its own.
const DOCUMENT: &str = r#"
openapi: 3.0.3
info: {title: Lamps, version: "1"}
x-rust-environment:
  accessToken: [AWS_SECRET_ACCESS_KEY, LAMPS_TOKEN, LAMPSHADE_TOKEN, lamps_token]
  password: [AWS_SECRET_ACCESS_KEY]
paths: {}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key, x-rust-environment: [GITHUB_TOKEN]}
"#;

fn generated(overlay: Option<&str>, allowed: &[&str]) -> Generated {
    let document = Source::new("openapi.yaml", DOCUMENT);
    // The name of the document, so that names cannot tell the two apart.
    let overlay = overlay.map(|text| Source::new("openapi.yaml", text));
    let allowed_environment = allowed.iter().copied().map(str::to_owned).collect();
    let options = Options { allowed_environment, ..Options::default() };
    generate(&document, overlay.as_ref(), &Package::new("lamps").unwrap(), &options).unwrap()
}

fn texts(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

/// Returns the variables of the access token, of the password and of the API key, and the variables that are reported.
fn variables(generated: &Generated) -> [Vec<&str>; 4] {
    let Environment { access_token, password, .. } = &generated.api.environment;
    let key = generated.api.security_schemes.iter().find_map(|scheme| match &scheme.kind {
        SecurityKind::ApiKey { environment, .. } => Some(environment),
        _ => None,
    });
    let reported = generated.diagnostics.iter().filter(|it| it.code == Code::UntrustedEnvironment);
    let reported = reported.map(|it| it.message.split('`').nth(1).unwrap()).collect();
    [texts(access_token), texts(password), texts(key.unwrap()), reported]
}

#[test]
fn the_document_chooses_variables_of_the_crate_only() {
    let generated = generated(None, &[]);
    let reported = [
        "AWS_SECRET_ACCESS_KEY",
        "LAMPSHADE_TOKEN",
        "lamps_token",
        "AWS_SECRET_ACCESS_KEY",
        "GITHUB_TOKEN",
    ];
    assert_eq!(
        variables(&generated),
        [vec!["LAMPS_TOKEN"], vec!["LAMPS_PASSWORD"], vec!["LAMPS_KEY"], reported.to_vec()]
    );
    for file in &generated.files {
        for name in ["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "LAMPSHADE_TOKEN"] {
            assert!(!file.text.contains(name), "{}", file.path);
        }
    }
}

#[test]
fn options_allow_variables_by_name() {
    let generated = generated(None, &["GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY"]);
    assert_eq!(
        variables(&generated),
        [
            vec!["AWS_SECRET_ACCESS_KEY", "LAMPS_TOKEN"],
            vec!["AWS_SECRET_ACCESS_KEY"],
            vec!["GITHUB_TOKEN"],
            vec!["LAMPSHADE_TOKEN", "lamps_token"],
        ]
    );
}

#[test]
fn overlays_choose_any_variable_and_vouch_for_no_other() {
    let overlay = r#"
overlay: 1.0.0
info: {title: Names, version: "1"}
actions:
- target: $
  update: {x-rust-environment: {accessToken: [BULB_TOKEN], username: [BULB_USER]}}
- target: $.components.securitySchemes.key
  update: {x-rust-environment: [BULB_KEY]}
"#;
    let generated = generated(Some(overlay), &[]);
    let [access_token, password, key, reported] = variables(&generated);
    assert_eq!(
        (access_token, password, key),
        (vec!["LAMPS_TOKEN", "BULB_TOKEN"], vec!["LAMPS_PASSWORD"], vec!["BULB_KEY"])
    );
    assert_eq!(generated.api.environment.username, ["BULB_USER"]);
    assert_eq!(reported.len(), 5);
}
